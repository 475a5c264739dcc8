import { parseForm } from '../common/form';
import { type Ctx, rawBody, textOf } from '../common/http';
import { isWebUrl, langOf, originsOf } from '../pages/document';
import { donePage, refusalPage, walletPage } from '../pages/wallet';
import { findTradeById, type Trade } from '../store/trades';
import type { Twin } from '../twin';
import { payTrade } from './payment';
import { openidOf } from './platform/login';

const PATH = '/cgi-bin/mmpayweb-bin/checkmweb';
const PAGE_LIFE_MS = 5 * 60_000;

/** What `/v3/pay/transactions/h5` answers with; lives five minutes. protocols 1.6 */
export function payPageUrl(origin: string, prepayId: string): string {
  return `${origin}${PATH}?prepay_id=${prepayId}&package=${Math.floor(Math.random() * 1e9)}`;
}

/**
 * The page that opens WeChat from another browser. The real one knows the merchant's page by its Referer; here one must be
 * there, and the registered domain is not compared [M]. It leads back to `redirect_url` whatever was done.
 */
export async function openPayPage(twin: Twin, c: Ctx): Promise<Response> {
  const lang = langOf(c);
  if (!isWebUrl(c.req.header('referer'))) return refusalPage(lang, 'wechat', 'REFERER', '商家参数格式有误，请联系商家解决');
  const back = c.req.query('redirect_url');
  const prepayId = c.req.query('prepay_id') ?? '';
  const trade = await pageTrade(twin, prepayId);
  if (!trade) return refusalPage(lang, 'wechat', 'EXPIRED', '支付请求已失效，请重新发起支付');
  return walletPage({
    lang,
    wallet: 'wechat',
    action: `${PATH}/${prepayId}?lang=${lang}${isWebUrl(back) ? `&redirect_url=${encodeURIComponent(back)}` : ''}`,
    amount_fen: trade.amount_fen,
    subject: textOf(trade.content.description),
    orderNo: trade.out_trade_no,
    state: trade.state,
    formTargets: originsOf(back),
  });
}

/** The page's buttons: `act` is pay, cancel or fail. */
export async function actOnPayPage(twin: Twin, c: Ctx): Promise<Response> {
  const lang = langOf(c);
  const trade = await pageTrade(twin, c.req.param('id') ?? '');
  if (!trade) return refusalPage(lang, 'wechat', 'EXPIRED', '支付请求已失效，请重新发起支付');
  const act = parseForm((await rawBody(c)).toString('utf8')).act ?? '';
  const isOver = trade.expires_at !== null && trade.expires_at <= twin.now();
  if (act === 'pay' && isOver) return refusalPage(lang, 'wechat', 'ORDER_EXPIRED', '订单已过期');
  if (act === 'pay') await payTrade(twin, trade.id, openidOf(twin, 'h5', textOf(trade.content.appid)), {});
  const back = c.req.query('redirect_url');
  if (!isWebUrl(back)) return donePage(lang, 'wechat', act);
  return new Response(null, { status: 303, headers: { location: back, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } });
}

async function pageTrade(twin: Twin, prepayId: string): Promise<Trade | undefined> {
  const oldest = new Date(twin.now().getTime() - PAGE_LIFE_MS);
  const { rows } = await twin.pool.query('select trade_id from twin.prepays where prepay_id = $1 and made_at > $2', [prepayId, oldest]);
  const trade = rows[0] && (await findTradeById(twin.pool, String(rows[0].trade_id)));
  // A prepay id of the mini-program opens no page.
  return trade && !('payer' in trade.content) ? trade : undefined;
}
