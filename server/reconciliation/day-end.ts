import { beijing, beijingDay } from '../../src/contract/time';
import type { Context } from '../context';
import type { Db } from '../database/database';
import { casesHash, digestLedger, type Facts, NO_PROOF, type OpenCase, rootText, sha256 } from './proofs';
import { writeSettlements } from './settlements';
import { sourcesOf } from './sources';

/** A day's proof waits for its statements, but not longer than until then, Beijing, on the next day: it says what is missing. */
const LATEST_HOUR = 20;
/** Longer than the channels keep their own: until then they can be asked for again. */
const STATEMENTS_KEPT_DAYS = 100;

/**
 * Ends the days that are over and makes the proofs that can be made. Bookings belong to the day on which they were
 * booked, not to that on which the money moved: a late one would otherwise change a day that was proven.
 */
export async function workDayEnds(ctx: Context): Promise<void> {
  await cut(ctx);
  while (await prove(ctx));
}

/** Draws the line under yesterday, and under days before it that nobody was there to end. */
async function cut(ctx: Context): Promise<void> {
  const now = ctx.clock();
  const yesterday = beijingDay(beijing(now).subtract(1, 'day').toDate());
  const missing = await missingDays(ctx.db, yesterday);
  if (missing.length === 0) return;
  await ctx.db.rows('delete from statement_rows where source = any($1) and day < $2::date - $3::int', [
    sourcesOf(ctx.providers),
    yesterday,
    STATEMENTS_KEPT_DAYS,
  ]);
  await ctx.db.transaction(async (tx) => {
    // A booking gets its number before it is committed. Waiting for those under way, for a moment, makes sure that none
    // below the line is still to come; whoever cannot have it at once tries again at the next look. One worker at a time.
    await tx.rows(`set local lock_timeout = '2s'`);
    await tx.rows('lock table ledger_transactions in share row exclusive mode');
    const days = await missingDays(tx, yesterday);
    const last = await tx.row<{ id: number }>('select coalesce(max(id), 0)::bigint as id from ledger_transactions');
    for (const [i, day] of days.entries()) {
      // What was booked while nobody ended days belongs to the last of them.
      await tx.rows(
        `insert into proofs (day, after_id, upto_id, cut_at)
         select $1, before, case when $3 then $2::bigint else before end, $4 from (select coalesce(max(upto_id), 0)::bigint as before from proofs) as b`,
        [day, last?.id ?? 0, i === days.length - 1, now],
      );
    }
  });
}

async function missingDays(db: Db, yesterday: string): Promise<string[]> {
  const rows = await db.rows<{ day: string }>(
    `select one::date::text as day from generate_series(
       coalesce((select max(day) + 1 from proofs), (select (min(applied_at) at time zone 'Asia/Shanghai')::date from migrations)), $1::date, interval '1 day') as one
     order by one`,
    [yesterday],
  );
  return rows.map((row) => row.day);
}

/** Makes the oldest proof that is still to be made. @returns whether it was */
async function prove(ctx: Context): Promise<boolean> {
  const now = ctx.clock();
  return ctx.db.transaction(async (tx) => {
    const row = await tx.row<{ day: string; after_id: number; upto_id: number }>(
      `select day::text, after_id, upto_id from proofs where root is null order by day limit 1 for update skip locked`,
    );
    if (!row) return false;
    const compared = await comparedOf(ctx, tx, row.day);
    const latest = beijing(`${row.day}T00:00:00+08:00`).add(1, 'day').hour(LATEST_HOUR).valueOf();
    if (Object.values(compared).includes('waiting') && now.getTime() < latest) return false;
    // Another worker may hold the day before: then this one is not the next.
    const before = await tx.row<{ root: string | null }>('select root from proofs where day < $1 order by day desc limit 1', [row.day]);
    if (before && before.root === null) return false;
    const open_cases = await tx.rows<OpenCase>(`select id, source, day::text, kind, amount_fen from cases where status = 'open' order by id`);
    const facts: Facts = {
      day: row.day,
      previous: before?.root ?? NO_PROOF,
      compared,
      open_cases,
      ...(await digestLedger(tx, row.after_id, row.upto_id)),
    };
    await tx.rows(
      `update proofs set made_at = $2, transactions = $3, entries = $4, sums = $5, compared = $6, open_cases = $7, ledger = $8, cases = $9, previous = $10, root = $11 where day = $1`,
      [
        row.day,
        now,
        facts.transactions,
        facts.entries,
        JSON.stringify(facts.sums),
        JSON.stringify(compared),
        JSON.stringify(open_cases),
        facts.ledger,
        casesHash(open_cases),
        facts.previous,
        sha256(rootText(facts)),
      ],
    );
    await writeSettlements(tx, row.day, row.after_id, row.upto_id, now);
    ctx.log.info({ day: row.day, open_cases: open_cases.length }, 'a day was proven');
    return true;
  });
}

async function comparedOf(ctx: Context, tx: Db, day: string): Promise<Record<string, string>> {
  const rows = await tx.rows<{ source: string; status: string }>('select source, status from reconciliations where day = $1', [day]);
  const known = new Map(rows.map((row) => [row.source, row.status]));
  return Object.fromEntries(sourcesOf(ctx.providers).map((source) => [source, known.get(source) ?? 'waiting']));
}
