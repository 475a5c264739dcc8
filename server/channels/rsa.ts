import { type KeyObject, sign, verify } from 'node:crypto';

/** RSASSA-PKCS1-v1_5 with SHA-256, base64: what all three channels and the agency protocol sign with. */
export function rsaSign(text: string | Buffer, key: KeyObject): string {
  return sign('RSA-SHA256', bytes(text), key).toString('base64');
}

/** Never throws: a malformed signature is a wrong one. */
export function rsaVerify(text: string | Buffer, signature: string, key: KeyObject): boolean {
  const given = strictBase64(signature);
  if (!given) return false;
  try {
    return verify('RSA-SHA256', bytes(text), key, given);
  } catch {
    return false;
  }
}

/**
 * Reads canonical base64 only. Node's own reader skips what it does not know, so that many texts would stand for one
 * signature.
 * @returns null for anything else.
 */
export function strictBase64(text: string): Buffer | null {
  const read = Buffer.from(text, 'base64');
  return read.toString('base64') === text ? read : null;
}

function bytes(text: string | Buffer): Buffer {
  return typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
}
