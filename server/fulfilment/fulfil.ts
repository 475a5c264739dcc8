import type { Context } from '../context';
import type { Db } from '../database/database';
import { post } from '../ledger/post';
import type { OrderContent } from '../orders/content';
import { noteEvent } from '../orders/events';
import { ORDER_COLUMNS, type OrderRow } from '../orders/view';
import { PAYMENT_COLUMNS, type PaymentRow } from '../payments/payment';
import { oweRefund } from '../payments/refunds';
import { backoff } from '../payments/schedule';
import { type Fulfilment, providerOf } from '../providers';
import { issueReceipt } from '../receipts/receipts';
import { type FulfilmentState, fulfilmentMachine, next, orderMachine } from '../states';

interface FulfilmentRow {
  order_number: string;
  status: FulfilmentState;
  tries: number;
  try_at: Date | null;
}

/** Longer than an agency's time-out, so that two workers do not ask at once. */
const LEASE_MS = 30_000;

/**
 * Tells agencies of paid orders, and asks again until they answer. Asking is marked before it happens: a worker that dies
 * in between is followed by one that first queries what the agency did.
 * @returns how many orders were worked on
 */
export async function workFulfilments(ctx: Context, most = 10): Promise<number> {
  const now = ctx.clock();
  const due = await ctx.db.rows<FulfilmentRow>(
    `update fulfilments set status = 'asked', tries = tries + 1, try_at = $2
     where order_number in (select order_number from fulfilments where try_at <= $1 order by try_at limit $3 for update skip locked)
     returning order_number, status, tries, try_at`,
    [now, new Date(now.getTime() + LEASE_MS), most],
  );
  await Promise.all(due.map((row) => tellAgency(ctx, row)));
  return due.length;
}

async function tellAgency(ctx: Context, row: FulfilmentRow): Promise<void> {
  const order = (await ctx.db.row<OrderRow & { paid_at: Date }>(
    `select ${ORDER_COLUMNS}, (select at from order_events where order_number = number and event = 'paid') as paid_at from orders where number = $1`,
    [row.order_number],
  )) as OrderRow & { paid_at: Date };
  const provider = providerOf(ctx.providers, order.service);
  const content = ctx.vault.open<OrderContent>('order', order.content_sealed);
  const fulfil = () =>
    provider.fulfil({
      number: order.number,
      quote_ref: content.quote_ref,
      account: content.account,
      details: content.details,
      amount_fen: order.amount_fen,
      paid_at: order.paid_at,
    });
  let answer = row.tries === 1 ? await fulfil() : await provider.query(order.number);
  if (answer.is === 'absent') answer = await fulfil();
  await book(ctx, order.number, answer, row.tries);
}

async function book(ctx: Context, number: string, answer: Fulfilment, tries: number): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const order = (await tx.row<OrderRow>(`select ${ORDER_COLUMNS} from orders where number = $1 for update`, [number])) as OrderRow;
    const row = (await tx.row<FulfilmentRow>('select order_number, status, tries, try_at from fulfilments where order_number = $1 for update', [
      number,
    ])) as FulfilmentRow;
    const now = ctx.clock();
    if (answer.is === 'unknown') {
      ctx.log.warn({ order: number, why: answer.why, tries }, 'agency has not answered yet');
      if (answer.why === 'pending') await noteEvent(tx, number, 'agency_told', now);
      await tx.rows('update fulfilments set try_at = $2 where order_number = $1 and try_at is not null', [number, backoff(now, tries)]);
      return;
    }
    const heard = answer.is === 'done' ? 'agency_done' : 'agency_refused';
    const status = next(fulfilmentMachine, row.status, heard);
    const orderStatus = next(orderMachine, order.status, heard);
    if (!status || !orderStatus) return;
    await noteEvent(tx, number, 'agency_told', now);
    await tx.rows('update fulfilments set status = $2, try_at = null, finished_at = $3, agency_ref = $4 where order_number = $1', [
      number,
      status,
      now,
      answer.is === 'done' ? answer.agency_ref : null,
    ]);
    await tx.rows('update orders set status = $2, refusal = $3 where number = $1', [
      number,
      orderStatus,
      answer.is === 'refused' ? answer.why : null,
    ]);
    if (answer.is === 'done') {
      await noteEvent(tx, number, 'fulfilled', answer.at);
      await post(tx, {
        kind: 'fulfilment',
        reference: number,
        at: answer.at,
        amount_fen: order.amount_fen,
        debit: `held:${order.service}`,
        credit: `agency:${order.service}`,
      });
      await issueReceipt(ctx, tx, order, answer);
      return;
    }
    await noteEvent(tx, number, 'refused', now);
    await post(tx, {
      kind: 'refund_owed',
      reference: number,
      at: now,
      amount_fen: order.amount_fen,
      debit: `held:${order.service}`,
      credit: 'refunds_payable',
    });
    await oweRefund(ctx, tx, await paymentHolding(tx, number), order, answer.why);
  });
  if (answer.is !== 'unknown') ctx.log.info({ order: number, answer: answer.is, tries }, 'agency answered');
  if (answer.is === 'refused') ctx.wake('refunds');
}

/** The payment whose money the order lives on: the paid one that is not already being paid back. */
async function paymentHolding(tx: Db, order: string): Promise<PaymentRow> {
  const row = await tx.row<PaymentRow>(
    `select ${PAYMENT_COLUMNS} from payments p where status = 'paid' and id in (select payment from payment_orders where order_number = $1)
       and not exists (select 1 from refunds where payment = p.id and order_number = $1) limit 1`,
    [order],
  );
  if (!row) throw new Error(`order ${order} is paid, but no payment holds its money`);
  return row;
}
