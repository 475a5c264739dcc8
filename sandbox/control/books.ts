import { tradeStatus } from '../alipay/payment';
import type { Db } from '../store/database';
import { listNotices } from '../store/notices';
import { listRefunds, refundsOf } from '../store/refunds';
import { type Channel, listTrades, type Trade } from '../store/trades';
import { tradeState } from '../wechat/trade-view';

export interface BookTrade {
  out_trade_no: string;
  /** UnionPay only, else empty */
  txn_time: string;
  channel_no: string;
  amount_fen: number;
  refunded_fen: number;
  /** in the channel's own words */
  state: string;
  payer: string | null;
  created_at: string;
  paid_at: string | null;
}

export interface BookRefund {
  out_refund_no: string;
  txn_time: string;
  out_trade_no: string;
  channel_no: string;
  kind: 'refund' | 'undo';
  amount_fen: number;
  state: string;
  finished_at: string | null;
}

/** What an agency took; a cancelled one keeps `fee_fen`. */
export interface BookPosting {
  order_no: string;
  account: string;
  bills: string[];
  amount_fen: number;
  state: string;
  why: string | null;
  agency_ref: string | null;
  fee_fen: number | null;
  at: string;
}

export interface BookHold {
  hold_no: string;
  account: string | null;
  slot: string | null;
  state: 'held' | 'released';
  valid_until: string | null;
  order_no: string | null;
  queue_no: number | null;
}

/** Everything the counterparts hold, newest first, for a comparison with the gateway's ledger. Amounts in fen. */
export async function books(db: Db, limit: number) {
  const [wechat, alipay, unionpay] = await Promise.all((['wechat', 'alipay', 'unionpay'] as const).map((channel) => channelBook(db, channel, limit)));
  return {
    wechat,
    alipay,
    unionpay,
    water: { postings: await postings(db, 'water', limit) },
    hospital: { postings: await postings(db, 'hospital', limit), holds: await holds(db, 'hospital', limit) },
    phone: { postings: await postings(db, 'phone', limit) },
  };
}

async function channelBook(db: Db, channel: Channel, limit: number): Promise<{ trades: BookTrade[]; refunds: BookRefund[] }> {
  const trades: BookTrade[] = [];
  for (const trade of await listTrades(db, channel, limit)) trades.push(await bookTrade(db, trade));
  const refunds = (await listRefunds(db, channel, limit)).map((refund) => ({
    out_refund_no: refund.out_refund_no,
    txn_time: refund.txn_time,
    out_trade_no: refund.out_trade_no,
    channel_no: refund.refund_no,
    kind: refund.kind,
    amount_fen: refund.amount_fen,
    state: refund.state.toUpperCase(),
    finished_at: refund.finished_at?.toISOString() ?? null,
  }));
  return { trades, refunds };
}

async function bookTrade(db: Db, trade: Trade): Promise<BookTrade> {
  const refunds = await refundsOf(db, trade);
  const done = refunds.filter((refund) => refund.state === 'success');
  return {
    out_trade_no: trade.out_trade_no,
    txn_time: trade.txn_time,
    channel_no: trade.trade_no,
    amount_fen: trade.amount_fen,
    refunded_fen: done.reduce((sum, refund) => sum + refund.amount_fen, 0),
    state: wordFor(trade, refunds),
    payer: trade.payer,
    created_at: trade.created_at.toISOString(),
    paid_at: trade.paid_at?.toISOString() ?? null,
  };
}

function wordFor(trade: Trade, refunds: Awaited<ReturnType<typeof refundsOf>>): string {
  if (trade.channel === 'wechat') return tradeState(trade, refunds);
  if (trade.channel === 'alipay') return tradeStatus(trade, refunds);
  return trade.state === 'paid' ? '00' : (trade.last_code ?? '05');
}

async function postings(db: Db, agency: string, limit: number): Promise<BookPosting[]> {
  const { rows } = await db.query(
    `select order_no, account, bills, amount_fen, state, why, agency_ref, fee_fen, at from twin.postings where agency = $2 order by at desc limit $1`,
    [limit, agency],
  );
  return rows.map((row) => ({
    ...row,
    amount_fen: Number(row.amount_fen),
    fee_fen: row.fee_fen === null ? null : Number(row.fee_fen),
    at: row.at.toISOString(),
  }));
}

async function holds(db: Db, agency: string, limit: number): Promise<BookHold[]> {
  const { rows } = await db.query(
    'select hold_no, account, slot, state, valid_until, order_no, queue_no from twin.holds where agency = $2 order by valid_until desc nulls last limit $1',
    [limit, agency],
  );
  return rows.map((row) => ({ ...row, valid_until: row.valid_until?.toISOString() ?? null }));
}

/** Notices with every attempt, newest first. */
export async function deliveries(db: Db, limit: number) {
  return (await listNotices(db, limit)).map((notice) => ({
    id: notice.id,
    channel: notice.channel,
    event: notice.event,
    number: notice.number,
    merchant_no: merchantNumber(notice.content),
    url: notice.url,
    state: notice.state,
    made_at: notice.made_at.toISOString(),
    next_at: notice.state === 'waiting' ? notice.next_at.toISOString() : null,
    attempts: notice.tries.map(({ attempt, copy, at, status, answer }) => ({ attempt, copy, at: at.toISOString(), status, answer })),
  }));
}

/** The number by which the merchant knows what a notice is about, wherever the channel puts it. */
function merchantNumber(content: unknown): string {
  return /"(?:out_trade_no|orderId)":"(\w+)"/.exec(JSON.stringify(content).replaceAll('\\"', '"'))?.[1] ?? '';
}
