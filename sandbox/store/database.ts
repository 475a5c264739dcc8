import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool, type PoolClient } from 'pg';

/** Anything that runs SQL: the pool, or the client of an open transaction. */
export type Db = Pick<PoolClient, 'query'>;

/**
 * Opens the twin's own database and brings its schema up to date; calling it twice, or from two processes, is harmless.
 * @throws when the server cannot be reached
 */
export async function openStore(url: string): Promise<Pool> {
  const pool = new Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000 });
  // An idle connection that the server drops is replaced by the pool; unheard, the event would end the process.
  pool.on('error', () => undefined);
  try {
    await inTransaction(pool, migrate);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return pool;
}

/** Runs `work` in one transaction: all of it happens or none. */
export async function inTransaction<T>(pool: Pool, work: (db: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
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

async function migrate(db: Db): Promise<void> {
  // Two processes that start at once take turns.
  await db.query("select pg_advisory_xact_lock(hashtext('rongyifu twin'))");
  await db.query('create schema if not exists twin');
  await db.query('create table if not exists twin.migrations (name text primary key)');
  const { rows } = await db.query('select name from twin.migrations');
  const done = new Set(rows.map((row: { name: string }) => row.name));
  for (const name of readdirSync(__dirname)
    .filter((file) => /^\d{4}_.*\.sql$/.test(file))
    .sort()) {
    if (done.has(name)) continue;
    await db.query(readFileSync(join(__dirname, name), 'utf8'));
    await db.query('insert into twin.migrations (name) values ($1)', [name]);
  }
}
