import type { Context } from '../../context';
import type { Db } from '../../database/database';
import { checkKeys, freeOthers } from './known-keys';
import { type Part, parts, type Row } from './parts';

/** Rows that are locked and written in one transaction. */
const BATCH = 200;
/** Each round mends what was written beside the one before; rows that somebody held locked are met by the next. */
const MOST_ROUNDS = 20;

export interface RotationReport {
  /** rows that were written anew, by table */
  readonly changed: Readonly<Record<string, number>>;
  /** rows that were looked at by the last, reading round, by table */
  readonly checked: Readonly<Record<string, number>>;
  /** rows that still need another key than the current one; 0: the others may be taken away */
  readonly left: number;
}

/**
 * Seals everything with the current data key and indexes everything under the known index keys, in batches, while gateways
 * work: they read what either key sealed and find what either indexed. Stopped and started again, it goes on where it was.
 * Ends with a round that only reads: the other keys count as free when that one finds nothing to do.
 * @param tell one line now and then
 * @throws SettingError when a key is missing that rows need
 */
export async function rotateKeys(ctx: Context, tell: (line: string) => void = () => {}): Promise<RotationReport> {
  await checkKeys(ctx);
  const changed: Record<string, number> = {};
  for (let round = 1; ; round++) {
    for (const part of parts) {
      const count = await changeAll(ctx, part);
      changed[part.table] = (changed[part.table] ?? 0) + count;
      if (count > 0) tell(`${part.table}: ${count} rows`);
    }
    const { checked, left } = await verify(ctx);
    await ctx.db.rows('delete from rotation_steps');
    if (left === 0) await freeOthers(ctx);
    if (left === 0 || round === MOST_ROUNDS) return { changed, checked, left };
    tell(`${left} rows were busy or new; once more`);
  }
}

/** Counts the rows that need another key than the current one. Changes nothing. */
async function verify(ctx: Context): Promise<Pick<RotationReport, 'checked' | 'left'>> {
  const checked: Record<string, number> = {};
  let left = 0;
  for (const part of parts) {
    checked[part.table] = 0;
    for (let after: string[] | null = null; ; ) {
      const rows = await read(ctx.db, part, after, '');
      for (const row of rows) if (Object.keys(await changesOf(ctx, ctx.db, part, row)).length > 0) left++;
      checked[part.table] = (checked[part.table] as number) + rows.length;
      if (rows.length < BATCH) break;
      after = keyOf(part, rows[rows.length - 1] as Row);
    }
  }
  return { checked, left };
}

/** Walks a table from where the last walk to the same keys was stopped. @returns how many rows were changed */
async function changeAll(ctx: Context, part: Part): Promise<number> {
  const keys = JSON.stringify(ctx.vault.keys);
  const begun = await ctx.db.row<{ after: string[] | null; finished_at: Date | null }>(
    'select after, finished_at from rotation_steps where table_name = $1 and keys = $2',
    [part.table, keys],
  );
  if (begun?.finished_at) return 0;
  let after = begun?.after ?? null;
  for (let changed = 0; ; ) {
    const step = await ctx.db.transaction(async (tx) => {
      // Rows that somebody else holds are left for the next round: whoever waits while holding others could be waited for.
      const rows = await read(tx, part, after, 'for no key update skip locked');
      let count = 0;
      for (const row of rows) if (await change(ctx, tx, part, row)) count++;
      const last = rows.length < BATCH ? null : keyOf(part, rows[rows.length - 1] as Row);
      await tx.rows(
        `insert into rotation_steps (table_name, keys, after, finished_at) values ($1, $2, $3, $4)
         on conflict (table_name) do update set keys = excluded.keys, after = excluded.after, finished_at = excluded.finished_at`,
        [part.table, keys, last, last ? null : ctx.clock()],
      );
      return { count, last };
    });
    changed += step.count;
    if (!step.last) return changed;
    after = step.last;
  }
}

async function change(ctx: Context, tx: Db, part: Part, row: Row): Promise<boolean> {
  const changes = Object.entries(await changesOf(ctx, tx, part, row));
  if (changes.length === 0) return false;
  const sets = changes.map(([column], i) => `${column} = $${i + 1}`).join(', ');
  const where = part.key.map(([column, type], i) => `${column} = $${changes.length + i + 1}::${type}`).join(' and ');
  await tx.rows(`update ${part.table} set ${sets} where ${where}`, [...changes.map(([, value]) => value), ...keyOf(part, row)]);
  await part.follow?.(ctx, tx, row);
  return true;
}

/** What has to be written so that the row needs no key but the current ones; empty when nothing has. */
async function changesOf(ctx: Context, db: Db, part: Part, row: Row): Promise<Record<string, Buffer | Buffer[]>> {
  const changes: Record<string, Buffer | Buffer[]> = {};
  for (const [column, purpose] of Object.entries(part.sealed)) {
    const anew = row[column] === null ? null : ctx.vault.reseal(purpose, row[column] as Buffer);
    if (anew) changes[column] = anew;
  }
  for (const [column, value] of Object.entries((await part.indexes?.(ctx, db, row)) ?? {}))
    if (spelled(value) !== spelled(row[column] as Buffer | Buffer[])) changes[column] = value;
  return changes;
}

/** The same for the same values, in whatever order they stand. */
function spelled(value: Buffer | readonly Buffer[]): string {
  return (Buffer.isBuffer(value) ? [value] : [...value])
    .map((one) => one.toString('hex'))
    .sort()
    .join();
}

function read(db: Db, part: Part, after: readonly string[] | null, lock: '' | 'for no key update skip locked'): Promise<Row[]> {
  const key = part.key.map(([column]) => column).join(', ');
  const from = after ? `where (${key}) > (${part.key.map(([, type], i) => `$${i + 1}::${type}`).join(', ')})` : '';
  const columns = [...part.key.map(([column]) => column), ...Object.keys(part.sealed), ...(part.besides ?? [])].join(', ');
  return db.rows<Row>(`select ${columns} from ${part.table} ${from} order by ${key} limit ${BATCH} ${lock}`, [...(after ?? [])]);
}

function keyOf(part: Part, row: Row): string[] {
  return part.key.map(([column]) => String(row[column]));
}
