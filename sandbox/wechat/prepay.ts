import { fen } from '../../src/contract/money';
import { beijing } from '../../src/contract/time';
import { isNoticeUrl, isRecord, jsonObject, textOf } from '../common/http';
import { channelNo, contentKey, isPersonId, letters } from '../common/numbers';
import { openTrade, type Trade } from '../store/trades';
import type { Twin } from '../twin';
import { badField, WechatError } from './errors';
import type { Outcome } from './guard';
import { payPageUrl } from './pay-page';
import { payTrade } from './payment';
import { openidOf } from './platform/login';

/**
 * `POST /v3/pay/transactions/jsapi`. The same order again gets a fresh prepay id; other content is refused.
 * protocols 1.5 [S, D]
 */
export async function prepay(twin: Twin, body: string): Promise<Outcome> {
  return { status: 200, body: { prepay_id: await place(twin, readOrder(twin, body, readOpenid)) } };
}

/** `POST /v3/pay/transactions/h5`: the same without a payer, for a page that opens WeChat. protocols 1.6 [S] */
export async function prepayPage(twin: Twin, body: string, origin: string): Promise<Outcome> {
  return { status: 200, body: { h5_url: payPageUrl(origin, await place(twin, readOrder(twin, body, readScene))) } };
}

/** @returns the new prepay id */
async function place(twin: Twin, order: Order): Promise<string> {
  const now = twin.now();
  const prepayId = `wx${beijing(now).format('DDHHmmssSSS')}${letters(23)}`;
  const trade = await twin.change(async (db) => {
    const opened = await openTrade(db, {
      channel: 'wechat',
      out_trade_no: order.outTradeNo,
      txn_time: '',
      trade_no: channelNo('4200002', now, 28),
      amount_fen: fen(order.total),
      payer: order.openid,
      notify_url: order.notifyUrl,
      content: order.content,
      // time_expire counts from the first request only, so a repeat may name another.
      content_key: contentKey({ ...order.content, time_expire: undefined }),
      created_at: now,
      expires_at: order.expiresAt,
    });
    if (!opened.isNew) refuseRepeat(opened.trade, contentKey({ ...order.content, time_expire: undefined }), now);
    await db.query('insert into twin.prepays (prepay_id, trade_id, made_at) values ($1, $2, $3)', [prepayId, opened.trade.id, now]);
    return opened.trade;
  });
  if (twin.faults.of('wechat').notice?.before_prepay_answer) {
    const { notice } = await payTrade(twin, trade.id, order.openid ?? openidOf(twin, 'h5', order.appid), {});
    if (notice) await twin.notices.sendNow(notice);
  }
  return prepayId;
}

function refuseRepeat(trade: Trade, key: string, now: Date): void {
  if (trade.state === 'paid') throw new WechatError(400, 'ORDERPAID', '该订单已支付');
  if (trade.state === 'closed') throw new WechatError(400, 'ORDER_CLOSED', '该订单已关闭');
  // The manual's newer spelling; an older one is 400 INVALID_REQUEST (protocols 7.4).
  if (trade.content_key !== key) throw new WechatError(403, 'OUT_TRADE_NO_USED', '商户订单号重复，请求参数与首次不一致');
  // The code for an unpaid order past its time is an assumption [M].
  if (trade.expires_at && trade.expires_at <= now) throw new WechatError(400, 'INVALID_REQUEST', '订单已过期，请更换商户订单号');
}

interface Order {
  appid: string;
  outTradeNo: string;
  total: number;
  /** null where the payer is not known yet */
  openid: string | null;
  notifyUrl: string;
  expiresAt: Date | null;
  content: Record<string, unknown>;
}

function readOrder(twin: Twin, body: string, readPayer: (twin: Twin, order: Record<string, unknown>, appid: string) => string | null): Order {
  const { ids } = twin.keys;
  const order = jsonObject(body);
  if (!order) throw new WechatError(400, 'PARAM_ERROR', '请求体不是合法的JSON');
  if (typeof order.appid !== 'string' || order.appid === '') throw badField('/appid', order.appid, '缺少appid');
  if (order.mchid !== ids.wechat_mch_id) throw badField('/mchid', order.mchid, '商户号与签名不一致');
  if (order.appid !== ids.wechat_app_id && order.appid !== ids.wechat_mp_app_id)
    throw new WechatError(400, 'APPID_MCHID_NOT_MATCH', '商户号与appid不匹配');
  const description = textOf(order.description);
  if (description === '' || description.length > 127) throw badField('/description', order.description, '长度应为1到127');
  const outTradeNo = textOf(order.out_trade_no);
  if (!/^[0-9A-Za-z_\-|*]{6,32}$/.test(outTradeNo)) throw badField('/out_trade_no', order.out_trade_no, '应为6到32位字母数字');
  const notifyUrl = textOf(order.notify_url);
  if (!isNoticeUrl(notifyUrl)) throw badField('/notify_url', order.notify_url, '应为不带参数的https地址');
  const amount = isRecord(order.amount) ? order.amount : {};
  // "1" is not 1: WeChat's JSON is typed.
  if (typeof amount.total !== 'number' || !Number.isSafeInteger(amount.total) || amount.total < 1 || amount.total > 10_000_000_000) {
    throw badField('/amount/total', amount.total, '应为大于0的整数（分）');
  }
  if (amount.currency !== undefined && amount.currency !== 'CNY') throw badField('/amount/currency', amount.currency, '只支持CNY');
  const openid = readPayer(twin, order, order.appid);
  if (order.attach !== undefined && (typeof order.attach !== 'string' || order.attach.length > 128)) {
    throw badField('/attach', order.attach, '长度不超过128');
  }
  return { appid: order.appid, outTradeNo, total: amount.total, openid, notifyUrl, expiresAt: readExpiry(twin, order.time_expire), content: order };
}

/** An openid counts only at the app that the order names. */
function readOpenid(twin: Twin, order: Record<string, unknown>, appid: string): string {
  const openid = isRecord(order.payer) ? textOf(order.payer.openid) : '';
  if (!isPersonId(openid, 'o', twin.keys.wechat.appSecret, appid)) throw badField('/payer/openid', openid, '无效的openid');
  return openid;
}

function readScene(_twin: Twin, order: Record<string, unknown>): null {
  const scene = isRecord(order.scene_info) ? order.scene_info : {};
  if (textOf(scene.payer_client_ip) === '') throw badField('/scene_info/payer_client_ip', scene.payer_client_ip, '缺少用户终端IP');
  const type = isRecord(scene.h5_info) ? scene.h5_info.type : undefined;
  if (!['Wap', 'iOS', 'Android'].includes(textOf(type))) throw badField('/scene_info/h5_info/type', type, '应为Wap、iOS或Android');
  if (order.payer !== undefined) throw badField('/payer', order.payer, 'H5下单没有payer');
  return null;
}

function readExpiry(twin: Twin, value: unknown): Date | null {
  if (value === undefined) return null;
  const text = textOf(value);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/.test(text)) throw badField('/time_expire', value, '应为RFC3339格式');
  const at = new Date(text);
  if (Number.isNaN(at.getTime()) || at.getTime() - twin.now().getTime() < 60_000) throw badField('/time_expire', value, '至少晚于当前1分钟');
  return at;
}
