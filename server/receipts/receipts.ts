import type { Receipt } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { Citizen, Context } from '../context';
import type { Db } from '../database/database';
import type { OrderContent } from '../orders/content';
import { findOrder } from '../orders/orders';
import { type OrderRow, viewOrders } from '../orders/view';

/** Signs the receipt in the transaction that fulfils the order: from then on it never changes. */
export async function issueReceipt(ctx: Context, tx: Db, order: OrderRow, done: { agency_ref: string; at: Date }): Promise<void> {
  const paid = (await tx.row<{ at: Date }>(`select at from order_events where order_number = $1 and event = 'paid'`, [order.number])) as { at: Date };
  const content = ctx.vault.open<OrderContent>('order', order.content_sealed);
  const code = ctx.receipts.sign({
    n: order.number,
    s: order.service,
    a: order.amount_fen,
    p: Math.floor(paid.at.getTime() / 1000),
    f: Math.floor(done.at.getTime() / 1000),
    r: done.agency_ref,
    m: content.subject.account,
  });
  await tx.rows('insert into receipts (order_number, code, issued_at) values ($1, $2, $3) on conflict do nothing', [order.number, code, ctx.clock()]);
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
