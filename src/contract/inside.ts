/**
 * What the web suite runs inside: an app with a wallet of its own, or any other browser. It decides which wallets can
 * open and how; what a page claims of it moves no money, since the wallet itself asks the payer.
 */
export const insides = ['browser', 'wechat', 'alipay', 'unionpay'] as const;
export type Inside = (typeof insides)[number];

/**
 * Reads it from a browser's User-Agent.
 * - WeChat says `MicroMessenger/`; so does WeCom (`wxwork/`), whose payers WeChat Pay's official accounts do not know.
 * - Alipay says `AliApp(AP/…) AlipayClient/`; Taobao and DingTalk say `AliApp(TB/…)`, `AliApp(DingTalk/…)` and have no wallet.
 * - 云闪付 is told as UnionPay's own pages tell it: its bundle's name, or its `updebug` flag.
 */
export function insideOf(userAgent: string): Inside {
  if (/MicroMessenger\//i.test(userAgent)) return /wxwork\//i.test(userAgent) ? 'browser' : 'wechat';
  if (/AlipayClient\/|AliApp\(AP\b/i.test(userAgent)) return 'alipay';
  if (/com\.unionpay\.(chsp|mobilepay)|\bupdebug\b/i.test(userAgent)) return 'unionpay';
  return 'browser';
}
