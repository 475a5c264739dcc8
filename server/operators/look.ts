import type { Fen } from '../../src/contract/money';
import type { Context } from '../context';
import type { Db } from '../database/database';
import { isOrderNumber } from '../security/numbers';
import { look, needWhy, type Operator, perform } from './audit';
import { OperatorRefused } from './refused';

/** What an operator sees of an order: where its money is, not whose it is. No account, name or phone is unsealed here. */
export interface OrderSight {
  readonly order: {
    number: string;
    service: string;
    status: string;
    amount_fen: Fen;
    refusal: string | null;
    created_at: Date;
    expires_at: Date;
  };
  readonly events: { event: string; at: Date }[];
  readonly payments: {
    id: string;
    channel: string;
    surface: string;
    status: string;
    amount_fen: Fen;
    share_fen: Fen;
    channel_no: string | null;
    paid_at: Date | null;
  }[];
  readonly fulfilment: { status: string; tries: number; try_at: Date | null; agency_ref: string | null } | undefined;
  readonly refunds: { id: string; payment: string; amount_fen: Fen; reason: string; status: string; tries: number; ordered_by: string | null }[];
  readonly ledger: { at: Date; kind: string; account: string; amount_fen: Fen }[];
}

/**
 * An order by its number, or by the id that the citizen's app has for it.
 * @throws OperatorRefused `not_found`
 */
export function showOrder(ctx: Context, who: Operator, number: string): Promise<OrderSight> {
  // Anything may have been typed here, so only what is a number of ours goes into the audit.
  const subject = isOrderNumber(number) ? number : 'by id';
  return look(ctx, who, { act: 'orders.show', subject }, async (db) => {
    const columns = 'number, service, status, amount_fen, refusal, created_at, expires_at';
    const order =
      (await db.row<OrderSight['order']>(`select ${columns} from orders where number = $1`, [number.toUpperCase()])) ??
      (await db.row<OrderSight['order']>(`select ${columns} from orders where client_id = $1`, [number]));
    if (!order) throw new OperatorRefused('not_found', 'There is no such order.');
    const own = [order.number];
    return {
      order,
      events: await db.rows(
        `select event, at from order_events where order_number = $1
         order by array_position(array['paid', 'agency_told', 'fulfilled', 'refused', 'refund_ordered', 'cancelled', 'refund_sent', 'refunded'], event)`,
        own,
      ),
      payments: await db.rows(
        `select p.id, p.channel, p.surface, p.status, p.amount_fen, po.amount_fen as share_fen, p.channel_no, p.paid_at
         from payment_orders po join payments p on p.id = po.payment where po.order_number = $1 order by p.started_at`,
        own,
      ),
      fulfilment: await db.row('select status, tries, try_at, agency_ref from fulfilments where order_number = $1', own),
      refunds: await db.rows(
        'select id, payment, amount_fen, reason, status, tries, ordered_by from refunds where order_number = $1 order by started_at, id',
        own,
      ),
      ledger: await ledgerOf(db, order.number),
    };
  });
}

function ledgerOf(db: Db, order: string): Promise<OrderSight['ledger']> {
  return db.rows(
    `select t.at, t.kind, e.account, e.amount_fen from ledger_transactions t join ledger_entries e on e.transaction = t.id
     where (t.kind, t.reference) in (
       select 'payment', po.payment || ' ' || po.order_number from payment_orders po where po.order_number = $1
       union all select kind, $1 from unnest(array['fulfilment', 'refund_owed']) as kind
       union all select kind, r.id from refunds r, unnest(array['refund_owed', 'refund']) as kind where r.order_number = $1)
     order by t.id, e.id`,
    [order],
  );
}

export interface PaymentSight {
  readonly payment: {
    id: string;
    channel: string;
    surface: string;
    status: string;
    amount_fen: Fen;
    channel_no: string | null;
    started_at: Date;
    expires_at: Date;
    paid_at: Date | null;
    ask_at: Date | null;
    asks: number;
  };
  readonly orders: { number: string; service: string; status: string; share_fen: Fen }[];
  readonly refunds: { id: string; order_number: string; amount_fen: Fen; status: string }[];
}

