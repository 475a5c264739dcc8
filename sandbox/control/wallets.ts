import { payTrade as payAlipay } from '../alipay/payment';
import { type Ctx, jsonObject, rawBody, textOf } from '../common/http';
import { verifyText } from '../common/rsa';
import { findTrade, lockTradeById, type Trade } from '../store/trades';
import type { Twin } from '../twin';
import { actInApp } from '../unionpay/app';
import { payTrade as payWechat } from '../wechat/payment';
import { paySignText } from '../wechat/signature';

const PREPAY_LIFE_MS = 2 * 3_600_000;

/**
 * What a person does in the simulated wallet. `pay_silently`: pays, but the app hears "cancelled". `pay_late`: pays even
 * though the merchant closed the order, as a bank may that was already at it.
 */
const OUTCOMES = ['pay', 'cancel', 'fail', 'pay_silently', 'pay_late', 'processing'] as const;
type Outcome = (typeof OUTCOMES)[number];

/** `wx.requestPayment` with its real parameters, or with `appId` WeChat's bridge → what its callback would say. */
export async function wechatWallet(twin: Twin, c: Ctx): Promise<{ errMsg: string }> {
  const body = jsonObject((await rawBody(c)).toString('utf8')) ?? {};
  const field = (name: string) => textOf(body[name]);
  const fail = (why: string) => ({ errMsg: `requestPayment:fail ${why}` });
  const outcome = readOutcome(body.outcome);
  if (!outcome) return fail('unknown outcome');
  const { ids, wechat } = twin.keys;
  for (const name of ['timeStamp', 'nonceStr', 'package', 'signType', 'paySign']) if (!field(name)) return fail(`缺少参数 ${name}`);
  // A mini-program gives no id: its own is what was signed. A page names the official account's.
  const appId = field('appId') || ids.wechat_app_id;
  if (appId !== ids.wechat_app_id && appId !== ids.wechat_mp_app_id) return fail('appid 不存在');
  if (field('signType') !== 'RSA') return fail('签名方式错误');
  if (!/^\d{10}$/.test(field('timeStamp'))) return fail('时间戳格式错误');
  const text = paySignText(appId, field('timeStamp'), field('nonceStr'), field('package'));
  if (!verifyText(text, field('paySign'), wechat.merchantKey)) return fail('支付验证签名失败');
  const trade = await prepaid(twin, field('package'));
  // Another app's prepay id reads to WeChat as one that is over.
  if (!trade || trade.content.appid !== appId || !('payer' in trade.content)) return fail('支付已过期，请重新发起支付');
  if (body.payer !== undefined && body.payer !== trade.payer) return fail('下单账号与支付账号不一致');
  if (outcome === 'cancel') return fail('cancel');
  if (trade.state === 'paid') return fail('该订单已支付');
  if (outcome === 'fail') return fail('余额不足');
  const isLate = outcome === 'pay_late';
  if (!isLate && trade.state === 'closed') return fail('该订单已关闭');
  if (!isLate && trade.expires_at && trade.expires_at <= twin.now()) return fail('订单已过期');
  const { notice } = await payWechat(twin, trade.id, trade.payer ?? '', { late: isLate });
  // Between our look and the payment the merchant may have closed the order.
  if (!notice) return fail('该订单已关闭');
  return outcome === 'pay_silently' ? fail('cancel') : { errMsg: 'requestPayment:ok' };
}

/** `my.tradePay({ tradeNO })` → its resultCode. */
export async function alipayWallet(twin: Twin, c: Ctx): Promise<{ resultCode: string }> {
  const body = jsonObject((await rawBody(c)).toString('utf8')) ?? {};
  const outcome = readOutcome(body.outcome);
  const trade = await findTrade(twin.pool, 'alipay', 'trade_no', textOf(body.tradeNO));
  if (!outcome || !trade) return { resultCode: '4000' };
  if (outcome === 'cancel') return { resultCode: '6001' };
  if (outcome === 'fail' || trade.state === 'paid') return { resultCode: '4000' };
  const isLate = outcome === 'pay_late';
  if (!isLate && (trade.state === 'closed' || (trade.expires_at && trade.expires_at <= twin.now()))) return { resultCode: '4000' };
  const { trade: paid } = await payAlipay(twin, trade.id, trade.payer ?? '', { late: isLate });
  if (paid.state !== 'paid') return { resultCode: '4000' };
  if (outcome === 'pay_silently') return { resultCode: '6001' };
  return { resultCode: outcome === 'processing' ? '8000' : '9000' };
}

/** What a person does with a `tn` in 云闪付 → what the page hears of it. */
export async function unionpayWallet(twin: Twin, c: Ctx): Promise<{ error: string | null }> {
  const body = jsonObject((await rawBody(c)).toString('utf8')) ?? {};
  const outcome = (['pay', 'cancel', 'fail'] as const).find((one) => one === (body.outcome ?? 'pay'));
  return outcome ? actInApp(twin, textOf(body.tn), outcome) : { error: 'unknown outcome' };
}

function readOutcome(value: unknown): Outcome | undefined {
  return value === undefined ? 'pay' : OUTCOMES.find((outcome) => outcome === value);
}

async function prepaid(twin: Twin, pack: string): Promise<Trade | undefined> {
  const id = /^prepay_id=(.+)$/.exec(pack)?.[1] ?? '';
  const oldest = new Date(twin.now().getTime() - PREPAY_LIFE_MS);
  const { rows } = await twin.pool.query('select trade_id from twin.prepays where prepay_id = $1 and made_at > $2', [id, oldest]);
  return rows[0] ? lockTradeById(twin.pool, String(rows[0].trade_id)) : undefined;
}
