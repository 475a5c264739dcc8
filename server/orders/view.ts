import type { Voucher } from '../../src/contract/booking';
import type { Fen } from '../../src/contract/money';
import type { Cancellation, ChannelId, OrderStatus, OrderView, Station } from '../../src/contract/order';
import { costOf } from '../cancellations/decisions';
import type { Context } from '../context';
import { type Db, prepared } from '../database/database';
import type { CancellationState } from '../states';
import type { OrderContent } from './content';
import { type EventTimes, type PartBack, stationsOf } from './stations';

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

/** What happened, and which parts of the money operators sent back. */
const EVENTS = prepared(
  'events_of_orders',
  `select order_number, event, at, null::bigint as part_fen from order_events where order_number = any($1)
   union all select order_number, null, finished_at, amount_fen from refunds where order_number = any($1) and ordered_by is not null
   order by at nulls last`,
);

/** Which payment counts for an order: the one that was not sent back for being a second or late one. */
const PAYERS = prepared(
  'payers_of_orders',
  `select distinct on (po.order_number) po.order_number, p.channel, p.paid_at from payment_orders po join payments p on p.id = po.payment
   left join refunds r on r.payment = po.payment and r.order_number = po.order_number
   where po.order_number = any($1) and p.status = 'paid'
   order by po.order_number, (r.reason is not null and r.reason in ('paid_twice', 'closed_late')), p.paid_at`,
);

/** What the citizen sees of their orders, in the order given. Two statements however many there are, one more for bookings. */
export async function viewOrders(ctx: Context, db: Db, rows: readonly OrderRow[]): Promise<OrderView[]> {
  if (rows.length === 0) return [];
  // Of an order that is unpaid nothing has happened yet that could be read: money changes its state in the same transaction.
  const numbers = rows.filter((row) => row.status !== 'unpaid').map((row) => row.number);
  const none = numbers.length === 0;
  const events = none ? [] : await db.rows<EventRow>(EVENTS, [numbers]);
  const payers = none ? [] : await db.rows<{ order_number: string; channel: ChannelId; paid_at: Date }>(PAYERS, [numbers]);
  const times = new Map<string, EventTimes>();
  for (const { order_number, event, at } of events) if (event && at) times.set(order_number, { ...times.get(order_number), [event]: at });
  const paidBy = new Map(payers.map((payer) => [payer.order_number, payer]));
  const contents = rows.map((row) => ctx.vault.open<OrderContent>('order', row.content_sealed));
  const booked = await bookingsOf(
    ctx,
    db,
    rows.filter((row, i) => row.status !== 'unpaid' && contents[i]?.details.kind === 'booking').map((row) => row.number),
  );
  return rows.map((row, i) => {
    const content = contents[i] as OrderContent;
    const booking = booked.get(row.number);
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
      voucher: row.status === 'fulfilled' || row.status === 'cancelling' ? (booking?.voucher ?? null) : null,
      cancel: costOf(row.status, content.details, ctx.clock()),
      cancellation: booking?.cancellation ?? null,
      stations: stationsOf(row.status, at, partsOf(events, row.number)) satisfies Station[],
    };
  });
}

interface EventRow {
  order_number: string;
  /** null: a part that went back */
  event: keyof EventTimes | null;
  at: Date | null;
  part_fen: Fen | null;
}

function partsOf(events: readonly EventRow[], number: string): PartBack[] {
  return events.flatMap(({ order_number, at, part_fen }) => (order_number === number && part_fen !== null ? [{ amount_fen: part_fen, at }] : []));
}

interface Booking {
  readonly voucher: Voucher | null;
  readonly cancellation: Cancellation | null;
}

/** What the citizen shows at the door, and the last wish to give it back; of bookings that were paid. */
async function bookingsOf(ctx: Context, db: Db, numbers: readonly string[]): Promise<Map<string, Booking>> {
  if (numbers.length === 0) return new Map();
  const rows = await db.rows<{ number: string; voucher_sealed: Buffer | null; status: CancellationState | null; fee_fen: Fen; why: string | null }>(
    `select f.order_number as number, f.voucher_sealed, c.status, coalesce(c.kept_fen, c.fee_fen) as fee_fen, c.why
     from fulfilments f left join cancellations c on c.order_number = f.order_number where f.order_number = any($1)`,
    [numbers],
  );
  return new Map(
    rows.map(({ number, voucher_sealed, status, fee_fen, why }) => [
      number,
      {
        voucher: voucher_sealed && ctx.vault.open<Voucher>('voucher', voucher_sealed),
        cancellation: status && { state: status === 'waiting' ? 'asked' : status, fee_fen, why },
      },
    ]),
  );
}
