import type { OrderView } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { Citizen, Context } from '../context';
import { cancelUnpaid, findOrder, getOrder } from '../orders/orders';
import { closeAttempt } from './ask';
import { PAYMENT_COLUMNS, type PaymentRow } from './payment';

/**
 * Gives an unpaid order up. Its wallets are closed first; where a channel cannot say so yet, money that still comes is sent back.
 * @throws Problem `not_found`, `cannot_cancel` (paid already, or was when we closed it)
 */
export async function cancelOrder(ctx: Context, citizen: Citizen, id: string): Promise<OrderView> {
  const order = await findOrder(ctx.db, citizen, id);
  if (!order) throw new Problem('not_found');
  const live = await ctx.db.rows<PaymentRow>(
    `select ${PAYMENT_COLUMNS} from payments where id in (select payment from payment_orders where order_number = $1) and status in ('intended', 'open', 'closing')`,
    [order.number],
  );
  for (const row of live) if ((await closeAttempt(ctx, row)) === 'paid') throw new Problem('cannot_cancel');
  if (!(await cancelUnpaid(ctx.db, order.number))) throw new Problem('cannot_cancel');
  return getOrder(ctx, citizen, id);
}
