import { type Fen, fen } from '../../src/contract/money';
import { Problem } from '../../src/contract/problem';
import type { Context } from '../context';
import type { Db } from '../database/database';
import { paymentHolding } from '../fulfilment/fulfil';
import { post } from '../ledger/post';
import type { OrderContent } from '../orders/content';
import { noteEvent } from '../orders/events';
import { ORDER_COLUMNS, type OrderRow } from '../orders/view';
import { oweRefund } from '../payments/refunds';
import { backoff } from '../payments/schedule';
import { alarm } from '../payments/settle';
import { type CancelAnswer, providerOfKind } from '../providers';
import type { CancellationState } from '../states';
import { onCancelAnswer, onWish } from './decisions';

interface CancellationRow {
  order_number: string;
  status: CancellationState;
  fee_fen: Fen;
  asked_at: Date;
  tries: number;
}

const COLUMNS = 'order_number, status, fee_fen, asked_at, tries';
/** Longer than an agency's time-out, so that two workers do not ask at once. */
const LEASE_MS = 30_000;

/**
 * Notes that a citizen gives a done order back; the agency is asked by the worker. Asked again, what was begun goes on.
 * @param agreed the fee that the citizen was shown
 * @throws Problem `cannot_cancel`, `cancel_over`, `fee_changed` (with the fee of now)
 */
export async function giveBack(ctx: Context, number: string, agreed: number | undefined): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const order = await lockOrder(tx, number);
    const now = ctx.clock();
    const partly = await tx.row('select 1 from refunds where order_number = $1 and ordered_by is not null limit 1', [number]);
    const { details } = ctx.vault.open<OrderContent>('order', order.content_sealed);
    const wish = onWish(order.status, details, agreed, partly !== undefined, now);
    if (wish.is === 'known') return;
    if (wish.is === 'refused') throw new Problem(wish.problem, { ...(wish.fee_fen !== undefined && { amount_fen: wish.fee_fen }) });
    await tx.rows(
      `insert into cancellations (order_number, status, fee_fen, asked_at, try_at) values ($1, 'waiting', $2, $3, $3)
       on conflict (order_number) do update set status = 'waiting', fee_fen = excluded.fee_fen, asked_at = excluded.asked_at, try_at = excluded.try_at,
         tries = 0, why = null, finished_at = null where cancellations.status = 'refused'`,
      [number, wish.fee_fen, now],
    );
    await tx.rows(`update orders set status = 'cancelling' where number = $1`, [number]);
  });
  ctx.wake('cancellations');
}

/**
 * Asks agencies to take orders back, until they answer. The same asking again is safe: the order's number is the key.
 * @returns how many were worked on
 */
export async function workCancellations(ctx: Context, most = 10): Promise<number> {
  const now = ctx.clock();
  const due = await ctx.db.rows<CancellationRow & { service: string }>(
    `update cancellations c set status = 'asked', tries = tries + 1, try_at = $2 from orders o
     where o.number = c.order_number and c.order_number in (select order_number from cancellations where try_at <= $1 order by try_at limit $3 for update skip locked)
     returning c.order_number, c.status, c.fee_fen, c.asked_at, c.tries, o.service`,
    [now, new Date(now.getTime() + LEASE_MS), most],
  );
  await Promise.all(due.map((row) => askAgency(ctx, row)));
  return due.length;
}

async function askAgency(ctx: Context, row: CancellationRow & { service: string }): Promise<void> {
  const { order_number: number, fee_fen, asked_at } = row;
  const answer = await providerOfKind(ctx.providers, row.service, 'booking').cancel({ number, fee_fen, asked_at });
  await bookCancelAnswer(ctx, number, answer);
  const why = answer.is === 'cancelled' ? undefined : answer.why;
  ctx.log.info({ order: number, answer: answer.is, why, tries: row.tries }, 'agency answered a cancellation');
}

/** Books what an agency says of a wish: the order is given back and the rest of its money owed, or it stands as before. */
export async function bookCancelAnswer(ctx: Context, number: string, answer: CancelAnswer): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const order = await lockOrder(tx, number);
    const row = (await tx.row<CancellationRow>(`select ${COLUMNS} from cancellations where order_number = $1 for update`, [
      number,
    ])) as CancellationRow;
    const now = ctx.clock();
    const step = onCancelAnswer(row.status, order.status, answer.is);
    if (step.is === 'ask_later')
      await tx.rows('update cancellations set try_at = $2 where order_number = $1 and try_at is not null', [number, backoff(now, row.tries)]);
    if (step.is !== 'cancelled' && step.is !== 'refused') return;
    await tx.rows('update orders set status = $2 where number = $1', [number, step.order]);
    const why = answer.is === 'refused' ? answer.why : null;
    await tx.rows('update cancellations set status = $2, why = $3, finished_at = $4, try_at = null where order_number = $1', [
      number,
      step.cancellation,
      why,
      now,
    ]);
    if (answer.is === 'cancelled') await bookReturn(ctx, tx, order, row.fee_fen, answer);
  });
  if (answer.is === 'cancelled') ctx.wake('refunds');
}

/**
 * An agency took an order back that nobody here asked it to (a doctor fell ill). Its citizen agreed to no fee, so none is kept.
 * @returns whether it was booked now or before
 */
export async function bookAgencyCancel(ctx: Context, number: string, answer: { fee_fen: Fen; at: Date }): Promise<boolean> {
  if (answer.fee_fen > 0) return false;
  const booked = await ctx.db.transaction(async (tx) => {
    const order = await lockOrder(tx, number);
    if (order.status !== 'fulfilled') return order.status === 'returning' || order.status === 'returned';
    await tx.rows(
      `insert into cancellations (order_number, status, fee_fen, asked_at, finished_at) values ($1, 'done', 0, $2, $3)
       on conflict (order_number) do update set status = 'done', fee_fen = 0, why = null, finished_at = excluded.finished_at, try_at = null`,
      [number, answer.at, ctx.clock()],
    );
    await tx.rows(`update orders set status = 'returning', refusal = 'agency_cancelled' where number = $1`, [number]);
    await bookReturn(ctx, tx, order, fen(0), answer);
    return true;
  });
  if (booked) ctx.wake('refunds');
  return booked;
}

/** The agency keeps its fee and no more; the citizen is owed the rest. Nobody pays a fee that was not agreed to. */
async function bookReturn(ctx: Context, tx: Db, order: OrderRow, agreed: Fen, answer: { fee_fen: Fen; at: Date }): Promise<void> {
  const kept = fen(Math.min(agreed, answer.fee_fen));
  if (answer.fee_fen !== agreed) await alarm(tx, 'cancel_fee_differs', order.number, ctx.clock(), { agreed_fen: agreed, agency_fen: answer.fee_fen });
  await tx.rows('update cancellations set kept_fen = $2 where order_number = $1', [order.number, kept]);
  await noteEvent(tx, order.number, 'cancelled', answer.at);
  const back = fen(order.amount_fen - kept);
  await post(tx, {
    kind: 'refund_owed',
    reference: order.number,
    at: answer.at,
    amount_fen: back,
    debit: `agency:${order.service}`,
    credit: 'refunds_payable',
  });
  await oweRefund(ctx, tx, await paymentHolding(tx, order.number), order, 'given_back', back);
}

async function lockOrder(tx: Db, number: string): Promise<OrderRow> {
  return (await tx.row<OrderRow>(`select ${ORDER_COLUMNS} from orders where number = $1 for update`, [number])) as OrderRow;
}
