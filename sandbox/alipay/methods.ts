import { yuanFromFen, ZERO } from '../../src/contract/money';
import { textOf } from '../common/http';
import { channelNo, contentKey, letters, personId } from '../common/numbers';
import type { Db } from '../store/database';
import { takeCode } from '../store/login-codes';
import { findRefund, finishRefund, openRefund, refundsOf, takenBack } from '../store/refunds';
import { findTrade, lockTrade, markClosed, type Trade } from '../store/trades';
import type { Twin } from '../twin';
import { locateBill } from './bills';
import { AlipayError, badParameter, business } from './errors';
import { openOrder, readAmount, readOrder } from './order';
import { alipayTime, BUYER_LOGON_ID, payTrade, tellTrade, tradeStatus } from './payment';
import type { AlipayRequest } from './request';

type Method = (twin: Twin, request: AlipayRequest) => Promise<Record<string, unknown>>;

const OK = { code: '10000', msg: 'Success' };
/** protocols-more: single use, 3 minutes to 24 hours; the short end, so that nobody counts on the long one. */
const CODE_LIFE_MS = 3 * 60_000;

export const TOKEN = 'alipay.system.oauth.token';

/** Methods a server calls. alipay.trade.wap.pay is for browsers and stands in cashier.ts. protocols 2.5 */
export const METHODS: Readonly<Record<string, Method>> = {
  [TOKEN]: token,
  'alipay.trade.create': create,
  'alipay.trade.query': query,
  'alipay.trade.close': close,
  'alipay.trade.refund': refund,
  'alipay.trade.fastpay.refund.query': queryRefund,
  'alipay.data.dataservice.bill.downloadurl.query': locateBill,
  'alipay.open.app.alipaycert.download': downloadCertificate,
};

/** open_id of a made-up person at one app, the mini-program unless told; the same `as` is always the same person. */
export function openIdOf(twin: Twin, as: string, app: string = twin.keys.ids.alipay_app_id): string {
  return personId('0', twin.keys.wechat.appSecret, app, as);
}

/** On success there is no `code` field. protocols 5 */
async function token(twin: Twin, request: AlipayRequest): Promise<Record<string, unknown>> {
  // These are top-level parameters, not biz_content. Renewal by refresh_token is not simulated.
  if (request.fields.grant_type !== 'authorization_code') throw new AlipayError('40002', 'isv.grant-type-invalid', '授权类型无效');
  const taken = await takeCode(twin, request.app.codes, request.fields.code ?? '', CODE_LIFE_MS);
  if (taken.is !== 'taken') throw new AlipayError('40002', 'isv.code-invalid', '授权码code无效');
  return {
    access_token: `authbseB${letters(32)}`,
    auth_start: alipayTime(twin.now()),
    expires_in: 1_296_000,
    re_expires_in: 2_592_000,
    refresh_token: `authbseB${letters(32)}`,
    open_id: openIdOf(twin, taken.person, request.app.id),
  };
}

async function create(twin: Twin, request: AlipayRequest): Promise<Record<string, unknown>> {
  const order = readOrder(twin, request, 'JSAPI_PAY');
  const trade = await twin.change((db) => openOrder(twin, db, order));
  if (twin.faults.of('alipay').notice?.before_prepay_answer) {
    const { notice } = await payTrade(twin, trade.id, order.buyer ?? '', {});
    if (notice) await twin.notices.sendNow(notice);
  }
  return { ...OK, trade_no: trade.trade_no, out_trade_no: trade.out_trade_no };
}

/** The certificate and the one above it, as base64 of PEM. The code for an unknown serial is an assumption [M]. */
async function downloadCertificate(twin: Twin, request: AlipayRequest): Promise<Record<string, unknown>> {
  const found = twin.ring.alipayCertificate(textOf(request.biz.alipay_cert_sn));
  if (!found) throw new AlipayError('40004', 'isv.alipay-cert-sn-invalid', '证书序列号不存在');
  const bundle = found.pem + twin.keys.certificates.alipayAuthority.middlePem;
  return { ...OK, alipay_cert_content: Buffer.from(bundle).toString('base64') };
}

async function query(twin: Twin, request: AlipayRequest): Promise<Record<string, unknown>> {
  const trade = await named(twin.pool, request, findTrade);
  const refunds = await refundsOf(twin.pool, trade);
  const total = yuanFromFen(trade.amount_fen);
  const paid = trade.paid_at !== null;
  return {
    ...OK,
    ...(trade.payer ? { buyer_logon_id: BUYER_LOGON_ID, buyer_open_id: trade.payer, buyer_user_type: 'PRIVATE' } : {}),
    ...(paid ? { fund_bill_list: [{ amount: total, fund_channel: 'ALIPAYACCOUNT' }] } : {}),
    invoice_amount: paid ? total : '0.00',
    out_trade_no: trade.out_trade_no,
    ...(typeof trade.content.passback_params === 'string' ? { passback_params: trade.content.passback_params } : {}),
    point_amount: '0.00',
    receipt_amount: paid ? total : '0.00',
    buyer_pay_amount: paid ? total : '0.00',
    ...(trade.paid_at ? { send_pay_date: alipayTime(trade.paid_at) } : {}),
    total_amount: total,
    trade_no: trade.trade_no,
    trade_status: tradeStatus(trade, refunds),
  };
}

