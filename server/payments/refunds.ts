import type { Fen } from '../../src/contract/money';
import type { RefundState as Answer, RefundAttempt } from '../channels/channel';
import type { Context } from '../context';
import type { Db } from '../database/database';
import { post } from '../ledger/post';
import { noteEvent } from '../orders/events';
import type { OrderRow } from '../orders/view';
import { newChannelNumber } from '../security/numbers';
import type { RefundState } from '../states';
import { releaseBills } from './claims';
import { afterRefund, onRefundAnswer, talkRefund } from './decisions';
import { attemptOf, type PaymentRow, readPayment } from './payment';
import { backoff } from './schedule';
import { alarm } from './settle';

export interface RefundRow {
  id: string;
  payment: string;
  order_number: string;
  amount_fen: Fen;
  reason: string;
  status: RefundState;
  channel_no: string | null;
  tries: number;
  started_at: Date;
  /** the operator; null: ordered by the gateway itself */
  ordered_by: string | null;
}

/** Long enough for a channel call to end; whoever dies in between is followed by the next look. */
const LEASE_MS = 20_000;

/** Queues the return of one order's share of a payment, or of `amount` of it, once. The ledger must already owe it (`refunds_payable`). */
export async function oweRefund(
  ctx: Context,
  tx: Db,
  payment: PaymentRow,
  order: OrderRow,
  reason: string,
  amount = order.amount_fen,
): Promise<void> {
  const now = ctx.clock();
  const citizen = await tx.row<{ bucket: number }>('select bucket from citizens where id = $1', [payment.citizen]);
  await tx.rows(
    `insert into refunds (id, payment, order_number, amount_fen, reason, status, try_at, started_at) values ($1, $2, $3, $4, $5, 'queued', $6, $7) on conflict (payment, order_number) where ordered_by is null do nothing`,
    [newChannelNumber(citizen?.bucket ?? 0, now), payment.id, order.number, amount, reason, now, new Date(Math.floor(now.getTime() / 1000) * 1000)],
  );
}

/**
 * Takes the refunds that are due, one at a time for each payment (channels want a pause between two), and moves each a step on.
 * @returns how many were worked on
 */
export async function workRefunds(ctx: Context, most = 10): Promise<number> {
  const now = ctx.clock();
  const due = await ctx.db.rows<RefundRow>(
    `update refunds set tries = tries + 1, try_at = $2, asked_at = coalesce(asked_at, $1), status = case when status = 'queued' then 'asked' else status end
     where id in (
       select id from refunds r where try_at <= $1 and not exists (
         select 1 from refunds o where o.payment = r.payment and o.id <> r.id and (
           -- one that runs goes before one that waits, then the older one
           (o.status in ('queued', 'asked', 'processing') and ((o.status = 'queued')::int, o.started_at, o.id) < ((r.status = 'queued')::int, r.started_at, r.id))
           or (r.status = 'queued' and o.asked_at > $4)))
       order by try_at limit $3 for update skip locked)
     returning id, payment, order_number, amount_fen, reason, status, channel_no, tries, started_at, ordered_by`,
    [now, new Date(now.getTime() + LEASE_MS), most, new Date(now.getTime() - ctx.config.limits.refund_gap_s * 1000)],
  );
  await Promise.all(due.map((row) => step(ctx, row)));
  return due.length;
}

async function step(ctx: Context, row: RefundRow): Promise<void> {
  const payment = (await readPayment(ctx.db, row.payment)) as PaymentRow;
  const channel = ctx.channels[payment.channel];
  const attempt = attemptOf(ctx, payment);
  const request: RefundAttempt = {
    id: row.id,
    attempt: { ...attempt, channel_no: payment.channel_no ?? '' },
    amount_fen: row.amount_fen,
    total_fen: payment.amount_fen,
    reason: row.ordered_by ? '客服退款' : '自动退款',
    started_at: row.started_at,
    channel_no: row.channel_no,
  };
  const talk = { refund: () => channel.refund(request), queryRefund: () => channel.queryRefund(request) };
  const answer = await talkRefund(talk, row.tries);
  await applyRefund(ctx, row.id, answer);
  ctx.log.info({ refund: row.id, order: row.order_number, payment: row.payment, answer: answer.is, tries: row.tries }, 'channel answered a refund');
}

/**
 * Books what a channel says of a refund, from its answer, a query or a notice.
 * @param keep what else belongs into the same transaction: the notice itself
 */
export async function applyRefund(ctx: Context, id: string, answer: Answer, keep?: (tx: Db, verdict: string) => Promise<unknown>): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await keep?.(tx, 'refund');
    const found = await tx.row<{ order_number: string }>('select order_number from refunds where id = $1', [id]);
    if (!found) return;
    const order = (await tx.row<OrderRow>('select number, status, service, amount_fen from orders where number = $1 for update', [
      found.order_number,
    ])) as OrderRow;
    const row = (await tx.row<RefundRow>('select * from refunds where id = $1 for update', [id])) as RefundRow;
    const now = ctx.clock();
    const step = onRefundAnswer(row.status, answer.is);
    if (step.is === 'paid_back' && answer.is === 'succeeded') {
      const payment = (await readPayment(tx, row.payment)) as PaymentRow;
      await tx.rows('update refunds set status = $4, channel_no = $2, finished_at = $3, try_at = null where id = $1', [
        id,
        answer.channel_no,
        answer.at,
        step.refund,
      ]);
      await post(tx, {
        kind: 'refund',
        reference: id,
        at: answer.at,
        amount_fen: row.amount_fen,
        debit: 'refunds_payable',
        credit: `channel:${payment.channel}`,
      });
      await finishOrder(tx, order, answer.at);
    } else if (step.is === 'accepted' && answer.is === 'processing') {
      await tx.rows('update refunds set status = $2, channel_no = coalesce($3, channel_no), try_at = $4 where id = $1', [
        id,
        step.refund,
        answer.channel_no,
        backoff(now, row.tries),
      ]);
      if (order.status === 'refunding' || order.status === 'returning') await noteEvent(tx, order.number, 'refund_sent', now);
    } else if (step.is === 'failed' && answer.is === 'failed') {
      await tx.rows('update refunds set status = $2, try_at = null where id = $1', [id, step.refund]);
      await alarm(tx, 'refund_failed', id, now, { code: answer.code });
      ctx.log.error({ refund: id, code: answer.code }, 'a refund failed; the money is still owed');
    } else if (step.is === 'ask_later') {
      await tx.rows('update refunds set try_at = $2 where id = $1 and try_at is not null', [id, backoff(now, row.tries)]);
    }
  });
}

/** An order is refunded once nothing of it is still to be paid back; one that was fulfilled by another payment stays fulfilled. */
async function finishOrder(tx: Db, order: OrderRow, at: Date): Promise<void> {
  const refunds = await tx.rows<{ status: RefundState }>('select status from refunds where order_number = $1', [order.number]);
  const status = afterRefund(
    order.status,
    refunds.map((one) => one.status),
  );
  if (!status) return;
  await noteEvent(tx, order.number, 'refund_sent', at);
  await noteEvent(tx, order.number, 'refunded', at);
  await tx.rows('update orders set status = $2 where number = $1', [order.number, status]);
  await releaseBills(tx, order.number);
}
