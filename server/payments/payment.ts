import type { Fen } from '../../src/contract/money';
import type { ChannelId, PaymentStatus, PaymentView, Surface } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { Attempt } from '../channels/channel';
import type { Citizen, Context } from '../context';
import type { Db } from '../database/database';
import { ORDER_COLUMNS, type OrderRow, viewOrders } from '../orders/view';
import type { PaymentState } from '../states';

export interface PaymentRow {
  id: string;
  citizen: string;
  channel: ChannelId;
  surface: Surface;
  amount_fen: Fen;
  status: PaymentState;
  description: string;
  payer_sealed: Buffer;
  channel_no: string | null;
  paid_at: Date | null;
  started_at: Date;
  expires_at: Date;
  ask_at: Date | null;
  asks: number;
  asked_at: Date | null;
}

export const PAYMENT_COLUMNS =
  'id, citizen, channel, surface, amount_fen, status, description, payer_sealed, channel_no, paid_at, started_at, expires_at, ask_at, asks, asked_at';

/** The sealed part: who pays at the channel, and from where. */
export interface Payer {
  readonly subject: string | null;
  readonly ip: string;
}

/** What people are told of each inner state: until the channel has spoken, never "failed". */
const SHOWN: Record<PaymentState, PaymentStatus> = {
  intended: 'unclear',
  open: 'open',
  closing: 'unclear',
  closed: 'closed',
  refused: 'refused',
  paid: 'paid',
  held: 'unclear',
};

/** The payment as its channel adapter takes it. */
export function attemptOf(ctx: Context, row: PaymentRow): Attempt {
  const payer = ctx.vault.open<Payer>('payer', row.payer_sealed);
  return {
    id: row.id,
    amount_fen: row.amount_fen,
    description: row.description,
    surface: row.surface,
    payer: payer.subject,
    client_ip: payer.ip,
    started_at: row.started_at,
    expires_at: row.expires_at,
    channel_no: row.channel_no,
  };
}

export async function readPayment(db: Db, id: string): Promise<PaymentRow | undefined> {
  return db.row<PaymentRow>(`select ${PAYMENT_COLUMNS} from payments where id = $1`, [id]);
}

/** @throws Problem `not_found`, also for another citizen's payment */
export async function paymentOf(db: Db, citizen: Citizen, id: string): Promise<PaymentRow> {
  const row = await readPayment(db, id);
  if (row?.citizen !== citizen.id) throw new Problem('not_found');
  return row;
}

export async function ordersOfPayment(db: Db, payment: string, lock: '' | 'for update' = ''): Promise<OrderRow[]> {
  return db.rows<OrderRow>(
    `select ${ORDER_COLUMNS} from orders where number in (select order_number from payment_orders where payment = $1) order by number ${lock}`,
    [payment],
  );
}

export async function viewPayment(ctx: Context, row: PaymentRow): Promise<PaymentView> {
  const orders = await viewOrders(ctx, ctx.db, await ordersOfPayment(ctx.db, row.id));
  return {
    id: row.id,
    status: SHOWN[row.status],
    channel: row.channel,
    amount_fen: row.amount_fen,
    expires_at: row.expires_at.toISOString(),
    orders,
  };
}
