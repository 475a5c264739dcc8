import type { Context } from '../context';
import { backoff } from '../payments/schedule';
import { providerOfKind } from '../providers';
import { type FulfilmentState, type HoldState, holdMachine, next, type OrderState } from '../states';

interface HoldRow {
  id: string;
  quote: string;
  service: string;
  status: HoldState;
  expires_at: Date | null;
  tries: number;
}

/** Longer than an agency's time-out, so that two workers do not ask at once. */
const LEASE_MS = 30_000;
/** How often a hold is looked at whose order may still be paid, or is on its way to the agency. */
const LOOK_AGAIN_MS = 2_000;

/** An order that was made from a hold's quote; more than one when its client asked under several ids. */
export interface HoldOrder {
  readonly status: OrderState;
  /** what the agency said of it; null while it was not told */
  readonly told: FulfilmentState | null;
}

/**
 * What to do about a hold that is due. Pure. While an order of it may still be paid, or the agency has not said what it did
 * with one, nothing; where an order was booked it is used; and what nobody can pay any more is given back.
 */
export function onHoldDue(hold: HoldState, orders: readonly HoldOrder[], over: boolean): 'give_back' | 'used' | 'look_again' {
  if (hold !== 'held') return 'give_back';
  if (orders.some((order) => order.told === 'done')) return 'used';
  if (orders.some((order) => order.status === 'unpaid' || order.told === 'waiting' || order.told === 'asked')) return 'look_again';
  return over || orders.length > 0 ? 'give_back' : 'look_again';
}

/**
 * Looks after holds that are due: gives back what nobody pays for, asking until the agency has heard.
 * @returns how many were worked on
 */
export async function workHolds(ctx: Context, most = 10): Promise<number> {
  const now = ctx.clock();
  const due = await ctx.db.rows<HoldRow>(
    `update holds set tries = tries + 1, try_at = $2 where id in (select id from holds where try_at <= $1 order by try_at limit $3 for update skip locked)
     returning id, quote, service, status, expires_at, tries`,
    [now, new Date(now.getTime() + LEASE_MS), most],
  );
  await Promise.all(due.map((row) => look(ctx, row)));
  return due.length;
}

async function look(ctx: Context, row: HoldRow): Promise<void> {
  const orders = await ctx.db.rows<HoldOrder>(
    'select o.status, f.status as told from orders o left join fulfilments f on f.order_number = o.number where o.quote = $1',
    [row.quote],
  );
  const now = ctx.clock();
  const step = onHoldDue(row.status, orders, row.expires_at === null || row.expires_at <= now);
  if (step === 'used') return end(ctx, row.id, 'used');
  if (step === 'look_again') {
    await ctx.db.rows('update holds set try_at = $2 where id = $1 and try_at is not null', [row.id, new Date(now.getTime() + LOOK_AGAIN_MS)]);
    return;
  }
  await ctx.db.transaction(async (tx) => {
    await tx.rows(`update holds set status = 'releasing' where id = $1 and status in ('asked', 'held')`, [row.id]);
    // Nobody may order from a quote whose place is being given back.
    await tx.rows('update quotes set expires_at = least(expires_at, $2) where id = $1', [row.quote, now]);
  });
  await giveBack(ctx, row);
}

async function giveBack(ctx: Context, row: HoldRow): Promise<void> {
  const answer = await providerOfKind(ctx.providers, row.service, 'booking').release(row.id);
  if (answer.is === 'unknown') {
    ctx.log.warn({ hold: row.id, service: row.service, why: answer.why, tries: row.tries }, 'agency has not taken a hold back yet');
    await ctx.db.rows('update holds set try_at = $2 where id = $1 and try_at is not null', [row.id, backoff(ctx.clock(), row.tries)]);
    return;
  }
  if (answer.is === 'used') ctx.log.error({ hold: row.id, service: row.service }, 'agency says that an order lives on a hold that nobody paid for');
  await end(ctx, row.id, next(holdMachine, 'releasing', answer.is === 'used' ? 'agency_says_used' : 'agency_released') as HoldState);
}

async function end(ctx: Context, id: string, status: HoldState): Promise<void> {
  await ctx.db.rows('update holds set status = $2, try_at = null where id = $1 and try_at is not null', [id, status]);
}

/** An order of this quote was given up: its place is given back now. */
export async function lookAtHold(ctx: Context, quote: string): Promise<void> {
  const row = await ctx.db.row('update holds set try_at = $2 where quote = $1 and try_at is not null returning id', [quote, ctx.clock()]);
  if (row) ctx.wake('holds');
}