/** @throws OperatorRefused `not_found` */
export function showPayment(ctx: Context, who: Operator, id: string): Promise<PaymentSight> {
  return look(ctx, who, { act: 'payments.show', subject: /^\d{6}[0-9A-Z]{18}$/.test(id) ? id : 'by id' }, async (db) => {
    const payment = await db.row<PaymentSight['payment']>(
      'select id, channel, surface, status, amount_fen, channel_no, started_at, expires_at, paid_at, ask_at, asks from payments where id = $1',
      [id],
    );
    if (!payment) throw new OperatorRefused('not_found', 'There is no such payment.');
    return {
      payment,
      orders: await db.rows(
        'select o.number, o.service, o.status, po.amount_fen as share_fen from payment_orders po join orders o on o.number = po.order_number where po.payment = $1 order by o.number',
        [id],
      ),
      refunds: await db.rows('select id, order_number, amount_fen, status from refunds where payment = $1 order by started_at, id', [id]),
    };
  });
}

export interface AlarmRow {
  kind: string;
  subject: string;
  raised_at: Date;
  facts: object;
}

/** Open alarms, newest first. */
export function listAlarms(ctx: Context, who: Operator): Promise<AlarmRow[]> {
  return look(ctx, who, { act: 'alarms.list', subject: 'open' }, (db) =>
    db.rows<AlarmRow>('select kind, subject, raised_at, facts from alarms where closed_at is null order by raised_at desc limit 200'),
  );
}

/** Says that somebody dealt with an alarm; the same rings again when it happens anew. @throws OperatorRefused `not_found` */
export async function closeAlarm(ctx: Context, who: Operator, kind: string, subject: string, why: string | undefined): Promise<void> {
  await perform(ctx, who, { act: 'alarms.close', subject: `${kind} ${subject}`, why: needWhy(why) }, async (tx) => {
    const row = await tx.row(
      'update alarms set closed_at = $3, closed_by = $4 where kind = $1 and subject = $2 and closed_at is null returning kind',
      [kind, subject, ctx.clock(), who.name],
    );
    if (!row) throw new OperatorRefused('not_found', 'There is no such open alarm.');
    return { result: undefined };
  });
}

export interface BalanceRow {
  account: string;
  /** sum of debits and of credits on that day, and everything up to its end; a debt of ours is negative */
  debits_fen: Fen;
  credits_fen: Fen;
  balance_fen: Fen;
}

/**
 * Who holds what at the end of a Beijing day, and what moved on it. The balances of all accounts sum to zero.
 * @param day `2026-11-23`
 */
export function showDay(ctx: Context, who: Operator, day: string): Promise<BalanceRow[]> {
  const { from, to } = dayBounds(day);
  return look(ctx, who, { act: 'day.show', subject: day }, (db) =>
    db.rows<BalanceRow>(
      `select e.account,
         coalesce(sum(e.amount_fen) filter (where e.amount_fen > 0 and t.at >= $1), 0)::bigint as debits_fen,
         coalesce(-sum(e.amount_fen) filter (where e.amount_fen < 0 and t.at >= $1), 0)::bigint as credits_fen,
         sum(e.amount_fen)::bigint as balance_fen
       from ledger_entries e join ledger_transactions t on t.id = e.transaction where t.at < $2 group by e.account order by e.account`,
      [from, to],
    ),
  );
}

/** The instants between which a Beijing day lies. @throws OperatorRefused `bad_input` */
export function dayBounds(day: string): { from: Date; to: Date } {
  const from = new Date(`${day}T00:00:00+08:00`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(from.getTime()))
    throw new OperatorRefused('bad_input', `A day looks like 2026-11-23, not "${day}".`);
  return { from, to: new Date(from.getTime() + 86_400_000) };
}
