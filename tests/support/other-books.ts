import { Client } from 'pg';
import { type Database, type Db, migrate, openDatabase } from '../../server/database/database';
import type { World } from './world';

/** Changes the twin's books behind its back: a counterpart that lost something. */
export async function inTwinBooks(world: World, work: (twin: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: world.twinDatabaseUrl });
  await client.connect();
  await work(client);
  await client.end();
}

/** Runs `work` on a copy of the ledger and its proofs, in which the transaction `altered` moves one fen more. */
export async function inCopyOfLedger<T>(of: Db, work: (copy: Database) => Promise<T>, altered = 0): Promise<T> {
  const url = new URL(process.env.TEST_DATABASE_URL as string);
  const name = `copy_${process.pid}_${altered}`;
  const admin = new Client({ connectionString: url.toString() });
  await admin.connect();
  await admin.query(`create database ${name}`);
  url.pathname = `/${name}`;
  const copy = openDatabase(url.toString());
  try {
    await migrate(copy);
    await copy.transaction(async (tx) => {
      for (const table of ['ledger_transactions', 'ledger_entries', 'proofs']) await copyTable(of, tx, table, altered);
    });
    return await work(copy);
  } finally {
    await copy.close();
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  }
}

async function copyTable(from: Db, to: Db, table: string, altered: number): Promise<void> {
  const rows = await from.rows<{ row: { transaction?: number; amount_fen?: number } }>(`select to_jsonb(t) as row from ${table} t`);
  // More on both sides: the transaction still sums to zero.
  const copies = rows.map(({ row }) =>
    row.transaction === altered && row.amount_fen ? { ...row, amount_fen: row.amount_fen + Math.sign(row.amount_fen) } : row,
  );
  await to.rows(
    `insert into ${table} overriding system value select (jsonb_populate_record(null::${table}, one)).* from jsonb_array_elements($1::jsonb) as one`,
    [JSON.stringify(copies)],
  );
}
