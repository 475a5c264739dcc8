import { createHash, type KeyObject } from 'node:crypto';
import { canonicalFields, type Fields } from '../form';
import { rsaSign, rsaVerify } from '../rsa';
import type { SignerKeys } from './certificate';

/** What a message's signature covers, before hashing. Source: UnionPay 5.1.0, signature. */
export function messageText(fields: Fields): string {
  return canonicalFields(fields, ['signature']);
}

/** SHA-256 is applied twice: RSA-SHA256 runs over the hex text of the first. */
function digest(fields: Fields): string {
  return createHash('sha256').update(messageText(fields), 'utf8').digest('hex');
}

export function signFields(fields: Fields, key: KeyObject): Fields {
  return { ...fields, signature: rsaSign(digest(fields), key) };
}

export function verifyFields(fields: Fields, key: KeyObject): boolean {
  return fields.signature !== undefined && rsaVerify(digest(fields), fields.signature, key);
}

/**
 * Whether UnionPay signed the message with a certificate that is to be believed now.
 * @returns null when it did; `key`: not such a certificate; `signature`: not signed with it.
 */
export function messageFault(fields: Fields, signers: SignerKeys, now: Date): 'key' | 'signature' | null {
  if (!fields.signPubKeyCert || !fields.signature || fields.signMethod !== '01') return 'signature';
  const key = signers(fields.signPubKeyCert, now);
  if (!key) return 'key';
  return verifyFields(fields, key) ? null : 'signature';
}

/**
 * Reads an answer: `k=v&k=v` without percent-encoding. A value may hold `=` (base64, whose `+` must stay) and, inside
 * braces and brackets, `&`. Line breaks stay as they are, for the certificate was signed with its CRs.
 * Source: UnionPay 5.1.0, response format.
 * @returns null for anything else, and when a name comes twice.
 */
export function readAnswer(body: Buffer): Fields | null {
  const text = body.toString('utf8');
  const fields: Record<string, string> = Object.create(null);
  for (let at = 0; at < text.length; ) {
    const equals = text.indexOf('=', at);
    if (equals < 0) return null;
    const end = endOfValue(text, equals + 1);
    const name = text.slice(at, equals);
    if (!/^\w+$/.test(name) || name in fields) return null;
    fields[name] = text.slice(equals + 1, end);
    at = end + 1;
  }
  return fields;
}

/** The next `&` outside braces and brackets, or the end. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
    else if (char === '&' && depth <= 0) return at;
  }
  return text.length;
}
