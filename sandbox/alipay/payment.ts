import { type Fen, yuanFromFen } from '../../src/contract/money';
import { beijing } from '../../src/contract/time';
import { textOf } from '../common/http';
import { letters } from '../common/numbers';
import type { Db } from '../store/database';
import { type Refund, refundsOf, takenBack } from '../store/refunds';
import { lockTradeById, markClosed, markPaid, type Trade } from '../store/trades';
import type { Twin } from '../twin';

export type TradeStatus = 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_CLOSED';

/** `yyyy-MM-dd HH:mm:ss`, Beijing. */
export function alipayTime(at: Date): string {
  return beijing(at).format('YYYY-MM-DD HH:mm:ss');
}

/** TRADE_CLOSED means unpaid and ended, or refunded in full. protocols 2.5 */
export function tradeStatus(trade: Trade, refunds: readonly Refund[]): TradeStatus {
  if (trade.state === 'unpaid') return 'WAIT_BUYER_PAY';
  if (trade.state === 'closed') return 'TRADE_CLOSED';
  return takenBack(refunds) >= trade.amount_fen ? 'TRADE_CLOSED' : 'TRADE_SUCCESS';
}

/** Invented, masked as Alipay masks it. */
export const BUYER_LOGON_ID = '138****0000';

/** Pays once, whoever asks; the notice is stored in the same transaction. `late`: a closed trade is paid all the same. */
export async function payTrade(twin: Twin, tradeId: string, payer: string, { late = false }): Promise<{ trade: Trade; notice?: string }> {
  return twin.change(async (db) => {
    const trade = await lockTradeById(db, tradeId);
    if (trade.state === 'paid' || (trade.state === 'closed' && !late)) return { trade };
    const paid = await markPaid(db, trade, payer, twin.now());
    return { trade: paid, notice: await tellTrade(twin, db, paid, undefined) };
  });
}

/** A chore: unpaid trades whose time is over become TRADE_CLOSED, which is told. */
export function closeExpired(twin: Twin): () => Promise<void> {
  return async () => {
    const { rows } = await twin.pool.query(`select id from twin.trades where channel = 'alipay' and state = 'unpaid' and expires_at <= $1 limit 50`, [
      twin.now(),
    ]);
    for (const { id } of rows as { id: string }[]) {
      await twin.change(async (db) => {
        const trade = await lockTradeById(db, id);
        if (trade.state === 'unpaid') await tellTrade(twin, db, await markClosed(db, trade, twin.now()), undefined);
      });
    }
  };
}

/**
 * Stores a trade_status_sync notice. A partial refund says TRADE_SUCCESS again with refund_fee, a full one TRADE_CLOSED.
 * protocols 2.6
 */
export async function tellTrade(twin: Twin, db: Db, trade: Trade, refund: Refund | undefined): Promise<string | undefined> {
  if (!trade.notify_url) return undefined;
  const refunds = await refundsOf(db, trade);
  const status = tradeStatus(trade, refunds);
  const number = `${beijing(twin.now()).format('YYYYMMDD')}00222${letters(21)}`;
  return twin.notices.post(db, 'alipay', status, number, trade.notify_url, noticeFields(twin, trade, status, takenBack(refunds), refund, number));
}

function noticeFields(
  twin: Twin,
  trade: Trade,
  status: TradeStatus,
  refunded: Fen,
  refund: Refund | undefined,
  number: string,
): Record<string, string> {
  const total = yuanFromFen(trade.amount_fen);
  const { alipay_app_id, alipay_seller_id } = twin.keys.ids;
  // Trades from before it was kept are the mini-program's.
  const app = textOf(trade.content.app_id) || alipay_app_id;
  const fields: Record<string, string> = {
    notify_type: 'trade_status_sync',
    notify_id: number,
    app_id: app,
    auth_app_id: app,
    charset: 'utf-8',
    version: '1.0',
    trade_no: trade.trade_no,
    out_trade_no: trade.out_trade_no,
    seller_id: alipay_seller_id,
    trade_status: status,
    total_amount: total,
    subject: String(trade.content.subject),
    gmt_create: alipayTime(trade.created_at),
  };
  for (const name of ['body', 'passback_params']) {
    if (typeof trade.content[name] === 'string') fields[name] = trade.content[name];
  }
  if (trade.payer) Object.assign(fields, { buyer_open_id: trade.payer, buyer_logon_id: BUYER_LOGON_ID });
  if (trade.paid_at) {
    Object.assign(fields, {
      receipt_amount: total,
      invoice_amount: total,
      buyer_pay_amount: total,
      point_amount: '0.00',
      gmt_payment: alipayTime(trade.paid_at),
      fund_bill_list: JSON.stringify([{ amount: total, fundChannel: 'ALIPAYACCOUNT' }]),
    });
  }
  if (refund) {
    fields.refund_fee = yuanFromFen(refunded);
    fields.gmt_refund = `${alipayTime(twin.now())}.000`;
    fields.out_biz_no = refund.out_refund_no;
  }
  if (status === 'TRADE_CLOSED') fields.gmt_close = alipayTime(trade.closed_at ?? twin.now());
  return fields;
}
