import { parseForm } from '../common/form';
import { type Ctx, rawBody } from '../common/http';
import { digits } from '../common/numbers';
import { langOf } from '../pages/document';
import { messagePage, refusalPage, walletPage } from '../pages/wallet';
import { findTradeById, markFailed, type Trade } from '../store/trades';
import { addVisit, findVisit } from '../store/visits';
import type { Twin } from '../twin';
import { openOrder } from './cashier';
import { payTrade } from './payment';
import { checkMoney, checkRequest, isKind, UnionpayError } from './request';
import type { Fields } from './signature';
import { echo } from './view';

/**
 * `appTransReq.do`: places the order and answers its number, `tn`, for the app's wallet. The same unpaid order again gets a
 * new one that pays the same order [M]; a paid one is a duplicate. protocols 3.4
 */
export async function orderInApp(twin: Twin, fields: Fields): Promise<Record<string, string>> {
  checkRequest(twin, fields);
  if (!isKind(fields, '01', '01', '000201')) throw new UnionpayError('10', '报文格式错误[txnType]');
  if (fields.currencyCode !== '156') throw new UnionpayError('10', '报文格式错误[currencyCode]');
  checkMoney(twin, fields, false);
  const trade = await twin.change((db) => openOrder(twin, db, fields));
  if (trade.state !== 'unpaid') throw new UnionpayError('12', '重复交易');
  const tn = await addVisit(twin, 'unionpay', { trade: trade.id }, digits(21));
  return { ...echo(fields), respCode: '00', respMsg: '成功[0000000]', tn };
}

/** What a person does with a `tn` in 云闪付. */
export type AppOutcome = 'pay' | 'cancel' | 'fail';

/** @returns what the app's script tells its page: null for success, else why not */
export async function actInApp(twin: Twin, tn: string, outcome: AppOutcome): Promise<{ error: string | null }> {
  const trade = await tradeOf(twin, tn);
  if (!trade) return { error: 'tn 无效' };
  if (outcome === 'cancel') return { error: '用户取消支付' };
  if (trade.state === 'paid') return { error: '订单已支付' };
  if (trade.expires_at && trade.expires_at <= twin.now()) return { error: '订单已超时' };
  if (outcome === 'fail') {
    // 64: not enough on the card. The payer may try again until payTimeout.
    await twin.change((db) => markFailed(db, trade, '64'));
    return { error: '余额不足' };
  }
  return (await payTrade(twin, trade.id)).state === 'paid' ? { error: null } : { error: '支付失败' };
}

/** The wallet of 云闪付: in the real app a sheet over the page, here a window of its own that tells the page what became of it. */
export async function openInApp(twin: Twin, c: Ctx): Promise<Response> {
  const lang = langOf(c);
  const tn = c.req.param('tn') ?? '';
  const trade = await tradeOf(twin, tn);
  if (!trade) return refusalPage(lang, 'unionpay', '34', 'tn 无效');
  return walletPage({
    lang,
    wallet: 'unionpay',
    action: `/unionpay/app/${tn}?lang=${lang}`,
    amount_fen: trade.amount_fen,
    subject: String(trade.content.orderDesc ?? (lang === 'zh' ? '商户订单' : 'Merchant order')),
    orderNo: trade.out_trade_no,
    state: trade.state,
    formTargets: [],
  });
}

export async function actOnAppPage(twin: Twin, c: Ctx): Promise<Response> {
  const act = parseForm((await rawBody(c)).toString('utf8')).act;
  const tn = c.req.param('tn') ?? '';
  const outcome: AppOutcome = act === 'pay' || act === 'fail' ? act : 'cancel';
  return messagePage(langOf(c), 'unionpay', outcome, { tn, ...(await actInApp(twin, tn, outcome)) });
}

async function tradeOf(twin: Twin, tn: string): Promise<Trade | undefined> {
  const visit = /^\d{21}$/.test(tn) ? await findVisit(twin, 'unionpay', tn) : undefined;
  return visit && findTradeById(twin.pool, String(visit.trade));
}
