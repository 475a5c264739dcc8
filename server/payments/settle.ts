import type { ChannelId } from '../../src/contract/order';
import type { PaidFact } from '../channels/channel';
import type { Context } from '../context';
import { type Db, prepared } from '../database/database';
import { post } from '../ledger/post';
import { noteEvent } from '../orders/events';
import type { OrderRow } from '../orders/view';
import { BillsRaced, takeAllBills, takeBills } from './claims';
import { mayTake, onPaid, onShare } from './decisions';
import { ordersOfPayment, PAYMENT_COLUMNS, type PaymentRow } from './payment';
import { oweRefund } from './refunds';
import { firstApp } from './way';

export type Settled = 'booked' | 'known' | 'differs' | 'stranger';

const LOCK = prepared('payment_locked', `select ${PAYMENT_COLUMNS} from payments where id = $1 and channel = $2 for update`);

/** All of a payment whose money every one of its orders may take: $4 and $5 are the orders' numbers and what each becomes. */
const BOOK_PAID = prepared(
  'book_paid',
  `with payment as (update payments set status = 'paid', channel_no = $2, paid_at = $3, ask_at = null where id = $1),
     paid as (update orders o set status = one.status from unnest($4::text[], $5::text[]) as one(number, status) where o.number = one.number returning o.number),
     noted as (insert into order_events (order_number, event, at) select number, 'paid', $3 from paid on conflict do nothing)
   insert into fulfilments (order_number, status, try_at) select number, 'waiting', $6 from paid on conflict do nothing`,
);

/**
 * Books a payment that its channel vouches for. A notice and a query are two ways to learn one fact, so both come here,
 * in any order and any number of times; the payment's row lock makes them one.
 * @param from a notice that differs from our books is only put up for a query; a query that differs holds the payment
 * @param keep what else belongs into the same transaction: the notice itself
 * @returns `differs` when amount, currency, merchant or app are not ours: nothing is shipped, an alarm is raised
 */
export async function settle(
  ctx: Context,
  channel: ChannelId,
  fact: PaidFact,
  from: 'notice' | 'query',
  keep?: (tx: Db, verdict: Settled) => Promise<unknown>,
): Promise<Settled> {
  let numbers: string[] = [];
  // Almost always nothing is in the way, and all orders are booked at once; if something is, all is undone and each is looked at.
  let each = false;
  const result = await ctx.db.transaction(async (tx): Promise<Settled> => {
    // Orders before payments, everywhere: whoever opens, closes or settles waits in the same order.
    const [orders, payment] = await Promise.all([
      ordersOfPayment(tx, fact.attempt_id, 'for update'),
      tx.row<PaymentRow>(LOCK, [fact.attempt_id, channel]),
    ]);
    const now = ctx.clock();
    const done = async (verdict: Settled): Promise<Settled> => {
      await keep?.(tx, verdict);
      return verdict;
    };
    if (!payment) {
      await alarm(tx, 'payment_unknown', `${channel} ${fact.attempt_id}`, now, { channel, channel_no: fact.channel_no });
      return done('stranger');
    }
    const decided = onPaid({ ...payment, ...oursAt(ctx, payment) }, fact, from);
    if (decided.is === 'known') return done('known');
    if (decided.is === 'differs') {
      await alarm(tx, 'payment_differs', payment.id, now, { channel, from, wrong: decided.wrong });
      if (decided.step === 'ask') await tx.rows(`update payments set ask_at = $2 where id = $1 and ask_at is not null`, [payment.id, now]);
      if (decided.step === 'hold') await tx.rows(`update payments set status = 'held', ask_at = null where id = $1`, [payment.id]);
      return done('differs');
    }
    numbers = orders.map((order) => order.number);
    if (!each && orders.every((order) => mayTake(order.status, decided.late))) {
      const [taken] = await Promise.all([takeAllBills(tx, orders, now), bookAll(ctx, tx, payment, orders, fact, decided.late), done('booked')]);
      if (taken) return 'booked';
      each = true;
      throw new BillsRaced();
    }
    each = true;
    await tx.rows(`update payments set status = 'paid', channel_no = $2, paid_at = $3, ask_at = null where id = $1`, [
      payment.id,
      fact.channel_no,
      fact.paid_at,
    ]);
    for (const order of orders) await bookOrder(ctx, tx, payment, order, fact.paid_at, decided.late);
    return done('booked');
  });
  if (result === 'booked') {
    ctx.log.info({ payment: fact.attempt_id, order: numbers, channel, from }, 'payment booked');
    ctx.wake('fulfilments');
    if (each) ctx.wake('refunds');
  } else if (result !== 'known') {
    ctx.log.error({ alarm: result, channel, payment: fact.attempt_id }, 'money that does not fit our books');
  }
  return result;
}

