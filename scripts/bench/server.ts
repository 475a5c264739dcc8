import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbedded } from '../../server/database/embedded';

/** A PostgreSQL server that figures are taken on, with a folder for logs and keys; everything made is dropped by `stop`. */
export interface BenchServer {
  readonly home: string;
  /** `PostgreSQL 18.4, embedded` */
  readonly label: string;
  /** the process above all of the server's; null when it runs on another machine */
  readonly postmaster: number | null;
  /** @returns URL of a new, empty database, a superuser's */
  makeDatabase(name: string): Promise<string>;
  dropDatabase(url: string): Promise<void>;
  stop(): Promise<void>;
}

/** DATABASE_URL's server (a role that may create databases), else the embedded one with its data in a temporary folder. */
export async function openServer(url: string | undefined): Promise<BenchServer> {
  const home = mkdtempSync(join(tmpdir(), 'rongyifu-bench-'));
  chmodSync(home, 0o711);
  const embedded = url ? undefined : await startEmbedded(home);
  const admin = url ?? (embedded?.adminUrl as string);
  const made: string[] = [];
  const [row] = await query<{ version: string }>(admin, `select current_setting('server_version') as version`);
  return {
    home,
    label: `PostgreSQL ${row?.version.split(' ')[0]}, ${embedded ? 'embedded' : new URL(admin).host}`,
    postmaster: await postmasterOf(admin),
    async makeDatabase(name) {
      const full = `bench_${name}_${process.pid}`;
      await query(admin, `drop database if exists ${full} with (force)`);
      await query(admin, `create database ${full}`);
      made.push(full);
      return urlOf(admin, full);
    },
    dropDatabase: async (at) => {
      await query(admin, `drop database if exists ${new URL(at).pathname.slice(1)} with (force)`);
    },
    async stop() {
      for (const name of made) await query(admin, `drop database if exists ${name} with (force)`);
      embedded?.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export async function query<R extends object>(url: string, sql: string, values: unknown[] = []): Promise<R[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function urlOf(admin: string, database: string): string {
  const url = new URL(admin);
  url.pathname = `/${database}`;
  return url.toString();
}

/** The process that a connection's own process comes from, when both run here. */
async function postmasterOf(url: string): Promise<number | null> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const stat = readFileSync(`/proc/${rows[0]?.pid}/stat`, 'utf8');
    return stat.includes('(postgres)') ? Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) : null;
  } catch {
    return null;
  } finally {
    await client.end();
  }
}
