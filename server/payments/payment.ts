import type { Inside } from '../../src/contract/inside';
import type { Fen } from '../../src/contract/money';
import type { ChannelId, PaymentStatus, PaymentView, Surface } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { Attempt } from '../channels/channel';
import type { Citizen, Context } from '../context';
import { type Db, prepared } from '../database/database';
import { ORDER_COLUMNS, type OrderRow, viewOrders } from '../orders/view';
import type { PaymentState } from '../states';
import { firstApp } from './way';

export interface PaymentRow {
  id: string;
  citizen: string;
  channel: ChannelId;
  surface: Surface;
  inside: Inside | null;
  /** null for what was opened before it was kept */
  app: string | null;
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
  'id, citizen, channel, surface, inside, app, amount_fen, status, description, payer_sealed, channel_no, paid_at, started_at, expires_at, ask_at, asks, asked_at';

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
    inside: row.inside,
    app: row.app ?? firstApp(ctx.config, row.channel),
    payer: payer.subject,
    client_ip: payer.ip,
    started_at: row.started_at,
    expires_at: row.expires_at,
    channel_no: row.channel_no,
    paid_at: row.paid_at,
  };
}

const READ = prepared('payment', `select ${PAYMENT_COLUMNS} from payments where id = $1`);
const OF_PAYMENT = `select ${ORDER_COLUMNS} from orders where number in (select order_number from payment_orders where payment = $1) order by number`;
const ORDERS = {
  '': prepared('orders_of_payment', OF_PAYMENT),
  'for update': prepared('orders_of_payment_locked', `${OF_PAYMENT} for update`),
} as const;

export async function readPayment(db: Db, id: string): Promise<PaymentRow | undefined> {
  return db.row<PaymentRow>(READ, [id]);
}

/** @throws Problem `not_found`, also for another citizen's payment */
export async function paymentOf(db: Db, citizen: Citizen, id: string): Promise<PaymentRow> {
  const row = await readPayment(db, id);
  if (row?.citizen !== citizen.id) throw new Problem('not_found');
  return row;
}

export async function ordersOfPayment(db: Db, payment: string, lock: '' | 'for update' = ''): Promise<OrderRow[]> {
  return db.rows<OrderRow>(ORDERS[lock], [payment]);
}

/** @param known its orders, where they were read a moment ago */
export async function viewPayment(ctx: Context, row: PaymentRow, known?: readonly OrderRow[]): Promise<PaymentView> {
  const orders = await viewOrders(ctx, ctx.db, known ?? (await ordersOfPayment(ctx.db, row.id)));
  return {
    id: row.id,
    status: SHOWN[row.status],
    channel: row.channel,
    amount_fen: row.amount_fen,
    expires_at: row.expires_at.toISOString(),
    orders,
  };
}
