import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import pino from 'pino';
import { gatewayEnvironment } from '../../sandbox/keys';
import { type Child, startChild } from '../../scripts/start/children';
import { type Limits, readConfig } from '../../server/config';
import { type Gateway, startGateway } from '../../server/gateway';
import { ensureOwnKeys } from '../../server/security/own-keys';
import { createTwinClient, type TwinClient } from './twin';

const PROJECT = resolve(__dirname, '../..');

/** A running gateway, its twin and their databases, for one test file. */
export interface World {
  readonly gateway: Gateway;
  readonly twin: TwinClient;
  /** `http://127.0.0.1:…` of the gateway */
  readonly origin: string;
  readonly twinOrigin: string;
  readonly twinDatabaseUrl: string;
  /** settings of the gateway, for running another one beside it */
  readonly env: Readonly<Record<string, string>>;
  /** moves the gateway's clock; channels refuse more than five minutes */
  readonly moveClock: (ms: number) => void;
  /** every line the gateway logged, as text */
  readonly log: () => string;
  /** sum of all ledger entries and the number of transactions that do not sum to zero, from the database itself */
  readonly ledger: () => Promise<{ sum: number; crooked: number; balances: Record<string, number> }>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly limits?: Partial<Limits>;
  readonly serveH5?: boolean;
  readonly worker?: boolean;
  /** where the channels send their notices, if not to this gateway */
  readonly notices?: string;
  /** superuser's URL of the server that the gateway's own database is made in */
  readonly database?: string;
}

/** Limits that a test file full of citizens at one address would meet by accident. */
export const ROOMY: Partial<Limits> = {
  logins_per_ip_hour: 100_000,
  sms_per_ip_hour: 100_000,
  sms_per_phone_day: 1000,
  logins_per_identity_hour: 100_000,
  links_per_citizen_hour: 1000,
  opens_per_order_hour: 1000,
  checks_per_payment_minute: 10_000,
  unpaid_per_hour: 100,
  lookups_per_account_hour: 10_000,
  lookups_per_citizen_hour: 10_000,
  choices_per_citizen_hour: 100_000,
  holds_per_citizen: 1000,
  requests_per_citizen_minute: 100_000,
  refund_gap_s: 0,
};

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const home = process.env.TEST_HOME as string;
  const [ours, theirs] = [await makeDatabase(options.database), await makeDatabase()];
  const [url, twinUrl] = [ours.url, theirs.url];
  const [port, twinPort] = [await freePort(), await freePort()];
  const [origin, twinOrigin] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${twinPort}`];
  const child: Child = await startChild(
    'twin',
    join(PROJECT, 'sandbox/main.ts'),
    { PATH: process.env.PATH, RONGYIFU_HOME: home, SANDBOX_PORT: String(twinPort), SANDBOX_DATABASE_URL: twinUrl, TWIN_NOTICE_DELAY_MS: '50' },
    home,
  );
  const env: Record<string, string> = {
    ...gatewayEnvironment(join(home, 'keys'), twinOrigin),
    ...ensureOwnKeys(join(home, 'keys/own')),
    PORT: String(port),
    DATABASE_URL: url,
    PUBLIC_ORIGIN: origin,
    NOTICE_ORIGIN: options.notices ?? origin,
    SIMULATION_URL: `${twinOrigin}/`,
    ...(options.serveH5 && { H5_FOLDER: join(PROJECT, 'dist/h5') }),
  };
  const config = readConfig(env, { ...ROOMY, ...options.limits });
  const lines: string[] = [];
  const log = pino({ base: null, level: 'debug' }, { write: (line: string) => void lines.push(line) });
  let offset = 0;
  const gateway = await startGateway(config, { log, clock: () => new Date(Date.now() + offset), worker: options.worker ?? true }).catch(
    async (error) => {
      await child.stop();
      throw error;
    },
  );
  return {
    gateway,
    twin: createTwinClient(twinOrigin),
    origin,
    twinOrigin,
    twinDatabaseUrl: twinUrl,
    env,
    moveClock: (ms) => {
      offset += ms;
    },
    log: () => lines.join(''),
    ledger: () => readLedger(gateway),
    async stop() {
      await gateway.stop();
      await child.stop();
      await ours.drop();
      await theirs.drop();
    },
  };
}

async function readLedger(gateway: Gateway): Promise<Awaited<ReturnType<World['ledger']>>> {
  const { db } = gateway.context;
  const sum = await db.row<{ sum: number }>('select coalesce(sum(amount_fen), 0)::bigint as sum from ledger_entries');
  const crooked = await db.row<{ count: number }>(
    'select count(*)::int as count from (select 1 from ledger_entries group by transaction having sum(amount_fen) <> 0) as wrong',
  );
  const rows = await db.rows<{ account: string; sum: number }>('select account, sum(amount_fen)::bigint as sum from ledger_entries group by account');
  return { sum: sum?.sum ?? 0, crooked: crooked?.count ?? 0, balances: Object.fromEntries(rows.map((row) => [row.account, row.sum])) };
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A new, empty database at the tests' server. */
export async function makeDatabase(admin = process.env.TEST_DATABASE_URL as string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await withClient(admin, (client) => client.query(`create database ${name}`));
  const url = new URL(admin);
  url.pathname = `/${name}`;
  const drop = async () => {
    await withClient(admin, (client) => client.query(`drop database if exists ${name} with (force)`));
  };
  return { url: url.toString(), drop };
}

export function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolvePort(port));
    });
  });
}
