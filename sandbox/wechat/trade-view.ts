import { beijing } from '../../src/contract/time';
import { isRecord } from '../common/http';
import { type Refund, takenBack } from '../store/refunds';
import type { Trade } from '../store/trades';
import type { Twin } from '../twin';

/** RFC 3339 with Beijing's offset, as WeChat writes times. */
export function wechatTime(at: Date): string {
  return beijing(at).format('YYYY-MM-DDTHH:mm:ssZ');
}

const WORDS = { SUCCESS: '支付成功', REFUND: '转入退款', NOTPAY: '订单未支付', CLOSED: '订单已关闭' };

/** `REFUND` once any part went back: still means that it was paid. protocols 1.7 [D] */
export function tradeState(trade: Trade, refunds: readonly Refund[]): keyof typeof WORDS {
  if (trade.state === 'closed') return 'CLOSED';
  // Past time_expire an unpaid order goes on answering NOTPAY until it is closed [C].
  if (trade.state === 'unpaid') return 'NOTPAY';
  return takenBack(refunds) > 0 ? 'REFUND' : 'SUCCESS';
}

/** An order without a payer came from a page outside WeChat. protocols 1.6 */
export function tradeType(content: Record<string, unknown>): 'JSAPI' | 'MWEB' {
  return 'payer' in content ? 'JSAPI' : 'MWEB';
}

/** The query's answer and the callback's plaintext. Unpaid: what is not known yet is missing, not null. protocols 1.7 */
export function tradeView(twin: Twin, trade: Trade, refunds: readonly Refund[]): Record<string, unknown> {
  const state = tradeState(trade, refunds);
  const attach = trade.content.attach;
  const scene = trade.content.scene_info;
  const head = { appid: trade.content.appid, mchid: twin.keys.ids.wechat_mch_id, out_trade_no: trade.out_trade_no };
  const tail = { trade_state: state, trade_state_desc: WORDS[state], ...(attach === undefined ? {} : { attach }) };
  if (trade.state !== 'paid' || !trade.paid_at) {
    return { ...head, ...tail, amount: { total: trade.amount_fen, currency: 'CNY' }, promotion_detail: [] };
  }
  return {
    ...head,
    transaction_id: trade.trade_no,
    trade_type: tradeType(trade.content),
    ...tail,
    bank_type: 'OTHERS',
    success_time: wechatTime(trade.paid_at),
    payer: { openid: trade.payer },
    amount: { total: trade.amount_fen, payer_total: trade.amount_fen, currency: 'CNY', payer_currency: 'CNY' },
    ...(isRecord(scene) && typeof scene.device_id === 'string' ? { scene_info: { device_id: scene.device_id } } : {}),
    promotion_detail: [],
  };
}
