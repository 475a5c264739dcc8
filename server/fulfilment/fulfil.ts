import type { Context } from '../context';
import { type Db, prepared } from '../database/database';
import { post } from '../ledger/post';
import type { OrderContent } from '../orders/content';
import { noteEvent } from '../orders/events';
import { ORDER_COLUMNS, type OrderRow } from '../orders/view';
import { PAYMENT_COLUMNS, type PaymentRow } from '../payments/payment';
import { oweRefund } from '../payments/refunds';
import { backoff } from '../payments/schedule';
import { type Fulfilment, providerOf } from '../providers';
import { signReceipt } from '../receipts/receipts';
import type { FulfilmentState } from '../states';
import { onAgencyAnswer, talkFulfilment } from './decisions';

/** An order that an agency is to be told of. */
type Due = OrderRow & { readonly paid_at: Date; readonly tries: number };

const OF_ORDER = ORDER_COLUMNS.split(', ')
  .map((column) => `o.${column}`)
  .join(', ');

const TAKE_DUE = prepared(
  'take_due_fulfilments',
  `with due as (select order_number from fulfilments where try_at <= $1 order by try_at limit $3 for update skip locked)
   update fulfilments f set status = 'asked', tries = f.tries + 1, try_at = $2 from due, orders o, order_events e
   where f.order_number = due.order_number and o.number = due.order_number and e.order_number = due.order_number and e.event = 'paid'
   returning ${OF_ORDER}, f.tries, e.at as paid_at`,
);

// The order's row first, as everywhere.
const LOCK = prepared(
  'fulfilment_locked',
  `select ${OF_ORDER}, f.status as told from orders o join fulfilments f on f.order_number = o.number where o.number = $1 for update of o, f`,
);

const BOOK_DONE = prepared(
  'book_done',
  `with told as (update fulfilments set status = $2, try_at = null, finished_at = $3, agency_ref = $4, voucher_sealed = $5 where order_number = $1),
     done as (update orders set status = $6, refusal = null where number = $1),
     noted as (insert into order_events (order_number, event, at) values ($1, 'agency_told', $3), ($1, 'fulfilled', $7) on conflict do nothing)
   insert into receipts (order_number, code, issued_at) values ($1, $8, $3) on conflict do nothing`,
);

/** Longer than an agency's time-out, so that two workers do not ask at once. */
const LEASE_MS = 30_000;

/**
 * Tells agencies of paid orders, and asks again until they answer. Asking is marked before it happens: a worker that dies
 * in between is followed by one that first queries what the agency did.
 * @returns how many orders were worked on
 */
export async function workFulfilments(ctx: Context, most = 10): Promise<number> {
  const now = ctx.clock();
  const due = await ctx.db.rows<Due>(TAKE_DUE, [now, new Date(now.getTime() + LEASE_MS), most]);
  await Promise.all(due.map((order) => tellAgency(ctx, order)));
  return due.length;
}

async function tellAgency(ctx: Context, order: Due): Promise<void> {
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
  const answer = await talkFulfilment({ fulfil, query: () => provider.query(order.number) }, order.tries);
  await book(ctx, order, answer);
}

async function book(ctx: Context, { number, tries, paid_at }: Due, answer: Fulfilment): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const order = (await tx.row<OrderRow & { told: FulfilmentState }>(LOCK, [number])) as OrderRow & { told: FulfilmentState };
    const now = ctx.clock();
    if (answer.is === 'unknown') {
      ctx.log.warn({ order: number, why: answer.why, tries }, 'agency has not answered yet');
      if (answer.why === 'pending') await noteEvent(tx, number, 'agency_told', now);
      await tx.rows('update fulfilments set try_at = $2 where order_number = $1 and try_at is not null', [number, backoff(now, tries)]);
      return;
    }
    const step = onAgencyAnswer(order.told, order.status, answer.is);
    if (step.is !== 'done' && step.is !== 'refused') return;
    if (answer.is === 'done') {
      const { service, amount_fen } = order;
      const voucher = answer.voucher ? ctx.vault.seal('voucher', answer.voucher) : null;
      const receipt = signReceipt(ctx, order, paid_at, answer);
      await Promise.all([
        tx.rows(BOOK_DONE, [number, step.fulfilment, now, answer.agency_ref, voucher, step.order, answer.at, receipt]),
        post(tx, { kind: 'fulfilment', reference: number, at: answer.at, amount_fen, debit: `held:${service}`, credit: `agency:${service}` }),
      ]);
      return;
    }
    await tx.rows('update fulfilments set status = $2, try_at = null, finished_at = $3 where order_number = $1', [number, step.fulfilment, now]);
    await tx.rows('update orders set status = $2, refusal = $3 where number = $1', [number, step.order, answer.why]);
    await noteEvent(tx, number, 'agency_told', now);
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
export async function paymentHolding(tx: Db, order: string): Promise<PaymentRow> {
  const row = await tx.row<PaymentRow>(
    `select ${PAYMENT_COLUMNS} from payments p where status = 'paid' and id in (select payment from payment_orders where order_number = $1)
       and not exists (select 1 from refunds where payment = p.id and order_number = $1) limit 1`,
    [order],
  );
  if (!row) throw new Error(`order ${order} is paid, but no payment holds its money`);
  return row;
}
