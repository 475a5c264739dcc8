import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

/**
 * Personal data at rest. What is stored is sealed; what must be found by equality (a login, a bill) is found by a
 * blind index. All keys are files outside the database, so a copy of the database alone tells nobody's account.
 *
 * Of each kind several keys may be known: the first is the current one, the others are on their way in or out
 * (docs/operations.md, "Changing the vault's keys").
 */
export interface Vault {
  /** AES-256-GCM with the current key. `purpose` is authenticated: a sealed value moved into another column does not open. */
  seal(purpose: string, value: unknown): Buffer;
  /** @throws when the value was altered, or sealed for another purpose or by an unknown key */
  open<T>(purpose: string, sealed: Buffer): T;
  /** The same value under the current key; null when that is how it is sealed already. @throws like `open` */
  reseal(purpose: string, sealed: Buffer): Buffer | null;
  /** HMAC-SHA256 over the parts with the current key, unambiguous whatever they contain: what is stored where one value has one row. */
  index(purpose: string, ...parts: string[]): Buffer;
  /** The same under every known key, the current one first: what is looked for, and what claims and counts are kept under. */
  indexes(purpose: string, ...parts: string[]): Buffer[];
  /** ids of the known keys, the current one first; they tell nothing of the keys */
  readonly keys: { readonly data: readonly string[]; readonly index: readonly string[] };
}

/** First byte of every sealed value. Layout 1 named no key: whichever known one opens it. */
const LAYOUT = 2;
const LAYOUT_WITHOUT_ID = 1;
const ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

interface Key {
  readonly id: Buffer;
  readonly bytes: Buffer;
}

/** @param keys 32 bytes each, the current one of each kind first */
export function createVault(keys: { data: readonly Buffer[]; index: readonly Buffer[] }): Vault {
  const [data, index] = [known(keys.data), known(keys.index)];
  const seal = (purpose: string, plain: Buffer): Buffer => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', data[0].bytes, nonce).setAAD(Buffer.from(purpose));
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(LAYOUT), data[0].id, nonce, cipher.getAuthTag(), body]);
  };
  const indexes = (purpose: string, ...parts: string[]): Buffer[] => {
    const text = JSON.stringify([purpose, ...parts]);
    return index.map((key) => createHmac('sha256', key.bytes).update(text).digest());
  };
  return {
    seal: (purpose, value) => seal(purpose, Buffer.from(JSON.stringify(value))),
    open: <T>(purpose: string, sealed: Buffer) => JSON.parse(unseal(data, purpose, sealed).toString('utf8')) as T,
    reseal(purpose, sealed) {
      if (sealed[0] === LAYOUT && sealed.subarray(1, 1 + ID_BYTES).equals(data[0].id)) return null;
      return seal(purpose, unseal(data, purpose, sealed));
    },
    index: (purpose, ...parts) => indexes(purpose, ...parts)[0] as Buffer,
    indexes,
    keys: { data: data.map((key) => key.id.toString('hex')), index: index.map((key) => key.id.toString('hex')) },
  };
}

function known(keys: readonly Buffer[]): readonly [Key, ...Key[]] {
  if (keys.length === 0 || keys.some((key) => key.length !== 32)) throw new Error('vault keys must be 32 bytes long');
  const [first, ...others] = keys.map((bytes) => ({
    bytes,
    id: createHmac('sha256', bytes).update('rongyifu vault key id').digest().subarray(0, ID_BYTES),
  }));
  if (others.some((key, i) => [first, ...others.slice(0, i)].some((one) => one?.id.equals(key.id))))
    throw new Error('the same vault key is given twice');
  return [first as Key, ...others];
}

function unseal(keys: readonly Key[], purpose: string, sealed: Buffer): Buffer {
  if (sealed[0] === LAYOUT) {
    const id = sealed.subarray(1, 1 + ID_BYTES);
    const key = keys.find((one) => one.id.equals(id));
    if (!key) throw new Error(`sealed with the unknown key ${id.toString('hex')}`);
    return decipher(key, purpose, sealed.subarray(1 + ID_BYTES));
  }
  if (sealed[0] !== LAYOUT_WITHOUT_ID) throw new Error('sealed value of an unknown layout');
  for (const key of keys) {
    try {
      return decipher(key, purpose, sealed.subarray(1));
    } catch {}
  }
  throw new Error('no known key opens a sealed value');
}

function decipher(key: Key, purpose: string, rest: Buffer): Buffer {
  const nonce = rest.subarray(0, NONCE_BYTES);
  const tag = rest.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const cipher = createDecipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(purpose)).setAuthTag(tag);
  return Buffer.concat([cipher.update(rest.subarray(NONCE_BYTES + TAG_BYTES)), cipher.final()]);
}

/** For secrets that are already random (session tokens, not phone numbers): nothing to guess, so no key is needed. */
export function hashOfSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
