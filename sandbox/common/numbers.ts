import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto';
import { beijing } from '../../src/contract/time';

/** `length` random decimal digits. */
export function digits(length: number): string {
  let text = '';
  while (text.length < length) text += randomInt(10);
  return text;
}

/** Random letters and digits in lower case. */
export function letters(length: number): string {
  return randomBytes(length).toString('hex').slice(0, length);
}

/** A channel's own number: `prefix`, Beijing day, then digits up to `length` in all. */
export function channelNo(prefix: string, at: Date, length: number): string {
  const head = prefix + beijing(at).format('YYYYMMDD');
  return head + digits(length - head.length);
}

/** Fingerprint of a request's meaning: same content, same text, whatever the order of keys. */
export function contentKey(value: unknown): string {
  return createHash('sha256').update(stable(value)).digest('hex');
}

function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${stable(inner)}`).join(',')}}`;
}

/**
 * A made-up person's id at one app (`openid`, `open_id`). It checks itself: the second half is computed from the first,
 * so the twin can tell its own ids from strange ones without keeping a list, also after its books were thrown away.
 */
export function personId(prefix: string, secret: string, app: string, as: string): string {
  const head = prefix + mac(secret, `person\n${app}\n${as}`).slice(0, 14);
  return head + mac(secret, `check\n${app}\n${head}`).slice(0, 28 - head.length);
}

export function isPersonId(id: string, prefix: string, secret: string, app: string): boolean {
  const head = id.slice(0, prefix.length + 14);
  return id.startsWith(prefix) && id === head + mac(secret, `check\n${app}\n${head}`).slice(0, 28 - head.length);
}

function mac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64').replace(/[+/=]/g, '').slice(0, 28);
}
