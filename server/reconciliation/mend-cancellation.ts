import { bookAgencyCancel } from '../cancellations/cancel';
import type { Context } from '../context';
import { providerOfKind } from '../providers';
import type { OrderState } from '../states';
import type { CaseRow } from './cases';
import type { Mended } from './mend';

/** An order that only one side holds as given back, or for another fee: the agency's answer to a query decides what is true. */
export async function mendCancellation(ctx: Context, row: CaseRow): Promise<Mended> {
  const order = await ctx.db.row<{ number: string; service: string; status: OrderState }>(
    'select number, service, status from orders where number = $1',
    [row.subject],
  );
  if (!order) return { is: 'handed_over', owner: 'agency', next_step: 'agency_must_reverse', found: { our_order: 'none' } };
  const answer = await providerOfKind(ctx.providers, order.service, 'booking').queryCancel(order.number);
  if (answer.is === 'unknown') return { is: 'again', why: answer.why };
  const found = { query: answer.is };
  const denied = answer.is !== 'cancelled';
  if (row.kind === 'amount_differs') return { is: 'handed_over', owner: 'agency', next_step: 'ask_for_corrected_bill', found };
  if (row.kind === 'cancellation_missing_there') {
    return { is: 'handed_over', owner: 'finance', next_step: denied ? 'other_side_denies' : 'ask_for_corrected_bill', found, alarming: denied };
  }
  if (denied) return { is: 'handed_over', owner: 'agency', next_step: 'ask_for_corrected_bill', found };
  if (order.status === 'cancelling') {
    await ctx.db.rows('update cancellations set try_at = least(try_at, $2) where order_number = $1 and try_at is not null', [
      order.number,
      ctx.clock(),
    ]);
    ctx.wake('cancellations');
    return { is: 'again', why: 'asking' };
  }
  if (await bookAgencyCancel(ctx, order.number, answer)) return { is: 'resolved', resolution: 'cancellation_booked' };
  return { is: 'handed_over', owner: 'finance', next_step: 'look_at_cancellation', found: { ...found, fee_fen: answer.fee_fen }, alarming: true };
}
