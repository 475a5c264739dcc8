import { type Fen, fen } from '../../src/contract/money';
import { isNoticeUrl, isRecord, jsonObject, textOf } from '../common/http';
import { channelNo, contentKey } from '../common/numbers';
import type { TellRefund } from '../notices/refunds-due';
import type { Db } from '../store/database';
import { findRefund, openRefund, type Refund, refundsOf, takenBack } from '../store/refunds';
import { findTrade, lockTrade, lockTradeById, type Trade } from '../store/trades';
import type { Twin } from '../twin';
import { badField, WechatError } from './errors';
import type { Outcome } from './guard';
import { postEvent } from './payment';
import { wechatTime } from './trade-view';

const MOST_REFUNDS = 50;

/** `POST /v3/refund/domestic/refunds`: accepted as PROCESSING; the same number with the same content is the same refund. protocols 1.9 */
export async function refund(twin: Twin, body: string): Promise<Outcome> {
  const wanted = readRefund(body);
  const key = contentKey(wanted.content);
  const now = twin.now();
  const [trade, made] = await twin.change(async (db): Promise<[Trade, Refund]> => {
    const by = wanted.transactionId ? 'trade_no' : 'out_trade_no';
    const trade = await lockTrade(db, 'wechat', by, wanted.transactionId || wanted.outTradeNo);
    if (trade?.state !== 'paid') throw new WechatError(404, 'RESOURCE_NOT_EXISTS', '订单不存在或未支付');
    const known = await findRefund(db, 'wechat', 'merchant', wanted.outRefundNo);
    if (known) {
      if (known.content_key !== key) throw new WechatError(400, 'INVALID_REQUEST', '商户退款单号重复，请求参数与首次不一致');
      return [trade, known];
    }
    if (wanted.total !== trade.amount_fen) throw new WechatError(400, 'INVALID_REQUEST', '订单金额与原订单不一致');
    const earlier = await refundsOf(db, trade);
    if (takenBack(earlier) + wanted.amount > trade.amount_fen) throw new WechatError(400, 'INVALID_REQUEST', '累计退款金额大于支付金额');
    if (earlier.length >= MOST_REFUNDS) throw new WechatError(400, 'INVALID_REQUEST', '部分退款次数超过限制');
    const made = await openRefund(db, {
      trade_id: trade.id,
      channel: 'wechat',
      kind: 'refund',
      scope: 'merchant',
      out_refund_no: wanted.outRefundNo,
      txn_time: '',
      refund_no: channelNo('503', now, 28),
      amount_fen: wanted.amount,
      ends_as: twin.faults.of('wechat').refund ?? 'success',
      notify_url: wanted.notifyUrl,
      content: wanted.content,
      content_key: key,
      created_at: now,
      finish_at: new Date(now.getTime() + twin.settings.refund_delay_ms),
    });
    return [trade, made];
  });
  return { status: 200, body: refundView(trade, made) };
}

/** `GET /v3/refund/domestic/refunds/{out_refund_no}` */
export async function queryRefund(twin: Twin, no: string): Promise<Outcome> {
  const found = await findRefund(twin.pool, 'wechat', 'merchant', no);
  if (!found) throw new WechatError(404, 'RESOURCE_NOT_EXISTS', '退款单不存在');
  const content = found.content;
  const trade = content.transaction_id
    ? await findTrade(twin.pool, 'wechat', 'trade_no', textOf(content.transaction_id))
    : await findTrade(twin.pool, 'wechat', 'out_trade_no', textOf(content.out_trade_no));
  return { status: 200, body: refundView(trade ?? (await lockTradeById(twin.pool, found.trade_id)), found) };
}

/** The refund's callback; nothing when the request named no address (the real one might then send v2 XML). */
export function tellWechatRefund(twin: Twin): TellRefund {
  return async (db: Db, trade, ended) => {
    if (!ended.notify_url) return;
    const word = ended.state.toUpperCase();
    await postEvent(twin, db, ended.notify_url, {
      event_type: `REFUND.${word}`,
      summary: { SUCCESS: '退款成功', ABNORMAL: '退款异常', CLOSED: '退款关闭' }[word] ?? '退款',
      original_type: 'refund',
      plaintext: {
        mchid: twin.keys.ids.wechat_mch_id,
        out_trade_no: trade.out_trade_no,
        transaction_id: trade.trade_no,
        out_refund_no: ended.out_refund_no,
        refund_id: ended.refund_no,
        refund_status: word,
        ...(ended.state === 'success' && ended.finished_at ? { success_time: wechatTime(ended.finished_at) } : {}),
        user_received_account: '支付用户零钱',
        amount: { total: trade.amount_fen, refund: ended.amount_fen, payer_total: trade.amount_fen, payer_refund: ended.amount_fen },
      },
    });
  };
}

function refundView(trade: Trade, of: Refund): Record<string, unknown> {
  return {
    refund_id: of.refund_no,
    out_refund_no: of.out_refund_no,
    transaction_id: trade.trade_no,
    out_trade_no: trade.out_trade_no,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    ...(of.state === 'success' && of.finished_at ? { success_time: wechatTime(of.finished_at) } : {}),
    create_time: wechatTime(of.created_at),
    status: of.state.toUpperCase(),
    funds_account: 'AVAILABLE',
    amount: {
      total: trade.amount_fen,
      refund: of.amount_fen,
      from: [],
      payer_total: trade.amount_fen,
      payer_refund: of.amount_fen,
      settlement_total: trade.amount_fen,
      settlement_refund: of.amount_fen,
      discount_refund: 0,
      currency: 'CNY',
      refund_fee: 0,
    },
    promotion_detail: [],
  };
}

interface Wanted {
  transactionId: string;
  outTradeNo: string;
  outRefundNo: string;
  amount: Fen;
  total: number;
  notifyUrl: string | null;
  content: Record<string, unknown>;
}

function readRefund(body: string): Wanted {
  const content = jsonObject(body);
  if (!content) throw new WechatError(400, 'PARAM_ERROR', '请求体不是合法的JSON');
  const transactionId = textOf(content.transaction_id);
  const outTradeNo = textOf(content.out_trade_no);
  if (!transactionId && !outTradeNo) throw badField('/transaction_id', null, 'transaction_id与out_trade_no二选一');
  const outRefundNo = textOf(content.out_refund_no);
  if (!/^[0-9A-Za-z_\-|*@]{1,64}$/.test(outRefundNo)) throw badField('/out_refund_no', content.out_refund_no, '格式错误');
  if (content.reason !== undefined && (typeof content.reason !== 'string' || content.reason.length > 80)) {
    throw badField('/reason', content.reason, '长度不超过80');
  }
  const notifyUrl = content.notify_url;
  if (notifyUrl !== undefined && (typeof notifyUrl !== 'string' || !isNoticeUrl(notifyUrl))) {
    throw badField('/notify_url', notifyUrl, '应为不带参数的https地址');
  }
  const amount = isRecord(content.amount) ? content.amount : {};
  const positive = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
  if (!positive(amount.refund)) throw badField('/amount/refund', amount.refund, '应为大于0的整数（分）');
  if (!positive(amount.total)) throw badField('/amount/total', amount.total, '应为大于0的整数（分）');
  if (amount.currency !== 'CNY') throw badField('/amount/currency', amount.currency, '只支持CNY');
  return { transactionId, outTradeNo, outRefundNo, amount: fen(amount.refund), total: amount.total, notifyUrl: notifyUrl ?? null, content };
}
