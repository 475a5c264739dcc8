import type { Context } from '../context';
import type { Db } from '../database/database';
import { alarm } from '../payments/settle';
import { CASE_COLUMNS, type CaseRow, handOver, resolveCase } from './cases';
import type { CaseOwner, NextStep } from './kinds';
import { mendCancellation } from './mend-cancellation';
import { mendPayment, mendRefund } from './mend-money';
import { mendPosting } from './mend-posting';

/** What came of one try. `again`: nobody could say yet. */
export type Mended =
  | { is: 'resolved'; resolution: string }
  | { is: 'again'; why: string }
  | { is: 'handed_over'; owner: CaseOwner; next_step: NextStep; found: object; alarming?: boolean };

/** Longer than any call takes, so that two workers do not ask at once. */
const LEASE_MS = 60_000;
/** After about a day of hourly tries a person takes over. */
const MOST_TRIES = 30;
const LONGEST_GAP_MS = 3_600_000;
const FIRST_GAP_MS = 2_000;

/**
 * Tries to resolve the cases that the gateway owns and that are due: it asks the other side, and books what that says
 * through the same doors as any notice or query. Nothing is ever booked from a statement alone.
 * @param of only the cases of one source and day
 * @returns how many were worked on
 */
export async function workCases(ctx: Context, of?: { source: string; day: string }, most = 10): Promise<number> {
  const now = ctx.clock();
  const due = await ctx.db.rows<CaseRow>(
    `update cases set tries = tries + 1, try_at = $2 where id in (
       select id from cases where try_at <= $1 and ($4::text is null or (source = $4 and day = $5::date)) order by try_at limit $3 for update skip locked)
     returning ${CASE_COLUMNS}`,
    [now, new Date(now.getTime() + LEASE_MS), most, of?.source ?? null, of?.day ?? null],
  );
  await Promise.all(due.map((row) => mend(ctx, row)));
  return due.length;
}

async function mend(ctx: Context, row: CaseRow): Promise<void> {
  const kind = row.evidence.is;
  const ways: Partial<Record<typeof kind, (ctx: Context, row: CaseRow) => Promise<Mended>>> = {
    posting: mendPosting,
    cancellation: mendCancellation,
    refund: mendRefund,
  };
  const mended = await (ways[kind] ?? mendPayment)(ctx, row);
  if (mended.is === 'resolved') {
    await resolveCase(ctx.db, row.id, 'gateway', mended.resolution, ctx.clock());
    return;
  }
  if (mended.is === 'handed_over') {
    await handOver(ctx.db, row.id, mended.owner, mended.next_step, mended.found);
    if (mended.alarming) await raise(ctx.db, ctx, row, mended.next_step);
    return;
  }
  if (row.tries >= MOST_TRIES) {
    await handOver(ctx.db, row.id, 'finance', 'ask_again_by_hand', { last: mended.why });
    return;
  }
  const gap = Math.min(LONGEST_GAP_MS, FIRST_GAP_MS * 2 ** Math.min(row.tries, 12));
  await ctx.db.rows('update cases set try_at = $2 where id = $1 and try_at is not null', [row.id, new Date(ctx.clock().getTime() + gap)]);
}

async function raise(db: Db, ctx: Context, row: CaseRow, step: NextStep): Promise<void> {
  await alarm(db, 'books_differ', `${row.source} ${row.subject}`, ctx.clock(), { case: row.id, kind: row.kind, next_step: step });
  ctx.log.error({ case: row.id, kind: row.kind, source: row.source, next_step: step }, 'the other side denies what we booked');
}
