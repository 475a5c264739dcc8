import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Pair } from '../certificates';

let pair: Promise<Pair> | undefined;

/** A key pair nobody knows, for forged notices. Made when first asked for, gone with the process. */
export function stranger(): Promise<Pair> {
  pair ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return pair;
}

export async function strangerKey(): Promise<KeyObject> {
  return (await stranger()).privateKey;
}
