import { payOnPage } from '../support/wallet-page';
import type { Bench } from './bench';
import type { Description, Way } from './description';

const merchant = (bench: Bench) => bench.world.env.UNIONPAY_MER_ID as string;

const browser: Way = {
  name: 'front transaction in a browser',
  attempt: async (bench) => ({ app: merchant(bench) }),
  act: (_, request) => payOnPage(request),
};

const insideUnionpay: Way = {
  name: 'tn in 云闪付',
  attempt: async (bench) => ({ inside: 'unionpay', app: merchant(bench) }),
  async act(bench, request) {
    if (request.is !== 'unionpay-app') throw new Error(request.is);
    const told = await bench.world.twin.unionpayWallet(request.tn);
    if (told !== 'ok') throw new Error(told);
  },
};

const NO_ROTATION = 'every message carries its certificate: there is nothing to fetch or to forget';

export const unionpay: Description = {
  channel: 'unionpay',
  modes: [{ name: 'certificates', keys: {}, twin: {} }],
  ways: [browser, insideUnionpay],
  notApplicable: {
    'close: paid after it': 'there is no close: payTimeout ends an order, and only a query after it says so',
    'refund: the same number with another amount':
      'the same number and time again is refused whatever it says (12); the query tells the first one’s amount',
    'notice: clock too far behind and ahead': 'the signature covers no time that is compared; the same fact is booked once',
    'notice: probe': 'UnionPay does not test verifiers with wrong signatures',
    'keys: rotated in mid-run': NO_ROTATION,
    'keys: after a restart': NO_ROTATION,
  },
  words: '水费 100%+a&b 第3期 🚰',
  knowsUnpaid: false,
  closesUnpaid: 'not_there',
  refundsAs: { first: 'processing', again: 'unknown' },
  forgedWhy: 'key',
  unknownKey: (_, raw) => {
    // Our own certificate's chain is the same, its name is not UnionPay's.
    const fields = new URLSearchParams(raw.body.toString());
    fields.set('signPubKeyCert', (fields.get('signPubKeyCert') ?? '').replace('MII', 'MIJ'));
    return { ...raw, body: Buffer.from(fields.toString()) };
  },
  operation: { query: 'queryTrans.do', refund: 'backTransReq.do' },
  addressSetting: 'UNIONPAY_URL',
  identity: (bench) => ({ merchant: merchant(bench), app: merchant(bench) }),
  rotate: {},
};
