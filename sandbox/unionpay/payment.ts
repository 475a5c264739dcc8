import type { TellRefund } from '../notices/refunds-due';
import { lockTradeById, markPaid, type Trade } from '../store/trades';
import type { Twin } from '../twin';
import type { Fields } from './signature';
import { echo, paidFields, settlement } from './view';

/** Pays once, whoever asks. Front transactions are told only when they succeed. protocols 3.6 */
export async function payTrade(twin: Twin, tradeId: string): Promise<Trade> {
  return twin.change(async (db) => {
    const trade = await lockTradeById(db, tradeId);
    if (trade.state !== 'unpaid') return trade;
    const paid = await markPaid(db, trade, 'unionpay-card', twin.now());
    if (paid.notify_url) await twin.notices.post(db, 'unionpay', '01', paid.trade_no, paid.notify_url, paidFields(paid));
    return paid;
  });
}

/** Refunds and undos are told whether they succeeded or not. */
export function tellUnionpayRefund(twin: Twin): TellRefund {
  return async (db, _trade, ended) => {
    if (!ended.notify_url) return;
    const isDone = ended.state === 'success';
    const fields = {
      ...echo(ended.content as Fields),
      ...settlement(ended, ended.finished_at ?? ended.created_at),
      respCode: isDone ? '00' : '01',
      respMsg: isDone ? 'success' : '交易失败',
    };
    await twin.notices.post(db, 'unionpay', ended.kind === 'undo' ? '31' : '04', ended.refund_no, ended.notify_url, fields);
  };
}
