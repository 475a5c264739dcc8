import type { ChannelId } from '../../src/contract/order';
import type { PaidFact } from '../channels/channel';
import type { Context } from '../context';
import type { Db } from '../database/database';
import { post } from '../ledger/post';
import { noteEvent } from '../orders/events';
import type { OrderRow } from '../orders/view';
import { next, orderMachine, paymentMachine } from '../states';
import { takeBills } from './claims';
import { ordersOfPayment, PAYMENT_COLUMNS, type PaymentRow } from './payment';
import { oweRefund } from './refunds';

export type Settled = 'booked' | 'known' | 'differs' | 'stranger';

/**
 * Books a payment that its channel vouches for. A notice and a query are two ways to learn one fact, so both come here,
 * in any order and any number of times; the payment's row lock makes them one.
 * @param from a notice that differs from our books is only put up for a query; a query that differs holds the payment
 * @returns `differs` when amount, currency, merchant or app are not ours: nothing is shipped, an alarm is raised
 */
export async function settle(ctx: Context, channel: ChannelId, fact: PaidFact, from: 'notice' | 'query'): Promise<Settled> {
  let numbers: string[] = [];
  const result = await ctx.db.transaction(async (tx): Promise<Settled> => {
    // Orders before payments, everywhere: whoever opens, closes or settles waits in the same order.
    const orders = await ordersOfPayment(tx, fact.attempt_id, 'for update');
    const payment = await tx.row<PaymentRow>(`select ${PAYMENT_COLUMNS} from payments where id = $1 and channel = $2 for update`, [
      fact.attempt_id,
      channel,
    ]);
    const now = ctx.clock();
    if (!payment) {
      await alarm(tx, 'payment_unknown', `${channel} ${fact.attempt_id}`, now, { channel, channel_no: fact.channel_no });
      return 'stranger';
    }
    const wrong = differences(ctx, payment, fact);
    if (wrong.length > 0) {
      await alarm(tx, 'payment_differs', payment.id, now, { channel, from, wrong });
      if (from === 'notice') await tx.rows(`update payments set ask_at = $2 where id = $1 and ask_at is not null`, [payment.id, now]);
      else if (next(paymentMachine, payment.status, 'facts_differ'))
        await tx.rows(`update payments set status = 'held', ask_at = null where id = $1`, [payment.id]);
      return 'differs';
    }
    if (!next(paymentMachine, payment.status, 'channel_paid')) return 'known';
    const late = payment.status === 'closed' || payment.status === 'refused';
    await tx.rows(`update payments set status = 'paid', channel_no = $2, paid_at = $3, ask_at = null where id = $1`, [
      payment.id,
      fact.channel_no,
      fact.paid_at,
    ]);
    for (const order of orders) await bookOrder(ctx, tx, payment, order, fact.paid_at, late);
    numbers = orders.map((order) => order.number);
    return 'booked';
  });
  if (result === 'booked') {
    ctx.log.info({ payment: fact.attempt_id, order: numbers, channel, from }, 'payment booked');
    ctx.wake('fulfilments');
    ctx.wake('refunds');
  } else if (result !== 'known') {
    ctx.log.error({ alarm: result, channel, payment: fact.attempt_id }, 'money that does not fit our books');
  }
  return result;
}

/** Books one order's share: the order is paid and on its way to the agency, or, if it cannot take the money, the money is on its way back. */
async function bookOrder(ctx: Context, tx: Db, payment: PaymentRow, order: OrderRow, paidAt: Date, late: boolean): Promise<void> {
  const booking = {
    kind: 'payment',
    reference: `${payment.id} ${order.number}`,
    at: paidAt,
    amount_fen: order.amount_fen,
    debit: `channel:${payment.channel}`,
  } as const;
  const wanted = late ? undefined : next(orderMachine, order.status, 'payment_succeeded');
  if (wanted && (await takeBills(tx, order, ctx.clock()))) {
    await tx.rows('update orders set status = $2 where number = $1', [order.number, wanted]);
    await noteEvent(tx, order.number, 'paid', paidAt);
    await tx.rows(`insert into fulfilments (order_number, status, try_at) values ($1, 'waiting', $2) on conflict do nothing`, [
      order.number,
      ctx.clock(),
    ]);
    await post(tx, { ...booking, credit: `held:${order.service}` });
    return;
  }
  const reason = wanted || order.status === 'paid' || order.status === 'fulfilled' ? 'paid_twice' : 'closed_late';
  await post(tx, { ...booking, credit: 'refunds_payable' });
  await oweRefund(ctx, tx, payment, order, reason);
  // An order that lives on another payment goes on; one that had none now shows its money coming back.
  const unwanted = next(orderMachine, order.status, 'payment_unwanted');
  if (!unwanted) return;
  await tx.rows('update orders set status = $2, refusal = $3 where number = $1', [order.number, unwanted, reason]);
  await noteEvent(tx, order.number, 'paid', paidAt);
}

function differences(ctx: Context, payment: PaymentRow, fact: PaidFact): string[] {
  const ours = {
    wechat: [ctx.config.wechat_pay.mch_id, ctx.config.wechat.app_id],
    alipay: [ctx.config.alipay.seller_id, ctx.config.alipay.app_id],
    unionpay: [ctx.config.unionpay.mer_id, ctx.config.unionpay.mer_id],
  }[payment.channel];
  return [
    fact.amount_fen !== payment.amount_fen && 'amount',
    fact.currency !== 'CNY' && 'currency',
    fact.merchant !== ours[0] && 'merchant',
    fact.app !== ours[1] && 'app',
  ].filter((name) => name !== false);
}

/** Something a person must look at; said once for each kind and subject, and again after somebody closed it. */
export async function alarm(tx: Db, kind: string, subject: string, at: Date, facts: object): Promise<void> {
  await tx.rows(
    'insert into alarms (kind, subject, raised_at, facts) values ($1, $2, $3, $4) on conflict (kind, subject) do update set raised_at = excluded.raised_at, facts = excluded.facts, closed_at = null, closed_by = null where alarms.closed_at is not null',
    [kind, subject, at, JSON.stringify(facts)],
  );
}
