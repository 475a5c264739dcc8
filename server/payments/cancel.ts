import type { OrderView } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { Input } from '../../src/contract/routes';
import { giveBack } from '../cancellations/cancel';
import type { Citizen, Context } from '../context';
import { lookAtHold } from '../orders/holds';
import { cancelUnpaid, findOrder, getOrder } from '../orders/orders';
import type { OrderRow } from '../orders/view';
import { closeAttempt } from './ask';
import { PAYMENT_COLUMNS, type PaymentRow } from './payment';

/** Past these nobody waits for money any more: what the agency has done can only be given back. */
const TOLD: ReadonlySet<string> = new Set(['fulfilled', 'cancelling', 'returning', 'returned']);

/**
 * Gives an order up: one that is not paid at once, one that the agency has done under the agency's rules.
 * @throws Problem `not_found`, `cannot_cancel`, of a done order also `cancel_over`, `fee_changed`
 */
export async function cancelOrder(ctx: Context, citizen: Citizen, input: Input<'cancelOrder'>): Promise<OrderView> {
  const order = await findOrder(ctx.db, citizen, input.id);
  if (!order) throw new Problem('not_found');
  if (TOLD.has(order.status)) await giveBack(ctx, order.number, input.fee_fen);
  else await giveUp(ctx, order);
  return getOrder(ctx, citizen, input.id);
}

/** An unpaid order's wallets are closed first; where a channel cannot say so yet, money that still comes is sent back. */
async function giveUp(ctx: Context, order: OrderRow): Promise<void> {
  const live = await ctx.db.rows<PaymentRow>(
    `select ${PAYMENT_COLUMNS} from payments where id in (select payment from payment_orders where order_number = $1) and status in ('intended', 'open', 'closing')`,
    [order.number],
  );
  for (const row of live) if ((await closeAttempt(ctx, row)) === 'paid') throw new Problem('cannot_cancel');
  if (!(await cancelUnpaid(ctx.db, order.number))) throw new Problem('cannot_cancel');
  await lookAtHold(ctx, order.quote);
}
