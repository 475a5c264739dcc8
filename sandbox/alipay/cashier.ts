import { yuanFromFen } from '../../src/contract/money';
import { parseForm, writeForm } from '../common/form';
import { type Ctx, rawBody, textOf } from '../common/http';
import { isWebUrl, langOf, originsOf } from '../pages/document';
import { donePage, refusalPage, walletPage } from '../pages/wallet';
import { findTrade, type Trade } from '../store/trades';
import { addVisit, findVisit } from '../store/visits';
import type { Twin } from '../twin';
import { AlipayError } from './errors';
import { openIdOf } from './methods';
import { openOrder, readOrder } from './order';
import { alipayTime, payTrade } from './payment';
import { checkRequest, readFields } from './request';
import { signNotice } from './signature';

/**
 * alipay.trade.wap.pay: a browser arrives by GET or POST. No trade exists before somebody acts on the page, so until
 * then a query answers TRADE_NOT_EXIST. protocols 2.5 [C]
 */
export async function openCashier(twin: Twin, c: Ctx): Promise<Response> {
  const fields = await readFields(c);
  const lang = langOf(c);
  try {
    const request = checkRequest(twin, fields);
    const order = readOrder(twin, request, 'QUICK_WAP_WAY');
    const returnUrl = fields.return_url;
    if (returnUrl && !isWebUrl(returnUrl)) throw new AlipayError('40002', 'isv.invalid-parameter', '参数无效：return_url');
    const quitUrl = textOf(request.biz.quit_url);
    const known = await findTrade(twin.pool, 'alipay', 'out_trade_no', order.outTradeNo);
    const id = await addVisit(twin, 'alipay', { fields });
    return walletPage({
      lang,
      wallet: 'alipay',
      action: `/alipay/cashier/${id}?lang=${lang}`,
      amount_fen: order.amount_fen,
      subject: order.subject,
      orderNo: order.outTradeNo,
      state: known?.state ?? 'unpaid',
      formTargets: originsOf(returnUrl, quitUrl || undefined),
    });
  } catch (error) {
    if (error instanceof AlipayError) return refusalPage(lang, 'alipay', error.subCode, error.subMsg);
    throw error;
  }
}

/** The page's buttons: `act` is pay, cancel or fail. All lead back to the merchant; only a payment is signed. */
export async function actAtCashier(twin: Twin, c: Ctx): Promise<Response> {
  const lang = langOf(c);
  const visit = await findVisit(twin, 'alipay', c.req.param('id') ?? '');
  if (!visit) return refusalPage(lang, 'alipay', 'ILLEGAL_ARGUMENT', '页面已失效');
  const fields = visit.fields as Record<string, string>;
  const act = parseForm((await rawBody(c)).toString('utf8')).act ?? '';
  try {
    const request = checkRequest(twin, fields);
    const returnUrl = fields.return_url || undefined;
    if (act === 'cancel') return goBack(textOf(request.biz.quit_url) || returnUrl, () => donePage(lang, 'alipay', act));
    const known = await findTrade(twin.pool, 'alipay', 'out_trade_no', textOf(request.biz.out_trade_no));
    // A second tap on the same page finds it paid and only returns.
    const trade = known?.state === 'paid' ? known : await twin.change((db) => openOrder(twin, db, readOrder(twin, request, 'QUICK_WAP_WAY')));
    if (act !== 'pay') return goBack(returnUrl, () => donePage(lang, 'alipay', act));
    const { trade: paid } = await payTrade(twin, trade.id, openIdOf(twin, 'h5'), {});
    return goBack(returnUrl && withReturn(twin, returnUrl, paid), () => donePage(lang, 'alipay', act));
  } catch (error) {
    if (error instanceof AlipayError) return refusalPage(lang, 'alipay', error.subCode, error.subMsg);
    throw error;
  }
}

/** The synchronous return, signed like a notice. protocols 2.5 [V] */
function withReturn(twin: Twin, returnUrl: string, trade: Trade): string {
  const { alipay_app_id, alipay_seller_id } = twin.keys.ids;
  const fields = signNotice(
    {
      charset: 'utf-8',
      out_trade_no: trade.out_trade_no,
      method: 'alipay.trade.wap.pay.return',
      total_amount: yuanFromFen(trade.amount_fen),
      trade_no: trade.trade_no,
      auth_app_id: alipay_app_id,
      version: '1.0',
      app_id: alipay_app_id,
      seller_id: alipay_seller_id,
      timestamp: alipayTime(twin.now()),
    },
    twin.keys.alipay.key,
  );
  return `${returnUrl}${returnUrl.includes('?') ? '&' : '?'}${writeForm(fields)}`;
}

async function goBack(url: string | undefined, otherwise: () => Promise<Response>): Promise<Response> {
  if (!isWebUrl(url)) return otherwise();
  return new Response(null, { status: 303, headers: { location: url, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } });
}