/** Books every order's share at once, of orders whose bills are taken in the same breath. */
async function bookAll(ctx: Context, tx: Db, payment: PaymentRow, orders: readonly OrderRow[], fact: PaidFact, late: boolean): Promise<void> {
  const states = orders.map((order) => onShare(order.status, late, true).order);
  const numbers = orders.map((order) => order.number);
  await Promise.all([
    tx.rows(BOOK_PAID, [payment.id, fact.channel_no, fact.paid_at, numbers, states, ctx.clock()]),
    ...orders.map((order) => post(tx, { ...bookingOf(payment, order, fact.paid_at), credit: `held:${order.service}` })),
  ]);
}

function bookingOf(payment: PaymentRow, order: OrderRow, at: Date) {
  const { amount_fen } = order;
  return { kind: 'payment', reference: `${payment.id} ${order.number}`, at, amount_fen, debit: `channel:${payment.channel}` } as const;
}

/** Books one order's share: the order is paid and on its way to the agency, or, if it cannot take the money, the money is on its way back. */
async function bookOrder(ctx: Context, tx: Db, payment: PaymentRow, order: OrderRow, paidAt: Date, late: boolean): Promise<void> {
  const booking = bookingOf(payment, order, paidAt);
  const share = onShare(order.status, late, mayTake(order.status, late) && (await takeBills(tx, order, ctx.clock())));
  if (share.is === 'taken') {
    await tx.rows('update orders set status = $2 where number = $1', [order.number, share.order]);
    await noteEvent(tx, order.number, 'paid', paidAt);
    await tx.rows(`insert into fulfilments (order_number, status, try_at) values ($1, 'waiting', $2) on conflict do nothing`, [
      order.number,
      ctx.clock(),
    ]);
    await post(tx, { ...booking, credit: `held:${order.service}` });
    return;
  }
  await post(tx, { ...booking, credit: 'refunds_payable' });
  await oweRefund(ctx, tx, payment, order, share.reason);
  if (!share.order) return;
  await tx.rows('update orders set status = $2, refusal = $3 where number = $1', [order.number, share.order, share.reason]);
  await noteEvent(tx, order.number, 'paid', paidAt);
}

/** Whom a channel must name as merchant and app. */
function oursAt(ctx: Context, payment: PaymentRow): { merchant: string; app: string } {
  const { wechat_pay, alipay, unionpay } = ctx.config;
  const merchant = { wechat: wechat_pay.mch_id, alipay: alipay.seller_id, unionpay: unionpay.mer_id }[payment.channel];
  return { merchant, app: payment.app ?? firstApp(ctx.config, payment.channel) };
}

/** Something a person must look at; said once for each kind and subject, and again after somebody closed it. */
export async function alarm(tx: Db, kind: string, subject: string, at: Date, facts: object): Promise<void> {
  await tx.rows(
    'insert into alarms (kind, subject, raised_at, facts) values ($1, $2, $3, $4) on conflict (kind, subject) do update set raised_at = excluded.raised_at, facts = excluded.facts, closed_at = null, closed_by = null where alarms.closed_at is not null',
    [kind, subject, at, JSON.stringify(facts)],
  );
}