async function close(twin: Twin, request: AlipayRequest): Promise<Record<string, unknown>> {
  return twin.change(async (db) => {
    const trade = await named(db, request, lockTrade);
    if (trade.state === 'paid') throw business('TRADE_HAS_SUCCESS', '交易已被支付');
    // Closing what is closed: the sub_code is an assumption [M], one of those the manual lists.
    if (trade.state === 'closed') throw business('TRADE_STATUS_ERROR', '交易状态不合法');
    await markClosed(db, trade, twin.now());
    return { ...OK, out_trade_no: trade.out_trade_no, trade_no: trade.trade_no };
  });
}

async function refund(twin: Twin, request: AlipayRequest): Promise<Record<string, unknown>> {
  const amount = readAmount(request.biz.refund_amount, 'refund_amount');
  return twin.change(async (db) => {
    const trade = await named(db, request, lockTrade);
    const no = textOf(request.biz.out_request_no) || (amount === trade.amount_fen ? trade.out_trade_no : '');
    // Without its own number a partial refund could not be repeated safely, so it is demanded.
    if (!/^[A-Za-z0-9_]{1,64}$/.test(no)) throw badParameter('out_request_no');
    if (trade.state !== 'paid') throw business('TRADE_STATUS_ERROR', '交易状态不合法');
    const known = await findRefund(db, 'alipay', trade.trade_no, no);
    if (known && known.amount_fen !== amount) throw business('DISCORDANT_REPEAT_REQUEST', '请求信息不一致');
    if (!known) {
      if (takenBack(await refundsOf(db, trade)) + amount > trade.amount_fen) throw business('REFUND_AMT_NOT_EQUAL_TOTAL', '退款金额超限');
      const now = twin.now();
      const made = await openRefund(db, {
        trade_id: trade.id,
        channel: 'alipay',
        kind: 'refund',
        scope: trade.trade_no,
        out_refund_no: no,
        txn_time: '',
        refund_no: channelNo('', now, 30),
        amount_fen: amount,
        ends_as: 'success',
        notify_url: null,
        content: { ...request.biz },
        content_key: contentKey({ amount }),
        created_at: now,
        finish_at: now,
      });
      // Alipay pays back within the call.
      const ended = await finishRefund(db, made.id, now);
      await tellTrade(twin, db, trade, ended);
    }
    const total = takenBack(await refundsOf(db, trade));
    return {
      ...OK,
      buyer_logon_id: BUYER_LOGON_ID,
      ...(trade.payer ? { buyer_open_id: trade.payer } : {}),
      // N: this call moved nothing, it repeats an earlier one. protocols 2.5 [C]
      fund_change: known ? 'N' : 'Y',
      gmt_refund_pay: alipayTime(known?.finished_at ?? twin.now()),
      out_trade_no: trade.out_trade_no,
      refund_fee: yuanFromFen(total),
      send_back_fee: yuanFromFen(known ? ZERO : amount),
      trade_no: trade.trade_no,
    };
  });
}

/** 10000 without refund_amount: not refunded. */
async function queryRefund(twin: Twin, request: AlipayRequest): Promise<Record<string, unknown>> {
  const trade = await named(twin.pool, request, findTrade);
  const no = textOf(request.biz.out_request_no);
  if (!no) throw badParameter('out_request_no');
  const found = await findRefund(twin.pool, 'alipay', trade.trade_no, no);
  const head = { ...OK, out_trade_no: trade.out_trade_no, trade_no: trade.trade_no, out_request_no: no };
  if (!found) return head;
  return {
    ...head,
    gmt_refund_pay: alipayTime(found.finished_at ?? found.created_at),
    refund_amount: yuanFromFen(found.amount_fen),
    refund_reason: textOf(found.content.refund_reason),
    refund_status: 'REFUND_SUCCESS',
    send_back_fee: yuanFromFen(found.amount_fen),
    total_amount: yuanFromFen(trade.amount_fen),
  };
}

async function named(db: Db, request: AlipayRequest, find: typeof findTrade): Promise<Trade> {
  const tradeNo = textOf(request.biz.trade_no);
  const outTradeNo = textOf(request.biz.out_trade_no);
  if (!tradeNo && !outTradeNo) throw badParameter('out_trade_no');
  const trade = tradeNo ? await find(db, 'alipay', 'trade_no', tradeNo) : await find(db, 'alipay', 'out_trade_no', outTradeNo);
  // That an app knows only the trades it made is an assumption [M]: the strict reading.
  const app = textOf(trade?.content.app_id) || request.app.id;
  if (!trade || app !== request.app.id || (outTradeNo && trade.out_trade_no !== outTradeNo)) throw business('TRADE_NOT_EXIST', '交易不存在');
  return trade;
}
