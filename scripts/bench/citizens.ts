import pino from 'pino';
import { citizenFor } from '../../server/citizens/identities';
import { openSession } from '../../server/citizens/sessions';
import { readConfig } from '../../server/config';
import { openDatabase } from '../../server/database/database';
import { createContext } from '../../server/gateway';
import { askJson } from './http';
import type { Program } from './programs';

/** An openid that the twin knows at the mini-program. */
export async function openidOf(twin: Program, as: string): Promise<string> {
  return (await askJson<{ openid: string }>('POST', `${twin.origin}/_twin/login/wechat`, { as })).openid;
}

/** Signs `count` citizens in, as the gateway does once WeChat has told who they are. @returns their sessions' tokens */
export async function signIn(gateway: Program, twin: Program, settings: Record<string, string>, count: number): Promise<string[]> {
  const env = { ...settings, DATABASE_URL: gateway.database, PUBLIC_ORIGIN: gateway.origin };
  const config = readConfig(env);
  const db = openDatabase(config.database_url, { connections: 4 });
  const ctx = createContext(config, db, { log: pino({ level: 'silent' }) });
  const tokens: string[] = [];
  const names = Array.from({ length: count }, (_, i) => `bench-${i}`);
  const take = async () => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      const citizen = await citizenFor(ctx, 'wechat', config.wechat.app_id, await openidOf(twin, name));
      tokens.push((await openSession(ctx, citizen, 'weapp')).token);
    }
  };
  await Promise.all(Array.from({ length: 4 }, take));
  await db.close();
  return tokens;
}
