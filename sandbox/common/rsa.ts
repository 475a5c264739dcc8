import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** RSASSA-PKCS1-v1_5 with SHA-256, base64. All three channels and the agencies use this one. */
export function signText(text: string | Buffer, key: KeyObject): string {
  return sign('sha256', asBytes(text), key).toString('base64');
}

/** False for a wrong signature and for anything that is no base64 at all; never throws. */
export function verifyText(text: string | Buffer, signature: string, key: KeyObject): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) return false;
  return verify('sha256', asBytes(text), key, Buffer.from(signature, 'base64'));
}

/** The public half, from a PEM public key or a PEM certificate. */
export function publicKey(pem: string): KeyObject {
  return createPublicKey(pem);
}

function asBytes(text: string | Buffer): Buffer {
  return typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
}
