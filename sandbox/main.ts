import type { Server } from 'node:http';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import type { Pool } from 'pg';
import { createApp } from './app';
import { ensureKeys } from './keys';
import { openStore } from './store/database';
import { Twin } from './twin';

const CLOSE_MS = 1800;

async function start(): Promise<void> {
  const env = process.env;
  const port = whole('SANDBOX_PORT', 8090);
  const host = env.HOST || '127.0.0.1';
  if (!env.SANDBOX_DATABASE_URL) throw new Error('SANDBOX_DATABASE_URL is not set');
  if (!env.RONGYIFU_HOME) throw new Error('RONGYIFU_HOME is not set');
  const keys = await ensureKeys(join(env.RONGYIFU_HOME, 'keys'));
  const pool = await openStore(env.SANDBOX_DATABASE_URL).catch((error: Error) => {
    throw new Error(`the database does not answer: ${error.message || String(error)}`);
  });
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const origin = `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
  const twin = new Twin(pool, keys, {
    origin,
    notice_delay_ms: whole('TWIN_NOTICE_DELAY_MS', 300),
    notice_speed: Math.max(1, whole('TWIN_NOTICE_SPEED', 60)),
    refund_delay_ms: whole('TWIN_REFUND_DELAY_MS', 1000),
  });
  const server = createAdaptorServer({ fetch: createApp(twin).fetch }) as Server;
  await listen(server, port, host, pool);
  twin.notices.start();
  process.stdout.write(`twin ready ${origin}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(twin, server, pool));
}

function listen(server: Server, port: number, host: string, pool: Pool): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      void pool.end();
      reject(error.code === 'EADDRINUSE' ? new Error(`port ${port} on ${host} is in use`) : error);
    });
    server.listen(port, host, resolve);
  });
}

/** Lets nothing new in, stores what was under way, leaves. Whatever hangs is cut: the books hold on their own. */
async function stop(twin: Twin, server: Server, pool: Pool): Promise<void> {
  setTimeout(() => process.exit(0), CLOSE_MS).unref();
  server.close();
  server.closeAllConnections();
  await twin.notices.stop();
  await pool.end();
  process.exit(0);
}

/** @throws when the variable is set to anything but a whole number */
function whole(name: string, otherwise: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${name} must be a whole number`);
  return Number(text);
}

start().catch((error: Error) => {
  process.stderr.write(`twin: ${error.message}\n`);
  process.exit(1);
});
