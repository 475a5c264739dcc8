import type { BrowserContext } from 'playwright-core';
import type { TwinClient, WalletOutcome } from '../../support/twin';
import type { AppAround } from './browser';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

/** What the citizen does in the next wallets that open over the page. */
export interface Mood {
  outcome: WalletOutcome;
}

/** WeChat's browser: its bridge comes a moment after the page, and its wallet is the twin's, which checks what it is handed. */
export function insideWechat(twin: TwinClient, mood: Mood): AppAround {
  return {
    userAgent: `${IPHONE} Mobile/15E148 MicroMessenger/8.0.50(0x1800323b) NetType/WIFI Language/zh_CN`,
    prepare: (context) =>
      give(context, 'WeixinJSBridge', async (name, signed) => {
        if (name !== 'getBrandWCPayRequest') throw new Error(`the bridge knows no ${name}`);
        const said = await twin.wechatWallet(signed, mood.outcome);
        return { err_msg: `get_brand_wcpay_request:${/:ok$/.test(said) ? 'ok' : /cancel$/.test(said) ? 'cancel' : 'fail'}` };
      }),
  };
}

export function insideAlipay(twin: TwinClient, mood: Mood): AppAround {
  return {
    userAgent: `${IPHONE} Mobile/15E148 AliApp(AP/10.6.0.6000) AlipayDefined(nt:WIFI) AlipayClient/10.6.0.6000 Language/zh-Hans`,
    prepare: (context) =>
      give(context, 'AlipayJSBridge', async (name, options) => {
        const { tradeNO } = options as { tradeNO?: string };
        if (name !== 'tradePay' || !tradeNO) throw new Error(`the bridge knows no ${name} of ${JSON.stringify(options)}`);
        return { resultCode: await twin.alipayWallet(tradeNO, mood.outcome) };
      }),
  };
}

/** 云闪付's script comes from the twin, and its wallet in a window of its own. */
export const insideUnionpay: AppAround = {
  userAgent: `${IPHONE} Mobile/15E148 (com.unionpay.chsp) (cordova 4.5.4) (updebug 0) (version 1010) (UnionPay/1.0 CloudPay) (language zh_CN) (upHtml)`,
};

/** Both bridges have one way in, under a name of their own: `invoke` and `call`. */
async function give(
  context: BrowserContext,
  name: 'WeixinJSBridge' | 'AlipayJSBridge',
  answer: (name: string, options: object) => Promise<object>,
): Promise<void> {
  await context.exposeFunction('askWallet', answer);
  await context.addInitScript((bridge) => {
    const page = window as unknown as Record<string, unknown> & { askWallet(name: string, options: object): Promise<object> };
    const ask = (name: string, options: object, tell: (result: object) => void) => void page.askWallet(name, options).then(tell);
    setTimeout(() => {
      page[bridge] = bridge === 'WeixinJSBridge' ? { invoke: ask } : { call: ask };
      document.dispatchEvent(new Event(`${bridge}Ready`));
    }, 300);
  }, name);
}
