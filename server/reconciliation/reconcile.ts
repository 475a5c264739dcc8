import { beijing, beijingDay } from '../../src/contract/time';
import type { Context } from '../context';
import type { Db } from '../database/database';
import { alarm } from '../payments/settle';
import { type CaseRow, listCases } from './cases';
import { compareDay, noteDifferences, resolveVanished } from './compare';
import { openFlow, settleFees } from './fees';
import { workCases } from './mend';
import { type Source, serviceOf, sourcesOf, spanOf } from './sources';
import { openStatement, stageRows } from './stage';

/** Longer than the largest statement takes; a worker that dies is followed after it. */
const LEASE_MS = 15 * 60_000;
const RETRY_MS = 10 * 60_000;
const SLOW_RETRY_MS = 60 * 60_000;
/** Two hours of tries; then somebody should look why no statement comes. */
const TRIES_UNTIL_ALARM = 12;
/** A day that the other side calls empty while our books hold something of it is asked about that much longer. */
const PATIENCE_MS = 24 * 3_600_000;
/** The channels keep three months. */
const MOST_DAYS_BACK = 89;

export type Reconciled =
  | { is: 'compared'; rows: number; differences: number; cases: CaseRow[] }
  | { is: 'empty'; cases: CaseRow[] }
  | { is: 'later'; why: string };

/**
 * Compares one day with one source: asks for the statement, stages it, compares, and tries at once to resolve what can
 * resolve itself. Any number of times: a new statement replaces the old one, and the same differences are the same cases.
 * @param day Beijing day, over at the source
 */
export async function reconcileDay(ctx: Context, source: Source, day: string): Promise<Reconciled> {
  const now = ctx.clock();
  const row = await ctx.db.row<{ tries: number }>(
    `insert into reconciliations (source, day, status, try_at, tries) values ($1, $2, 'waiting', $3, 1)
     on conflict (source, day) do update set tries = reconciliations.tries + 1, try_at = $3 returning tries`,
    [source, day, new Date(now.getTime() + LEASE_MS)],
  );
  const attempt = row?.tries ?? 1;
  const statement = await openStatement(ctx, source, day);
  if (statement.is === 'not_ready') return later(ctx, source, day, attempt, 'not_ready');
  if (statement.is === 'unknown') return later(ctx, source, day, attempt, statement.why);
  if (statement.is === 'empty' && (await doubtsEmptiness(ctx, source, day))) return later(ctx, source, day, attempt, 'empty_but_booked');
  if (statement.is === 'ready') {
    const broken = await stageRows(ctx.db, source, day, attempt, statement.rows);
    if (broken) return later(ctx, source, day, attempt, broken);
  }
  const flow: Awaited<ReturnType<typeof openFlow>> = statement.is === 'ready' ? await openFlow(ctx, source, day) : { is: 'none' };
  if (flow.is === 'not_ready') return later(ctx, source, day, attempt, 'flow_not_ready');
  if (flow.is === 'unknown') return later(ctx, source, day, attempt, `flow_${flow.why}`);
  const status = statement.is === 'ready' ? 'compared' : 'empty';
  // So many rows came at once that the planner would take the table for empty.
  await ctx.db.rows('analyze statement_rows');
  const done = await ctx.db.transaction(async (tx) => {
    // A city's day is some seconds' work; the limit for what citizens wait for is too short for it.
    await tx.rows(`set local statement_timeout = '600s'`);
    const rows = await takeStaged(tx, source, day, attempt, status, ctx.clock());
    const now = ctx.clock();
    const inRows = await compareDay(tx, source, day, attempt, now);
    const ofDay = await settleFees(tx, source, day, flow, inRows === 0);
    const differences = inRows + (await noteDifferences(tx, source, day, ofDay, now));
    await resolveVanished(tx, source, day, now);
    return { rows, differences };
  });
  while ((await workCases(ctx, { source, day })) > 0);
  const cases = await listCases(ctx.db, { source, day });
  ctx.log.info({ source, day, ...done, open: cases.filter((one) => one.status === 'open').length }, 'a day was compared');
  return status === 'empty' ? { is: 'empty', cases } : { is: 'compared', ...done, cases };
}

