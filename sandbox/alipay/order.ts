import { type Fen, fenFromYuan } from '../../src/contract/money';
import { textOf } from '../common/http';
import { channelNo, contentKey, isPersonId } from '../common/numbers';
import type { Db } from '../store/database';
import { openTrade, type Trade } from '../store/trades';
import type { Twin } from '../twin';
import { badParameter, business } from './errors';
import { type AlipayRequest, readAlipayTime } from './request';

export interface Order {
  readonly outTradeNo: string;
  readonly amount_fen: Fen;
  readonly subject: string;
  /** open_id of the buyer; null on the web, where it is known only after login */
  readonly buyer: string | null;
  readonly expiresAt: Date | null;
  readonly notifyUrl: string | null;
  readonly content: Record<string, unknown>;
}

/** Reads what alipay.trade.create and alipay.trade.wap.pay have in common. protocols 2.5 @throws AlipayError */
export function readOrder(twin: Twin, request: AlipayRequest, productCode: string): Order {
  const { biz } = request;
  const outTradeNo = textOf(biz.out_trade_no);
  if (!/^[A-Za-z0-9_]{1,64}$/.test(outTradeNo)) throw badParameter('out_trade_no');
  const subject = textOf(biz.subject);
  if (subject === '' || subject.length > 256 || /[/=&]/.test(subject)) throw badParameter('subject');
  if (biz.product_code !== productCode) throw badParameter('product_code');
  const buyer = productCode === 'JSAPI_PAY' ? readBuyer(twin, request) : null;
  return {
    outTradeNo,
    amount_fen: readAmount(biz.total_amount, 'total_amount'),
    subject,
    buyer,
    expiresAt: readExpiry(twin, biz),
    notifyUrl: request.notifyUrl,
    content: { ...biz, app_id: request.app.id },
  };
}

/** Yuan as text with at most two decimals, 0.01 to 100000000; a JSON number is refused. */
export function readAmount(value: unknown, name: string): Fen {
  if (typeof value !== 'string' || !/^\d{1,9}(\.\d{1,2})?$/.test(value)) throw badParameter(name);
  const amount = fenFromYuan(value);
  if (amount < 1 || amount > 10_000_000_000) throw badParameter(name);
  return amount;
}

function readBuyer(twin: Twin, { app, biz }: AlipayRequest): string {
  // Pages inside Alipay need not name it, being the calling app's own [M].
  if (biz.op_app_id !== app.id) throw badParameter('op_app_id');
  const buyer = textOf(biz.buyer_open_id);
  // This app is of the new kind, which knows buyers by open_id; buyer_id is for older ones.
  if (!isPersonId(buyer, '0', twin.keys.wechat.appSecret, app.id)) throw badParameter('buyer_open_id');
  return buyer;
}

function readExpiry(twin: Twin, biz: Readonly<Record<string, unknown>>): Date | null {
  const now = twin.now().getTime();
  if (biz.time_expire !== undefined) {
    const at = readAlipayTime(textOf(biz.time_expire));
    if (!at || at.getTime() <= now) throw badParameter('time_expire');
    return at;
  }
  if (biz.timeout_express === undefined) return null;
  const match = /^(\d{1,4})([mhd])$/.exec(textOf(biz.timeout_express));
  if (!match) throw badParameter('timeout_express');
  const unit = { m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] as 'm' | 'h' | 'd'];
  return new Date(now + Number(match[1]) * unit);
}

/** Adds the trade, or answers the same one for the same content [M: that create repeats its trade_no]. */
export async function openOrder(twin: Twin, db: Db, order: Order): Promise<Trade> {
  const now = twin.now();
  // A relative or absolute end does not make another order of it.
  const key = contentKey({ ...order.content, time_expire: undefined, timeout_express: undefined, notifyUrl: order.notifyUrl });
  const { trade, isNew } = await openTrade(db, {
    channel: 'alipay',
    out_trade_no: order.outTradeNo,
    txn_time: '',
    trade_no: channelNo('', now, 28),
    amount_fen: order.amount_fen,
    payer: order.buyer,
    notify_url: order.notifyUrl,
    content: order.content,
    content_key: key,
    created_at: now,
    expires_at: order.expiresAt,
  });
  if (isNew) return trade;
  if (trade.state === 'paid') throw business('TRADE_HAS_SUCCESS', '交易已被支付');
  if (trade.state === 'closed') throw business('TRADE_HAS_CLOSE', '交易已经关闭');
  if (trade.content_key !== key) throw business('CONTEXT_INCONSISTENT', '交易信息被篡改');
  return trade;
}
