import type { PaymentView } from '../../src/contract/order';
import type { Citizen, Context } from '../context';
import { countOrRefuse } from '../security/limits';
import { ask } from './ask';
import { paymentOf, viewPayment } from './payment';

/** The citizen came back from the wallet: ask the channel now instead of waiting for its notice. @throws Problem `not_found`, `too_many_requests` */
export async function checkPayment(ctx: Context, citizen: Citizen, id: string): Promise<PaymentView> {
  const row = await paymentOf(ctx.db, citizen, id);
  if (row.ask_at) {
    const limit = { name: 'checks_per_payment', most: ctx.config.limits.checks_per_payment_minute, window_s: 60 };
    await countOrRefuse(ctx.db, ctx.vault, ctx.clock(), limit, id);
    await ask(ctx, id);
  }
  return viewPayment(ctx, await paymentOf(ctx.db, citizen, id));
}

/** Asks about every payment whose time has come. @returns how many */
export async function workPayments(ctx: Context, most = 10): Promise<number> {
  const due = await ctx.db.rows<{ id: string }>('select id from payments where ask_at <= $1 order by ask_at limit $2', [ctx.clock(), most]);
  await Promise.all(due.map((row) => ask(ctx, row.id)));
  return due.length;
}

/** Ends orders whose price no longer holds and that no wallet can pay any more. @returns how many */
export async function expireOrders(ctx: Context): Promise<number> {
  const rows = await ctx.db.rows(
    `update orders set status = 'expired' where status = 'unpaid' and expires_at <= $1 and not exists (
       select 1 from payment_orders po join payments p on p.id = po.payment where po.order_number = orders.number and p.status in ('intended', 'open', 'closing'))
     returning number`,
    [ctx.clock()],
  );
  return rows.length;
}
