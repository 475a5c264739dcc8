import { type Fen, fen } from '../../src/contract/money';
import type { Db } from './database';

export type Channel = 'wechat' | 'alipay' | 'unionpay';
export type TradeState = 'unpaid' | 'paid' | 'closed';

/** One merchant order at one channel. */
export interface Trade {
  readonly id: string;
  readonly channel: Channel;
  readonly out_trade_no: string;
  /** UnionPay's txnTime, part of its key; empty elsewhere */
  readonly txn_time: string;
  /** transaction_id / trade_no / queryId */
  readonly trade_no: string;
  readonly amount_fen: Fen;
  readonly state: TradeState;
  /** UnionPay: why the last try to pay failed */
  readonly last_code: string | null;
  readonly payer: string | null;
  readonly notify_url: string | null;
  /** the merchant's own request, for what has to come back later */
  readonly content: Record<string, unknown>;
  readonly content_key: string;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly paid_at: Date | null;
  readonly closed_at: Date | null;
}

export type NewTrade = Omit<Trade, 'id' | 'state' | 'last_code' | 'paid_at' | 'closed_at'>;

/** Adds an unpaid trade, or answers the one that already has this number, locked for the rest of the transaction. */
export async function openTrade(db: Db, trade: NewTrade): Promise<{ trade: Trade; isNew: boolean }> {
  const { rowCount } = await db.query(
    `insert into twin.trades (channel, out_trade_no, txn_time, trade_no, amount_fen, state, payer, notify_url, content,
                              content_key, created_at, expires_at)
     values ($1, $2, $3, $4, $5, 'unpaid', $6, $7, $8, $9, $10, $11)
     on conflict (channel, out_trade_no, txn_time) do nothing`,
    [
      trade.channel,
      trade.out_trade_no,
      trade.txn_time,
      trade.trade_no,
      trade.amount_fen,
      trade.payer,
      trade.notify_url,
      trade.content,
      trade.content_key,
      trade.created_at,
      trade.expires_at,
    ],
  );
  const found = await lockTrade(db, trade.channel, 'out_trade_no', trade.out_trade_no, trade.txn_time);
  if (!found) throw new Error(`trade vanished: ${trade.out_trade_no}`);
  return { trade: found, isNew: rowCount === 1 };
}

/** Finds a trade by the merchant's or the channel's number. */
export function findTrade(db: Db, channel: Channel, by: 'out_trade_no' | 'trade_no', no: string, txnTime = ''): Promise<Trade | undefined> {
  return select(db, channel, by, no, txnTime, '');
}

/** The same, and nobody else changes it until the transaction ends. */
export function lockTrade(db: Db, channel: Channel, by: 'out_trade_no' | 'trade_no', no: string, txnTime = ''): Promise<Trade | undefined> {
  return select(db, channel, by, no, txnTime, 'for update');
}

export async function findTradeById(db: Db, id: string): Promise<Trade> {
  const { rows } = await db.query('select * from twin.trades where id = $1', [id]);
  return readTrade(rows[0]);
}

export async function lockTradeById(db: Db, id: string): Promise<Trade> {
  const { rows } = await db.query('select * from twin.trades where id = $1 for update', [id]);
  return readTrade(rows[0]);
}

async function select(
  db: Db,
  channel: Channel,
  by: 'out_trade_no' | 'trade_no',
  no: string,
  txnTime: string,
  lock: string,
): Promise<Trade | undefined> {
  const where = by === 'out_trade_no' ? 'out_trade_no = $2 and txn_time = $3' : 'trade_no = $2 and $3 = $3';
  const { rows } = await db.query(`select * from twin.trades where channel = $1 and ${where} ${lock}`, [channel, no, txnTime]);
  return rows[0] ? readTrade(rows[0]) : undefined;
}

/** Marks a locked trade as paid and answers it anew. */
export async function markPaid(db: Db, trade: Trade, payer: string, at: Date): Promise<Trade> {
  const { rows } = await db.query(`update twin.trades set state = 'paid', payer = $2, paid_at = $3, last_code = null where id = $1 returning *`, [
    trade.id,
    payer,
    at,
  ]);
  return readTrade(rows[0]);
}

export async function markClosed(db: Db, trade: Trade, at: Date): Promise<Trade> {
  const { rows } = await db.query(`update twin.trades set state = 'closed', closed_at = $2 where id = $1 returning *`, [trade.id, at]);
  return readTrade(rows[0]);
}

/** UnionPay: a try to pay failed; the payer may try again. */
export async function markFailed(db: Db, trade: Trade, code: string): Promise<void> {
  await db.query('update twin.trades set last_code = $2 where id = $1', [trade.id, code]);
}

/** Trades for the control pages, newest first. */
export async function listTrades(db: Db, channel: Channel, limit: number): Promise<Trade[]> {
  const { rows } = await db.query('select * from twin.trades where channel = $1 order by id desc limit $2', [channel, limit]);
  return rows.map(readTrade);
}

// pg hands rows over untyped; this is the one place that names their shape.
type Row = Record<string, unknown>;

function readTrade(row: Row): Trade {
  return { ...(row as unknown as Trade), amount_fen: fen(Number(row.amount_fen)) };
}
