import type { Context } from '../context';
import type { OrderContent } from '../orders/content';
import { ORDER_COLUMNS, type OrderRow } from '../orders/view';
import { type Fulfilment, providerOf } from '../providers';
import type { CaseRow } from './cases';
import type { Mended } from './mend';

type Order = OrderRow & { paid_at: Date | null; told: string | null };

/** An order that only one side wrote off, or in two amounts: the agency is asked about it by its number. */
export async function mendPosting(ctx: Context, row: CaseRow): Promise<Mended> {
  const order = await ctx.db.row<Order>(
    `select ${ORDER_COLUMNS}, (select at from order_events where order_number = number and event = 'paid') as paid_at,
       (select status from fulfilments where order_number = number) as told
     from orders where number = $1`,
    [row.subject],
  );
  if (!order) return { is: 'handed_over', owner: 'agency', next_step: 'agency_must_reverse', found: { our_order: 'none' } };
  if (row.kind === 'agency_extra') return writtenOffThere(ctx, order);
  const provider = providerOf(ctx.providers, order.service);
  const answer = await provider.query(order.number);
  // It was done and given back since: the other statement says so.
  if (answer.is === 'unknown' && answer.why === 'cancelled' && (order.status === 'returning' || order.status === 'returned'))
    return { is: 'handed_over', owner: 'agency', next_step: 'ask_for_corrected_bill', found: { query: 'cancelled' } };
  if (answer.is === 'unknown') return { is: 'again', why: answer.why };
  if (row.kind === 'amount_differs') return { is: 'handed_over', owner: 'agency', next_step: 'ask_for_corrected_bill', found: { query: answer.is } };
  // Paid back by an operator: the agency is right to have nothing, and told again it would write the bill off for no money.
  if (answer.is === 'absent' && (order.status === 'refunding' || order.status === 'refunded')) return { is: 'resolved', resolution: 'paid_back' };
  if (answer.is === 'absent') return postAgain(ctx, order);
  if (answer.is === 'done') return { is: 'resolved', resolution: 'agency_confirms' };
  return { is: 'handed_over', owner: 'finance', next_step: 'other_side_denies', found: { query: answer.is }, alarming: true };
}

/** It lost what it had confirmed. The order number is its key, so telling it again books once. */
async function postAgain(ctx: Context, order: Order): Promise<Mended> {
  const content = ctx.vault.open<OrderContent>('order', order.content_sealed);
  const answer: Fulfilment = await providerOf(ctx.providers, order.service).fulfil({
    number: order.number,
    quote_ref: content.quote_ref,
    account: content.account,
    details: content.details,
    amount_fen: order.amount_fen,
    paid_at: order.paid_at ?? order.created_at,
  });
  if (answer.is === 'unknown') return { is: 'again', why: answer.why };
  if (answer.is === 'refused') {
    return { is: 'handed_over', owner: 'finance', next_step: 'other_side_denies', found: { posted_again: answer.why }, alarming: true };
  }
  await ctx.db.rows(`update fulfilments set agency_ref = $2 where order_number = $1 and status = 'done'`, [order.number, answer.agency_ref]);
  return { is: 'resolved', resolution: 'posted_again' };
}

/** It wrote off what we have not booked: an answer of its that never reached us, or an order that we did not send. */
async function writtenOffThere(ctx: Context, order: Order): Promise<Mended> {
  if (order.told === 'done') return { is: 'resolved', resolution: 'fulfilled' };
  if (order.told !== 'waiting' && order.told !== 'asked') {
    return { is: 'handed_over', owner: 'agency', next_step: 'agency_must_reverse', found: { our_order: order.status } };
  }
  await ctx.db.rows(`update fulfilments set try_at = least(try_at, $2) where order_number = $1 and status in ('waiting', 'asked')`, [
    order.number,
    ctx.clock(),
  ]);
  ctx.wake('fulfilments');
  return { is: 'again', why: 'asking' };
}
