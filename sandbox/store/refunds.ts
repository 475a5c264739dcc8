import { type Fen, fen, ZERO } from '../../src/contract/money';
import type { Db } from './database';
import type { Channel, Trade } from './trades';

export type RefundState = 'processing' | 'success' | 'abnormal' | 'closed';

export interface Refund {
  readonly id: string;
  readonly trade_id: string;
  readonly channel: Channel;
  readonly kind: 'refund' | 'undo';
  /** within what `out_refund_no` is unique: the merchant (WeChat, UnionPay) or the trade (Alipay) */
  readonly scope: string;
  readonly out_refund_no: string;
  readonly txn_time: string;
  /** the channel's own number */
  readonly refund_no: string;
  readonly amount_fen: Fen;
  readonly state: RefundState;
  readonly ends_as: Exclude<RefundState, 'processing'>;
  readonly notify_url: string | null;
  readonly content: Record<string, unknown>;
  readonly content_key: string;
  readonly created_at: Date;
  readonly finish_at: Date;
  readonly finished_at: Date | null;
}

export type NewRefund = Omit<Refund, 'id' | 'state' | 'finished_at'>;

/** Adds a refund. The trade must be locked: that is what keeps the sum within what was paid. */
export async function openRefund(db: Db, refund: NewRefund): Promise<Refund> {
  const { rows } = await db.query(
    `insert into twin.refunds (trade_id, channel, kind, scope, out_refund_no, txn_time, refund_no, amount_fen, state, ends_as,
                               notify_url, content, content_key, created_at, finish_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'processing', $9, $10, $11, $12, $13, $14) returning *`,
    [
      refund.trade_id,
      refund.channel,
      refund.kind,
      refund.scope,
      refund.out_refund_no,
      refund.txn_time,
      refund.refund_no,
      refund.amount_fen,
      refund.ends_as,
      refund.notify_url,
      refund.content,
      refund.content_key,
      refund.created_at,
      refund.finish_at,
    ],
  );
  return readRefund(rows[0]);
}

export async function findRefund(db: Db, channel: Channel, scope: string, no: string, txnTime = ''): Promise<Refund | undefined> {
  const { rows } = await db.query('select * from twin.refunds where channel = $1 and scope = $2 and out_refund_no = $3 and txn_time = $4', [
    channel,
    scope,
    no,
    txnTime,
  ]);
  return rows[0] ? readRefund(rows[0]) : undefined;
}

/** All refunds of a trade, oldest first. */
export async function refundsOf(db: Db, trade: Trade): Promise<Refund[]> {
  const { rows } = await db.query('select * from twin.refunds where trade_id = $1 order by id', [trade.id]);
  return rows.map(readRefund);
}

/** Fen given back or on the way; a closed or abnormal refund gives nothing. */
export function takenBack(refunds: readonly Refund[]): Fen {
  let total: number = ZERO;
  for (const refund of refunds) if (refund.state === 'processing' || refund.state === 'success') total += refund.amount_fen;
  return fen(total);
}

/** Brings a refund to its end; answers undefined when another process did so before. */
export async function finishRefund(db: Db, id: string, at: Date): Promise<Refund | undefined> {
  const { rows } = await db.query(`update twin.refunds set state = ends_as, finished_at = $2 where id = $1 and state = 'processing' returning *`, [
    id,
    at,
  ]);
  return rows[0] ? readRefund(rows[0]) : undefined;
}

export async function dueRefunds(db: Db, at: Date): Promise<Refund[]> {
  const { rows } = await db.query(`select * from twin.refunds where state = 'processing' and finish_at <= $1 order by id limit 50`, [at]);
  return rows.map(readRefund);
}

export async function listRefunds(db: Db, channel: Channel, limit: number): Promise<(Refund & { out_trade_no: string })[]> {
  const { rows } = await db.query(
    `select r.*, t.out_trade_no from twin.refunds r join twin.trades t on t.id = r.trade_id
     where r.channel = $1 order by r.id desc limit $2`,
    [channel, limit],
  );
  return rows.map((row) => ({ ...readRefund(row), out_trade_no: String(row.out_trade_no) }));
}

function readRefund(row: Record<string, unknown>): Refund {
  return { ...(row as unknown as Refund), amount_fen: fen(Number(row.amount_fen)) };
}