/** Makes this try's rows the ones that count, with what they come to. @returns how many */
async function takeStaged(tx: Db, source: Source, day: string, attempt: number, status: string, now: Date): Promise<number> {
  await tx.rows('delete from statement_rows where source = $1 and day = $2 and try <> $3', [source, day, attempt]);
  const row = await tx.row<{ rows: number }>(
    `with sums as (
       select count(*)::int as rows, count(*) filter (where kind in ('payment', 'posting'))::int as payments,
         coalesce(sum(amount_fen) filter (where kind in ('payment', 'posting')), 0) as paid,
         count(*) filter (where kind in ('refund', 'cancellation'))::int as refunds,
         coalesce(sum(amount_fen) filter (where kind in ('refund', 'cancellation')), 0) as refunded,
         coalesce(sum(fee_millifen), 0) as fees
       from statement_rows where source = $1 and day = $2 and try = $3)
     update reconciliations set status = $4, try_at = null, why = null, staged = $3, compared_at = $5,
       payments = sums.payments, paid_fen = sums.paid, refunds = sums.refunds, refunded_fen = sums.refunded, fee_millifen = sums.fees
     from sums where source = $1 and day = $2 returning sums.rows`,
    [source, day, attempt, status, now],
  );
  return row?.rows ?? 0;
}

async function later(ctx: Context, source: Source, day: string, attempt: number, why: string): Promise<Reconciled> {
  const now = ctx.clock();
  const gap = attempt < TRIES_UNTIL_ALARM ? RETRY_MS : SLOW_RETRY_MS;
  await ctx.db.rows('update reconciliations set try_at = $3, why = $4 where source = $1 and day = $2', [
    source,
    day,
    new Date(now.getTime() + gap),
    why,
  ]);
  ctx.log.warn({ source, day, why, tries: attempt }, 'no statement yet');
  if (attempt >= TRIES_UNTIL_ALARM) await alarm(ctx.db, 'statement_overdue', `${source} ${day}`, now, { why });
  return { is: 'later', why };
}

/** "Nothing that day" is believed at once where our books agree, and otherwise only when it is said for a day. */
async function doubtsEmptiness(ctx: Context, source: Source, day: string): Promise<boolean> {
  const { from, to } = spanOf(source, day);
  if (ctx.clock().getTime() > to.getTime() + PATIENCE_MS) return false;
  const held =
    serviceOf(source) === undefined
      ? await ctx.db.row('select 1 from payments where channel = $1 and paid_at >= $2 and paid_at < $3 limit 1', [source, from, to])
      : undefined;
  return held !== undefined;
}

/** Notes which days are due by now; each once, missed ones too, from the day on which this gateway was set up. */
async function schedule(ctx: Context): Promise<void> {
  const sources = sourcesOf(ctx.providers);
  await ctx.db.rows(
    `insert into reconciliations (source, day, status, try_at)
     select due.source, one::date, 'waiting', $3 from unnest($1::text[], $2::date[]) as due(source, last),
       generate_series(greatest(
         coalesce((select max(day) + 1 from reconciliations r where r.source = due.source), (select (min(applied_at) at time zone 'Asia/Shanghai')::date from migrations)),
         due.last - $4::int), due.last, interval '1 day') as one
     on conflict do nothing`,
    [sources, sources.map((source) => lastDue(ctx, source)), ctx.clock(), MOST_DAYS_BACK],
  );
}

/** The newest day whose statement should be there by now. */
function lastDue(ctx: Context, source: Source): string {
  const { statement_due_min, statement_due_unionpay_min } = ctx.config.limits;
  const due = source === 'unionpay' ? statement_due_unionpay_min : statement_due_min;
  return beijingDay(beijing(ctx.clock()).subtract(due, 'minute').subtract(1, 'day').toDate());
}

/** Schedules, and compares the days that are due, oldest first. @returns how many */
export async function workReconciliations(ctx: Context, most = 4): Promise<number> {
  await schedule(ctx);
  const now = ctx.clock();
  const due = await ctx.db.rows<{ source: Source; day: string }>(
    `update reconciliations set try_at = $2 where (source, day) in (
       select source, day from reconciliations where try_at <= $1 order by day, try_at limit $3 for update skip locked)
     returning source, day::text`,
    [now, new Date(now.getTime() + LEASE_MS), most],
  );
  for (const { source, day } of due) {
    try {
      await reconcileDay(ctx, source, day);
    } catch (error) {
      // One source must not hold up the others; its lease brings it back.
      ctx.log.error({ err: error, source, day }, 'a day could not be compared');
    }
  }
  return due.length;
}
