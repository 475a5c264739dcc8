import { randomBytes } from 'node:crypto';
import { beijing } from '../../src/contract/time';

/** Crockford's alphabet: no I, L, O, U, which people misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function randomDigits(count: number): string {
  return Array.from(randomBytes(count), (byte) => ALPHABET[byte & 31]).join('');
}

function bucketDigits(bucket: number): string {
  return `${ALPHABET[bucket >> 5]}${ALPHABET[bucket & 31]}`;
}

/** Luhn's check character over 32 signs: catches every single wrong sign and almost every swap. */
function checkDigit(digits: string): string {
  let sum = 0;
  for (let i = digits.length - 1, double = true; i >= 0; i--, double = !double) {
    const value = ALPHABET.indexOf(digits[i] as string) * (double ? 2 : 1);
    sum += Math.floor(value / 32) + (value % 32);
  }
  return ALPHABET[(32 - (sum % 32)) % 32] as string;
}

/** What people see and say: two signs of the citizen's bucket, six random, one check sign. The caller inserts it under a unique key and draws again when it is taken. */
export function newOrderNumber(bucket: number): string {
  const digits = bucketDigits(bucket) + randomDigits(6);
  return digits + checkDigit(digits);
}

export function isOrderNumber(text: string): boolean {
  return /^[0-9A-HJKMNP-TV-Z]{9}$/.test(text) && checkDigit(text.slice(0, 8)) === text[8];
}

/** For what operators say to each other: a letter for the kind, six random signs and a check sign. */
export function newShortNumber(kind: string): string {
  const digits = kind + randomDigits(6);
  return digits + checkDigit(digits);
}

/** `out_trade_no` or `out_refund_no`: letters and digits that every channel takes; month first, so that a range of numbers is a range of time. */
export function newChannelNumber(bucket: number, now: Date): string {
  return beijing(now).format('YYYYMM') + bucketDigits(bucket) + randomDigits(16);
}
