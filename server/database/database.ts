import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool, type PoolClient, type QueryResultRow, types } from 'pg';

// bigint columns hold fen and counts, all far below 2^53; a value beyond it must not be rounded in silence.
types.setTypeParser(types.builtins.INT8, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint out of range: ${text}`);
  return value;
});

/** What a statement runs on: the pool, or one transaction. */
export interface Db {
  /** All rows of one statement. */
  rows<R extends QueryResultRow>(sql: string, values?: unknown[]): Promise<R[]>;
  /** The first row, if any. */
  row<R extends QueryResultRow>(sql: string, values?: unknown[]): Promise<R | undefined>;
}

export interface Database extends Db {
  /** Runs `work` in one transaction, again (up to 5 times) when PostgreSQL broke a deadlock or a serialization. Never call out to a provider inside. */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /** connections: open, of these idle, and statements that wait for one */
  usage(): { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

const TRY_AGAIN = new Set(['40001', '40P01']);

/** @param url PostgreSQL ≥ 15 */
export function openDatabase(url: string, options: { connections?: number } = {}): Database {
  const pool = new Pool({
    connectionString: url,
    max: options.connections ?? 16,
    application_name: 'rongyifu',
    // Nothing of ours is slow; a statement that hangs must not hold a lock for ever.
    options: '-c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000',
  });
  // An idle connection that the server closed (restart, failover) is replaced at the next query.
  pool.on('error', () => {});

  const on = (client: Pool | PoolClient): Db => ({
    rows: async <R extends QueryResultRow>(sql: string, values?: unknown[]) => (await client.query<R>(sql, values)).rows,
    row: async <R extends QueryResultRow>(sql: string, values?: unknown[]): Promise<R | undefined> => (await client.query<R>(sql, values)).rows[0],
  });

  async function once<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(on(client));
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
