import { jsonObject } from '../common/http';
import { refundsOf } from '../store/refunds';
import { findTrade, lockTrade, markClosed } from '../store/trades';
import type { Twin } from '../twin';
import { badField, WechatError } from './errors';
import type { Outcome } from './guard';
import { tradeView } from './trade-view';

/** `GET /v3/pay/transactions/out-trade-no/{no}?mchid=` and `…/id/{transaction_id}?mchid=`. protocols 1.7 */
export async function queryTrade(twin: Twin, by: 'out_trade_no' | 'trade_no', no: string, mchid: string | undefined): Promise<Outcome> {
  if (mchid !== twin.keys.ids.wechat_mch_id) {
    throw new WechatError(400, 'PARAM_ERROR', '商户号与签名不一致', { field: 'mchid', value: mchid ?? null, issue: 'mchid', location: 'query' });
  }
  const trade = await findTrade(twin.pool, 'wechat', by, no);
  // An unpaid order has no transaction_id yet, so it cannot be found by one.
  if (!trade || (by === 'trade_no' && trade.state !== 'paid')) throw new WechatError(404, 'ORDER_NOT_EXIST', '订单不存在');
  return { status: 200, body: tradeView(twin, trade, await refundsOf(twin.pool, trade)) };
}

/** `POST …/out-trade-no/{no}/close`: 204, again and again [M for the repeat]. protocols 1.8 */
export async function closeTrade(twin: Twin, no: string, body: string): Promise<Outcome> {
  const mchid = jsonObject(body)?.mchid;
  if (mchid !== twin.keys.ids.wechat_mch_id) throw badField('/mchid', mchid, '商户号与签名不一致');
  await twin.change(async (db) => {
    const trade = await lockTrade(db, 'wechat', 'out_trade_no', no);
    if (!trade) throw new WechatError(404, 'ORDER_NOT_EXIST', '订单不存在');
    if (trade.state === 'paid') throw new WechatError(400, 'ORDERPAID', '该订单已支付');
    if (trade.state === 'unpaid') await markClosed(db, trade, twin.now());
  });
  return { status: 204 };
}
