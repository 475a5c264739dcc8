import type { Fen } from '../../src/contract/money';
import type { ChannelId, OrderStatus, OrderView, Station } from '../../src/contract/order';
import type { Context } from '../context';
import type { Db } from '../database/database';
import type { OrderContent } from './content';
import { type EventTimes, stationsOf } from './stations';

export interface OrderRow {
  number: string;
  citizen: string;
  client_id: string;
  quote: string;
  service: string;
  amount_fen: Fen;
  status: OrderStatus;
  content_sealed: Buffer;
  bills: Buffer[];
  refusal: string | null;
  created_at: Date;
  expires_at: Date;
}

export const ORDER_COLUMNS = 'number, citizen, client_id, quote, service, amount_fen, status, content_sealed, bills, refusal, created_at, expires_at';

/** What the citizen sees of their orders, in the order given. Two statements however many there are. */
export async function viewOrders(ctx: Context, db: Db, rows: readonly OrderRow[]): Promise<OrderView[]> {
  if (rows.length === 0) return [];
  const numbers = rows.map((row) => row.number);
  const [events, payers] = [
    await db.rows<{ order_number: string; event: keyof EventTimes; at: Date }>(
      'select order_number, event, at from order_events where order_number = any($1)',
      [numbers],
    ),
    await db.rows<{ order_number: string; channel: ChannelId; paid_at: Date }>(
      // Which payment counts for the order: the one that was not sent back for being a second or late one.
      `select distinct on (po.order_number) po.order_number, p.channel, p.paid_at from payment_orders po join payments p on p.id = po.payment
       left join refunds r on r.payment = po.payment and r.order_number = po.order_number
       where po.order_number = any($1) and p.status = 'paid'
       order by po.order_number, (r.reason is not null and r.reason in ('paid_twice', 'closed_late')), p.paid_at`,
      [numbers],
    ),
  ];
  const times = new Map<string, EventTimes>();
  for (const { order_number, event, at } of events) times.set(order_number, { ...times.get(order_number), [event]: at });
  const paidBy = new Map(payers.map((payer) => [payer.order_number, payer]));
  return rows.map((row) => {
    const content = ctx.vault.open<OrderContent>('order', row.content_sealed);
    const at = times.get(row.number) ?? {};
    const payer = paidBy.get(row.number);
    return {
      id: row.client_id,
      number: row.number,
      service: row.service,
      status: row.status,
      amount_fen: row.amount_fen,
      subject: content.subject,
      details: content.details,
      created_at: row.created_at.toISOString(),
      expires_at: row.expires_at.toISOString(),
      paid_at: (at.paid ?? payer?.paid_at)?.toISOString() ?? null,
      paid_by: payer?.channel ?? null,
      fulfilled_at: at.fulfilled?.toISOString() ?? null,
      refusal: row.refusal,
      stations: stationsOf(row.status, at) satisfies Station[],
    };
  });
}
