import type { Fen } from '../../src/contract/money';
import type { RefundState as Answer, RefundAttempt } from '../channels/channel';
import type { Context } from '../context';
import type { Db } from '../database/database';
import { post } from '../ledger/post';
import { noteEvent } from '../orders/events';
import type { OrderRow } from '../orders/view';
import { newChannelNumber } from '../security/numbers';
import { next, orderMachine, type RefundState, refundMachine } from '../states';
import { releaseBills } from './claims';
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

/** Queues the return of one order's share of a payment, once. The ledger must already owe it (`refunds_payable`). */
export async function oweRefund(ctx: Context, tx: Db, payment: PaymentRow, order: OrderRow, reason: string): Promise<void> {
  const now = ctx.clock();
  const citizen = await tx.row<{ bucket: number }>('select bucket from citizens where id = $1', [payment.citizen]);
  await tx.rows(
    `insert into refunds (id, payment, order_number, amount_fen, reason, status, try_at, started_at) values ($1, $2, $3, $4, $5, 'queued', $6, $7) on conflict (payment, order_number) where ordered_by is null do nothing`,
    [
      newChannelNumber(citizen?.bucket ?? 0, now),
      payment.id,
      order.number,
      order.amount_fen,
      reason,
      now,
      new Date(Math.floor(now.getTime() / 1000) * 1000),
    ],
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
  // The first try asks for the refund; later ones ask what became of it, and ask again – same number – only if it never arrived.
  let answer: Answer = row.tries === 1 ? await channel.refund(request) : await channel.queryRefund(request);
  if (row.tries > 1 && answer.is === 'absent') answer = await channel.refund(request);
  if (answer.is === 'failed') {
    // A refusal may come unsigned; before the money counts as not returned, the channel is asked under the same number.
    const state = await channel.queryRefund(request);
    if (state.is !== 'absent') answer = state;
  }
  await applyRefund(ctx, row.id, answer);
  ctx.log.info({ refund: row.id, order: row.order_number, payment: row.payment, answer: answer.is, tries: row.tries }, 'channel answered a refund');
}

/** Books what a channel says of a refund, from its answer, a query or a notice. */
export async function applyRefund(ctx: Context, id: string, answer: Answer): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const found = await tx.row<{ order_number: string }>('select order_number from refunds where id = $1', [id]);
    if (!found) return;
    const order = (await tx.row<OrderRow>('select number, status, service, amount_fen from orders where number = $1 for update', [
      found.order_number,
    ])) as OrderRow;
    const row = (await tx.row<RefundRow>('select * from refunds where id = $1 for update', [id])) as RefundRow;
    const now = ctx.clock();
    if (answer.is === 'succeeded') {
      if (!next(refundMachine, row.status, 'channel_paid_back')) return;
      const payment = (await readPayment(tx, row.payment)) as PaymentRow;
      await tx.rows(`update refunds set status = 'succeeded', channel_no = $2, finished_at = $3, try_at = null where id = $1`, [
        id,
        answer.channel_no,
        answer.at,
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
    } else if (answer.is === 'processing') {
      const status = next(refundMachine, row.status, 'channel_accepted');
      if (!status) return;
      await tx.rows('update refunds set status = $2, channel_no = coalesce($3, channel_no), try_at = $4 where id = $1', [
        id,
        status,
        answer.channel_no,
        backoff(now, row.tries),
      ]);
      if (order.status === 'refunding') await noteEvent(tx, order.number, 'refund_sent', now);
    } else if (answer.is === 'failed') {
      if (!next(refundMachine, row.status, 'channel_failed')) return;
      await tx.rows(`update refunds set status = 'failed', try_at = null where id = $1`, [id]);
      await alarm(tx, 'refund_failed', id, now, { code: answer.code });
      ctx.log.error({ refund: id, code: answer.code }, 'a refund failed; the money is still owed');
    } else {
      await tx.rows('update refunds set try_at = $2 where id = $1 and try_at is not null', [id, backoff(now, row.tries)]);
    }
  });
}

/** An order is refunded once nothing of it is still to be paid back; one that was fulfilled by another payment stays fulfilled. */
async function finishOrder(tx: Db, order: OrderRow, at: Date): Promise<void> {
  const status = next(orderMachine, order.status, 'refund_succeeded');
  if (!status) return;
  const open = await tx.row(`select 1 from refunds where order_number = $1 and status <> 'succeeded' limit 1`, [order.number]);
  if (open) return;
  await noteEvent(tx, order.number, 'refund_sent', at);
  await noteEvent(tx, order.number, 'refunded', at);
  await tx.rows('update orders set status = $2 where number = $1', [order.number, status]);
  await releaseBills(tx, order.number);
}
