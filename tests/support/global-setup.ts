import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureKeys } from '../../sandbox/keys';
import { startEmbedded } from '../../server/database/embedded';
import { ensureOwnKeys } from '../../server/security/own-keys';

/**
 * Once for a run: the database server that every test file makes its own databases in, and the keys, which take seconds to
 * make. `TEST_DATABASE_URL` (a superuser's) runs everything on another PostgreSQL.
 */
export default async function globalSetup(): Promise<void> {
  if (process.env.TEST_HOME) return;
  const home = mkdtempSync(join(tmpdir(), 'rongyifu-test-'));
  chmodSync(home, 0o711);
  process.env.TEST_HOME = home;
  await ensureKeys(join(home, 'keys'));
  ensureOwnKeys(join(home, 'keys/own'));
  if (process.env.TEST_DATABASE_URL) return;
  const embedded = await startEmbedded(home);
  process.env.TEST_DATABASE_URL = embedded.adminUrl;
  (globalThis as { stopTestDatabase?: () => void }).stopTestDatabase = embedded.stop;
}
