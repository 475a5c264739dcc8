import { fen } from '../../src/contract/money';
import { parseForm } from '../common/form';
import { type Ctx, rawBody } from '../common/http';
import { channelNo, contentKey } from '../common/numbers';
import { langOf, originsOf } from '../pages/document';
import { forwardPage, refusalPage, walletPage } from '../pages/wallet';
import type { Db } from '../store/database';
import { findRefund } from '../store/refunds';
import { findTrade, markFailed, openTrade, type Trade } from '../store/trades';
import { addVisit, findVisit } from '../store/visits';
import type { Twin } from '../twin';
import { payTrade } from './payment';
import { checkMoney, checkRequest, isKind, readFields, readUnionpayTime, UnionpayError } from './request';
import type { Fields } from './signature';
import { echo, paidFields, sealed } from './view';

/** `frontTransReq.do`: the browser brings a signed form and stands before the wallet page. protocols 3.4 */
export async function openCashier(twin: Twin, c: Ctx): Promise<Response> {
  const lang = langOf(c);
  const fields = await readFields(c);
  try {
    checkFront(twin, fields);
    const known = await findTrade(twin.pool, 'unionpay', 'out_trade_no', fields.orderId ?? '', fields.txnTime);
    if (known && known.content_key !== keyOf(fields)) throw new UnionpayError('12', '重复交易');
    if (!known) refuseLate(twin, fields);
    const id = await addVisit(twin, 'unionpay', { fields });
    return walletPage({
      lang,
      wallet: 'unionpay',
      action: `/unionpay/cashier/${id}?lang=${lang}`,
      amount_fen: fen(Number(fields.txnAmt)),
      subject: fields.orderDesc || (lang === 'zh' ? '商户订单' : 'Merchant order'),
      orderNo: fields.orderId ?? '',
      state: known?.state ?? 'unpaid',
      formTargets: originsOf(fields.frontUrl),
    });
  } catch (error) {
    if (error instanceof UnionpayError) return refusalPage(lang, 'unionpay', error.respCode, error.respMsg);
    throw error;
  }
}

/** The page's buttons. Each ends in a form that posts itself to frontUrl, which is a hint and no more. */
export async function actAtCashier(twin: Twin, c: Ctx): Promise<Response> {
  const lang = langOf(c);
  const visit = await findVisit(twin, 'unionpay', c.req.param('id') ?? '');
  if (!visit) return refusalPage(lang, 'unionpay', '34', '页面已失效');
  const fields = visit.fields as Record<string, string>;
  const act = parseForm((await rawBody(c)).toString('utf8')).act ?? '';
  try {
    if (act === 'pay') {
      const trade = await twin.change((db) => openOrder(twin, db, fields));
      const paid = await payTrade(twin, trade.id);
      return forwardPage(lang, 'unionpay', fields.frontUrl ?? '', sealed(twin, paidFields(paid)));
    }
    if (act === 'fail') {
      await twin.change(async (db) => {
        const trade = await openOrder(twin, db, fields);
        // 64: not enough on the card. The payer may try again until payTimeout.
        if (trade.state === 'unpaid') await markFailed(db, trade, '64');
      });
    }
    const known = await findTrade(twin.pool, 'unionpay', 'out_trade_no', fields.orderId ?? '', fields.txnTime);
    if (known?.state === 'paid') return forwardPage(lang, 'unionpay', fields.frontUrl ?? '', sealed(twin, paidFields(known)));
    // What the browser brings after a failure or a cancel is an assumption [M]; a merchant must not trust it anyway.
    const code = act === 'fail' ? { respCode: '64', respMsg: '余额不足' } : { respCode: '01', respMsg: '用户取消' };
    return forwardPage(lang, 'unionpay', fields.frontFailUrl || (fields.frontUrl ?? ''), sealed(twin, { ...echo(fields), ...code }));
  } catch (error) {
    if (error instanceof UnionpayError) return refusalPage(lang, 'unionpay', error.respCode, error.respMsg);
    throw error;
  }
}

function checkFront(twin: Twin, fields: Fields): void {
  checkRequest(twin, fields);
  if (!isKind(fields, '01', '01', '000201')) throw new UnionpayError('10', '报文格式错误[txnType]');
  checkMoney(twin, fields, true);
  if (fields.payTimeout && !readUnionpayTime(fields.payTimeout)) throw new UnionpayError('10', '报文格式错误[payTimeout]');
}

/** After payTimeout nobody may pay any more. */
function refuseLate(twin: Twin, fields: Fields): void {
  const end = fields.payTimeout ? readUnionpayTime(fields.payTimeout) : undefined;
  if (end && end <= twin.now()) throw new UnionpayError('42', '交易超过支付时间');
}

function keyOf(fields: Fields): string {
  const { signature: _signature, certId: _certId, ...rest } = fields;
  return contentKey(rest);
}

/** Adds the order, or answers the one that has this number and content already. @throws UnionpayError */
export async function openOrder(twin: Twin, db: Db, fields: Fields): Promise<Trade> {
  const now = twin.now();
  const { trade } = await openTrade(db, {
    channel: 'unionpay',
    out_trade_no: fields.orderId ?? '',
    txn_time: fields.txnTime ?? '',
    trade_no: channelNo('', now, 21),
    amount_fen: fen(Number(fields.txnAmt)),
    payer: null,
    notify_url: fields.backUrl ?? null,
    content: { ...fields },
    content_key: keyOf(fields),
    created_at: now,
    expires_at: fields.payTimeout ? (readUnionpayTime(fields.payTimeout) ?? null) : null,
  });
  if (trade.content_key !== keyOf(fields)) throw new UnionpayError('12', '重复交易');
  if (await findRefund(db, 'unionpay', 'merchant', trade.out_trade_no, trade.txn_time)) throw new UnionpayError('12', '重复交易');
  if (trade.state === 'unpaid') refuseLate(twin, fields);
  return trade;
}
