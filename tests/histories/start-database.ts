import { join } from 'node:path';
import pino from 'pino';
import { gatewayEnvironment } from '../../sandbox/keys';
import { readConfig } from '../../server/config';
import type { Context } from '../../server/context';
import { migrate, openDatabase } from '../../server/database/database';
import { createContext } from '../../server/gateway';
import { ensureOwnKeys } from '../../server/security/own-keys';
import { makeDatabase, ROOMY } from '../support/world';
import type { Clock } from './history';

/** The gateway without listening or working, over a database of its own. `TEST_HOME` and `TEST_DATABASE_URL` as for every test. */
export async function startDatabase(clock: Clock): Promise<{ context: Context; stop(): Promise<void> }> {
  const { url, drop } = await makeDatabase();
  const keys = join(process.env.TEST_HOME as string, 'keys');
  const nowhere = 'http://127.0.0.1:9';
  const env = { ...gatewayEnvironment(keys, nowhere), ...ensureOwnKeys(join(keys, 'own')), DATABASE_URL: url };
  const config = readConfig({ ...env, PUBLIC_ORIGIN: nowhere, NOTICE_ORIGIN: nowhere }, ROOMY);
  const db = openDatabase(url);
  await migrate(db);
  const context = createContext(config, db, { log: pino({ level: 'silent' }), clock: () => new Date(clock.ms) });
  const stop = async () => {
    await db.close();
    await drop();
  };
  return { context, stop };
}
