import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

/**
 * Personal data at rest. What is stored is sealed; what must be found by equality (a login, a bill) is found by a
 * blind index. Both keys are files outside the database, so a copy of the database alone tells nobody's account.
 */
export interface Vault {
  /** AES-256-GCM. `purpose` is authenticated: a sealed value moved into another column does not open. */
  seal(purpose: string, value: unknown): Buffer;
  /** @throws when the value was altered, or sealed for another purpose or by an unknown key */
  open<T>(purpose: string, sealed: Buffer): T;
  /** HMAC-SHA256 over the parts, unambiguous whatever they contain. */
  index(purpose: string, ...parts: string[]): Buffer;
}

/** First byte of every sealed value: layout version. */
const LAYOUT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param keys 32 bytes each */
export function createVault(keys: { data: Buffer; index: Buffer }): Vault {
  if (keys.data.length !== 32 || keys.index.length !== 32) throw new Error('vault keys must be 32 bytes long');
  return {
    seal(purpose, value) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keys.data, nonce).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(LAYOUT), nonce, cipher.getAuthTag(), body]);
    },
    open<T>(purpose: string, sealed: Buffer): T {
      if (sealed[0] !== LAYOUT) throw new Error('sealed value of an unknown layout');
      const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
      const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
      const body = sealed.subarray(1 + NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', keys.data, nonce).setAAD(Buffer.from(purpose)).setAuthTag(tag);
      return JSON.parse(Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')) as T;
    },
    index: (purpose, ...parts) =>
      createHmac('sha256', keys.index)
        .update(JSON.stringify([purpose, ...parts]))
        .digest(),
  };
}

/** For secrets that are already random (session tokens, not phone numbers): nothing to guess, so no key is needed. */
export function hashOfSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
