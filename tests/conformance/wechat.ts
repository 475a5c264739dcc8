import { payOnPage } from '../support/wallet-page';
import type { Bench } from './bench';
import type { Description, Way } from './description';
import { personAt } from './people';

const app = (bench: Bench, name: 'WECHAT_APP_ID' | 'WECHAT_MP_APP_ID') => bench.world.env[name] as string;

async function payInWallet(bench: Bench, request: object): Promise<void> {
  const told = await bench.world.twin.wechatWallet(request);
  if (told !== 'requestPayment:ok') throw new Error(told);
}

const miniProgram: Way = {
  name: 'JSAPI in the mini-program',
  attempt: async (bench) => {
    const id = app(bench, 'WECHAT_APP_ID');
    return { surface: 'weapp', inside: null, app: id, payer: personAt(bench, 'wechat', id) };
  },
  act: payInWallet,
};

const officialAccount: Way = {
  name: 'JSAPI in WeChat’s browser',
  attempt: async (bench) => {
    const id = app(bench, 'WECHAT_MP_APP_ID');
    return { inside: 'wechat', app: id, payer: personAt(bench, 'wechat', id) };
  },
  act: payInWallet,
};

const browser: Way = {
  name: 'H5 in another browser',
  attempt: async (bench) => ({ app: app(bench, 'WECHAT_MP_APP_ID') }),
  act: (_, request) => payOnPage(request),
};

export const wechat: Description = {
  channel: 'wechat',
  modes: [
    { name: 'public key', keys: { wechat: 'public_key' }, twin: { wechat: { signs: 'public_key' } } },
    { name: 'platform certificates', keys: { wechat: 'certificate' }, twin: { wechat: { signs: 'certificate' } } },
    { name: 'both, while changing over', keys: { wechat: 'both' }, twin: { wechat: { signs: 'alternate' } } },
  ],
  ways: [miniProgram, officialAccount, browser],
  notApplicable: {},
  words: '水费 100%+a&b 第3期 🚰',
  knowsUnpaid: true,
  closesUnpaid: 'closed',
  refundsAs: { first: 'processing', again: 'processing' },
  forgedWhy: 'signature',
  unknownKey: (_, raw) => ({ ...raw, headers: { ...raw.headers, 'wechatpay-serial': '7132D72A03E93CDDF8C03BBD1F37EEDF' } }),
  operation: { query: 'transactions/out-trade-no', refund: 'refund/domestic' },
  addressSetting: 'WECHAT_PAY_URL',
  identity: (bench) => ({ merchant: bench.world.env.WECHAT_PAY_MCH_ID as string, app: app(bench, 'WECHAT_APP_ID') }),
  rotate: { wechat: { rotate: true } },
};
