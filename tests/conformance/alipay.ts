import { payOnPage } from '../support/wallet-page';
import type { Bench } from './bench';
import type { Description, Way } from './description';
import { personAt } from './people';

const app = (bench: Bench, name: 'ALIPAY_APP_ID' | 'ALIPAY_WEB_APP_ID') => bench.world.env[name] as string;

async function payInWallet(bench: Bench, request: { is: string; tradeNO?: string }): Promise<void> {
  const code = await bench.world.twin.alipayWallet(request.tradeNO ?? '');
  if (code !== '9000') throw new Error(code);
}

const miniProgram: Way = {
  name: 'trade.create in the mini-program',
  attempt: async (bench) => {
    const id = app(bench, 'ALIPAY_APP_ID');
    return { surface: 'alipay', inside: null, app: id, payer: personAt(bench, 'alipay', id) };
  },
  act: payInWallet,
};

const insideAlipay: Way = {
  name: 'trade.create in Alipay’s browser',
  attempt: async (bench) => {
    const id = app(bench, 'ALIPAY_WEB_APP_ID');
    return { inside: 'alipay', app: id, payer: personAt(bench, 'alipay', id) };
  },
  act: payInWallet,
};

const browser: Way = {
  name: 'wap.pay in another browser',
  attempt: async (bench) => ({ app: app(bench, 'ALIPAY_APP_ID') }),
  act: (_, request) => payOnPage(request),
};

export const alipay: Description = {
  channel: 'alipay',
  modes: [
    { name: 'key', keys: { alipay: 'key' }, twin: { alipay: { mode: 'key' } } },
    { name: 'certificates', keys: { alipay: 'certificate' }, twin: { alipay: { mode: 'certificate' } } },
  ],
  ways: [miniProgram, insideAlipay, browser],
  notApplicable: {
    'refund: processing, then failed': 'Alipay pays back within the call; there is no later failure',
    'notice: clock too far behind and ahead': 'the signature covers no time that is compared; the same fact is booked once',
    'notice: probe': 'Alipay does not test verifiers with wrong signatures',
  },
  // Alipay takes no / = & in a subject.
  words: '水费 100%+ab 第3期 🚰',
  knowsUnpaid: true,
  closesUnpaid: 'closed',
  refundsAs: { first: 'succeeded', again: 'processing' },
  forgedWhy: 'signature',
  unknownKey: (_, raw) => {
    const fields = new URLSearchParams(raw.body.toString());
    fields.set('alipay_cert_sn', '0123456789abcdef0123456789abcdef');
    return { ...raw, body: Buffer.from(fields.toString()) };
  },
  operation: { query: 'alipay.trade.query', refund: 'alipay.trade.refund' },
  addressSetting: 'ALIPAY_URL',
  identity: (bench) => ({ merchant: bench.world.env.ALIPAY_SELLER_ID as string, app: app(bench, 'ALIPAY_APP_ID') }),
  rotate: { alipay: { rotate: true } },
};
