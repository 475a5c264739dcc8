import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** What a receipt vouches for; short names, because it has to fit a QR code. Format: docs/receipts.md. */
export interface ReceiptFacts {
  /** order number */
  readonly n: string;
  /** service id */
  readonly s: string;
  /** amount in fen */
  readonly a: number;
  /** paid, Unix seconds */
  readonly p: number;
  /** written off, Unix seconds */
  readonly f: number;
  /** the agency's reference */
  readonly r: string;
  /** masked account */
  readonly m: string;
}

export interface ReceiptSigner {
  /** `RYF1.<payload>.<signature>`, both base64url; Ed25519 over the text before the last dot */
  sign(facts: ReceiptFacts): string;
  /** @returns null when the code is not one of ours, unaltered */
  verify(code: string): ReceiptFacts | null;
  /** public key (SPKI PEM) and its id, for whoever verifies offline */
  readonly key: { readonly id: string; readonly pem: string };
}

export function createReceiptSigner(key: KeyObject): ReceiptSigner {
  const publicKey = createPublicKey(key);
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const id = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 8);
  return {
    key: { id, pem },
    sign(facts) {
      const text = `RYF1.${Buffer.from(JSON.stringify({ k: id, ...facts })).toString('base64url')}`;
      return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`;
    },
    verify(code) {
      const match = /^(RYF1\.([A-Za-z0-9_-]{1,2000}))\.([A-Za-z0-9_-]{86})$/.exec(code);
      if (!match) return null;
      const signature = Buffer.from(match[3] as string, 'base64url');
      // The last sign carries four spare bits: only the one spelling that we wrote counts.
      if (signature.toString('base64url') !== match[3] || !verify(null, Buffer.from(match[1] as string), publicKey, signature)) return null;
      return JSON.parse(Buffer.from(match[2] as string, 'base64url').toString('utf8')) as ReceiptFacts;
    },
  };
}
