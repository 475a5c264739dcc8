import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The gateway's own secrets (not its counterparties'): made at the first start, kept ever after. Losing `data.key` or
 * `index.key` loses what they protect, so they are part of every backup.
 * @returns the settings that name them
 */
export function ensureOwnKeys(folder: string): Record<'DATA_KEY_FILE' | 'INDEX_KEY_FILE' | 'RECEIPT_KEY_FILE', string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keep = (name: string, make: () => string): string => {
    const path = join(folder, name);
    if (existsSync(path)) return path;
    // Written beside and linked: a crash leaves either no key or a whole one, and of two that start at once the first one's key stays.
    const aside = `${path}.${randomBytes(6).toString('hex')}`;
    writeFileSync(aside, make(), { mode: 0o600 });
    try {
      linkSync(aside, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(aside);
    }
    return path;
  };
  return {
    DATA_KEY_FILE: keep('data.key', () => randomBytes(32).toString('base64')),
    INDEX_KEY_FILE: keep('index.key', () => randomBytes(32).toString('base64')),
    RECEIPT_KEY_FILE: keep('receipt.key', () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
  };
}
