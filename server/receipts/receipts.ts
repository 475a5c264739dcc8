import type { Receipt } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { Citizen, Context } from '../context';
import type { OrderContent } from '../orders/content';
import { findOrder } from '../orders/orders';
import { type OrderRow, viewOrders } from '../orders/view';

/** The receipt's text, signed; stored in the transaction that fulfils the order, and from then on it never changes. */
export function signReceipt(ctx: Context, order: OrderRow, paidAt: Date, done: { agency_ref: string; at: Date }): string {
  const content = ctx.vault.open<OrderContent>('order', order.content_sealed);
  return ctx.receipts.sign({
    n: order.number,
    s: order.service,
    a: order.amount_fen,
    p: Math.floor(paidAt.getTime() / 1000),
    f: Math.floor(done.at.getTime() / 1000),
    r: done.agency_ref,
    m: content.subject.account,
  });
}

/** @throws Problem `not_found`, `receipt_not_ready` while the agency has not written the order off */
export async function getReceipt(ctx: Context, citizen: Citizen, id: string): Promise<Receipt> {
  const order = await findOrder(ctx.db, citizen, id);
  if (!order) throw new Problem('not_found');
  const row = await ctx.db.row<{ code: string; issued_at: Date; agency_ref: string }>(
    'select r.code, r.issued_at, f.agency_ref from receipts r join fulfilments f using (order_number) where r.order_number = $1',
    [order.number],
  );
  if (!row) throw new Problem('receipt_not_ready');
  const [view] = await viewOrders(ctx, ctx.db, [order]);
  if (!view) throw new Problem('not_found');
  return {
    number: order.number,
    order: view,
    issued_at: row.issued_at.toISOString(),
    agency_ref: row.agency_ref,
    code: row.code,
    verify_url: `${ctx.config.public_origin}/verify/${row.code}`,
  };
}
