import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { Pool, type PoolClient, type QueryResultRow, types } from 'pg';

// bigint columns hold fen and counts, all far below 2^53; a value beyond it must not be rounded in silence.
types.setTypeParser(types.builtins.INT8, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint out of range: ${text}`);
  return value;
});

/** A statement of the hot path: each connection parses it once, under its name. docs/decisions/0005 */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

export type Statement = string | Prepared;

/** @param name unique in the program: PostgreSQL refuses another text under a name that it knows */
export function prepared(name: string, text: string): Prepared {
  return { name, text };
}

/** What a statement runs on: the pool, or one transaction. Statements that are not awaited one by one go out together, in order. */
export interface Db {
  /** All rows of one statement. */
  rows<R extends QueryResultRow>(sql: Statement, values?: unknown[]): Promise<R[]>;
  /** The first row, if any. */
  row<R extends QueryResultRow>(sql: Statement, values?: unknown[]): Promise<R | undefined>;
}

export interface Database extends Db {
  /** Runs `work` in one transaction, again (up to 5 times) when PostgreSQL broke a deadlock or a serialization. Never call out to a provider inside. */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /** connections: open, of these idle, and statements that wait for one */
  usage(): { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/** What is asked at the same moment leaves together: a write to a socket costs more than most statements. */
function inOnePacket(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

const TRY_AGAIN = new Set(['40001', '40P01']);

/** @param url PostgreSQL ≥ 15 */
export function openDatabase(url: string, options: { connections?: number } = {}): Database {
  const pool = new Pool({
    connectionString: url,
    // Statements of a transaction that do not need each other's answers are sent without waiting for them.
    pipeline: true,
    max: options.connections ?? 16,
    application_name: 'rongyifu',
    // A new connection costs a process there and every prepared statement anew.
    idleTimeoutMillis: 300_000,
    // Nothing of ours is slow; a statement that hangs must not hold a lock for ever.
    options: '-c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000',
  });
  // A connection that the server closed (crash, restart, failover) is replaced at the next query; unheard, the event would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));

  const ask = <R extends QueryResultRow>(client: Pool | PoolClient, sql: Statement, values: unknown[] | undefined) =>
    typeof sql === 'string' ? client.query<R>(sql, values) : client.query<R>({ ...sql, values });

  const on = (client: Pool): Db => ({
    rows: async <R extends QueryResultRow>(sql: Statement, values?: unknown[]) => (await ask<R>(client, sql, values)).rows,
    row: async <R extends QueryResultRow>(sql: Statement, values?: unknown[]) => (await ask<R>(client, sql, values)).rows[0] as R | undefined,
  });

  const within = (client: PoolClient, begun: Promise<unknown>): Db => {
    // What reads goes out with the transaction's beginning; what writes, and all behind it, once that is known to have worked.
    let mustWait = false;
    const rows = async <R extends QueryResultRow>(sql: Statement, values?: unknown[]): Promise<R[]> => {
      mustWait ||= !/^\s*select\b/i.test(typeof sql === 'string' ? sql : sql.text);
      if (mustWait) await begun;
      inOnePacket(client);
      const [answer] = await Promise.all([ask<R>(client, sql, values), begun]);
      return answer.rows;
    };
    return { rows, row: async <R extends QueryResultRow>(sql: Statement, values?: unknown[]) => (await rows<R>(sql, values))[0] as R | undefined };
  };

  async function once<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      inOnePacket(client);
      const begun = client.query('begin');
      begun.catch(() => {});
      const result = await work(within(client, begun));
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  return {
    ...on(pool),
    async transaction(work) {
      for (let round = 1; ; round++) {
        try {
          return await once(work);
        } catch (error) {
          if (round >= 5 || !TRY_AGAIN.has((error as { code?: string }).code ?? '')) throw error;
        }
      }
    },
    usage: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  };
}

const MIGRATIONS = join(__dirname, 'migrations');
/** Any constant: two gateways that start at once must not migrate at once. */
const MIGRATION_LOCK = 7_262_011;

/**
 * Brings the schema up to date with the numbered files in `migrations/`.
 * @throws when a file that was applied has changed since, or the database is newer than this program
 */
export async function migrate(db: Database): Promise<void> {
  const files = readdirSync(MIGRATIONS)
    .filter((name) => /^\d{4}_.*\.sql$/.test(name))
    .sort();
  await db.transaction(async (tx) => {
    await tx.rows('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await tx.rows(
      'create table if not exists migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
    );
    const applied = new Map(
      (await tx.rows<{ name: string; sha256: string }>('select name, sha256 from migrations')).map((row) => [row.name, row.sha256]),
    );
    for (const name of applied.keys()) {
      if (!files.includes(name)) throw new Error(`the database is newer than this program: it has ${name}`);
    }
    for (const name of files) {
      const sql = readFileSync(join(MIGRATIONS, name), 'utf8');
      const sha256 = createHash('sha256').update(sql).digest('hex');
      const before = applied.get(name);
      if (before === sha256) continue;
      if (before) throw new Error(`migration ${name} was changed after it was applied`);
      await tx.rows(sql);
      await tx.rows('insert into migrations (name, sha256) values ($1, $2)', [name, sha256]);
    }
  });
}
