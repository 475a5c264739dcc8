import { fen } from '../contract/money';
import type { OpenedPayment, PaymentStatus, PaymentView, PayRequest, Quote } from '../contract/order';
import { Problem, type ProblemCode } from '../contract/problem';
import { type Begun, createPayment, type Ground } from './payment';
import type { Wallet, WalletHint } from './wallet.types';

const view = (status: PaymentStatus): PaymentView => ({
  id: 'P1',
  status,
  channel: 'wechat',
  amount_fen: fen(14396),
  expires_at: '2026-11-23T02:00:00Z',
  orders: [],
});
const request: PayRequest = { is: 'alipay-trade', tradeNO: '1' };

/** A payment module whose gateway and wallet say what the test tells them to. */
function given(told: {
  open?: (OpenedPayment | ProblemCode)[];
  wallet?: WalletHint;
  check?: (PaymentStatus | ProblemCode)[];
  begun?: Begun;
  /** the wallets of this build, but for their opening */
  here?: Partial<Wallet>;
}) {
  const asked: string[] = [];
  const opens = [...(told.open ?? [{ ...view('open'), request }])];
  const checks = [...(told.check ?? ['paid'])];
  let begun = told.begun;
  const ground: Ground = {
    async call(route, input) {
      asked.push(route);
      if (route === 'openPayment' && told.here) asked.push(JSON.stringify(input));
      if (route === 'linkWallet') return { url: `https://app/${JSON.stringify(input)}` } as never;
      if (route === 'placeOrder') return { id: (input as { id: string }).id } as never;
      const answer = route === 'openPayment' ? (opens.length > 1 ? opens.shift() : opens[0]) : checks.length > 1 ? checks.shift() : checks[0];
      if (typeof answer === 'object') return answer as never;
      if (answer === 'open' || answer === 'paid' || answer === 'unclear' || answer === 'closed' || answer === 'refused') return view(answer) as never;
      throw new Problem(answer as ProblemCode);
    },
    wallet: {
      channels: ['wechat'],
      ...told.here,
      open: async () => {
        asked.push('wallet');
        return told.wallet ?? 'done';
      },
    } satisfies Wallet,
    memory: {
      read: () => begun,
      write: (value) => {
        begun = value;
      },
      clear: () => {
        begun = undefined;
      },
    },
    openCashier: async (orders) => void asked.push(`cashier ${orders.join(',')}`),
    wait: async () => {},
  };
  return { payment: createPayment(ground), asked, begun: () => begun };
}

describe('charging', () => {
  const quote = (id: string) => ({ id, service: 'water', amount_fen: fen(1) }) as Quote;

  it('places one order for each quote, under the quote’s own id, and opens the cashier', async () => {
    const { payment, asked } = given({});
    await payment.charge([quote('a'), quote('b')]);
    expect(asked).toEqual(['placeOrder', 'placeOrder', 'cashier a,b']);
  });
});

describe('paying', () => {
  it('is paid when the gateway says so, and forgets the payment', async () => {
    const { payment, begun } = given({ check: ['open', 'paid'] });
    expect(await payment.pay(['o'], 'wechat')).toMatchObject({ is: 'paid', payment: { id: 'P1' } });
    expect(begun()).toBeUndefined();
  });

  it('is cancelled when the wallet was closed and the channel has no payment', async () => {
    const { payment, begun } = given({ wallet: 'cancelled', check: ['open'] });
    expect(await payment.pay(['o'], 'wechat')).toEqual({ is: 'cancelled' });
    expect(begun()).toBeUndefined();
  });

  it('is paid although the wallet said cancelled: the wallet is only a hint', async () => {
    const { payment } = given({ wallet: 'cancelled', check: ['paid'] });
    expect(await payment.pay(['o'], 'wechat')).toMatchObject({ is: 'paid' });
  });

  it('is unknown when the wallet said done and the channel has not heard of it; the payment is kept', async () => {
    const { payment, begun } = given({ wallet: 'done', check: ['open'] });
    expect(await payment.pay(['o'], 'wechat')).toEqual({ is: 'unknown', payment: 'P1' });
    expect(begun()).toEqual({ payment: 'P1', orders: ['o'] });
  });

  it('is unknown, not cancelled, when nobody could be asked', async () => {
    const { payment } = given({ wallet: 'cancelled', check: ['offline'] });
    expect(await payment.pay(['o'], 'wechat')).toEqual({ is: 'unknown', payment: 'P1' });
  });

  it('fails when the wallet could not be opened', async () => {
    const { payment } = given({ wallet: 'failed', check: ['open'] });
    expect(await payment.pay(['o'], 'wechat')).toMatchObject({ is: 'failed', problem: { code: 'wallet_unavailable' } });
  });

  it('fails with the gateway’s reason, and opens no wallet', async () => {
    const { payment, asked } = given({ open: ['bill_being_paid'] });
    expect(await payment.pay(['o'], 'wechat')).toMatchObject({ is: 'failed', problem: { code: 'bill_being_paid' } });
    expect(asked).toEqual(['openPayment']);
  });

  it('resumes the same attempt when the gateway could not tell at first', async () => {
    const { payment, asked } = given({ open: ['payment_unclear', { ...view('open'), request }], check: ['paid'] });
    expect(await payment.pay(['o'], 'wechat')).toMatchObject({ is: 'paid' });
    expect(asked).toEqual(['openPayment', 'openPayment', 'wallet', 'checkPayment']);
  });

  it('opens no wallet for what is paid already', async () => {
    const paid = given({ open: [{ ...view('paid'), request: null }] });
    expect(await paid.payment.pay(['o'], 'wechat')).toMatchObject({ is: 'paid' });
    expect(paid.asked).toEqual(['openPayment']);
    const refused = given({ open: ['already_paid'] });
    expect(await refused.payment.pay(['o'], 'wechat')).toEqual({ is: 'already_paid' });
  });

  it('leaves for the wallet’s page on the web and remembers what was begun', async () => {
    const { payment, begun, asked } = given({ wallet: 'left' });
    expect(await payment.pay(['o'], 'alipay')).toEqual({ is: 'left' });
    expect(begun()).toEqual({ payment: 'P1', orders: ['o'] });
    expect(asked).not.toContain('checkPayment');
  });
});

describe('inside another app', () => {
  it('says so to the gateway', async () => {
    const { payment, asked } = given({ here: { inside: 'alipay' } });
    await payment.pay(['o'], 'alipay');
    expect(asked).toContain('{"orders":["o"],"channel":"alipay","inside":"alipay"}');
  });

  it('goes where the app says who pays, with nothing begun', async () => {
    const gone: string[] = [];
    const here: Partial<Wallet> = { inside: 'wechat', authorize: (url) => void gone.push(url) };
    const { payment, asked, begun } = given({ open: ['wallet_not_linked'], here });
    expect(await payment.pay(['o'], 'wechat')).toEqual({ is: 'left' });
    expect(gone).toEqual(['https://app/{"orders":["o"],"channel":"wechat"}']);
    expect([begun(), asked.includes('wallet')]).toEqual([undefined, false]);
  });

  it('fails in a mini-program, where signing in should have said who pays', async () => {
    const { payment, asked } = given({ open: ['wallet_not_linked'] });
    expect(await payment.pay(['o'], 'wechat')).toMatchObject({ is: 'failed', problem: { code: 'wallet_not_linked' } });
    expect(asked).toEqual(['openPayment']);
  });
});

describe('coming back after the app was closed', () => {
  it('knows nothing to resume', async () => {
    expect(await given({}).payment.resume()).toBeNull();
  });

  it('finds that it was paid meanwhile', async () => {
    const { payment, begun } = given({ begun: { payment: 'P1', orders: ['o'] }, check: ['unclear', 'paid'] });
    expect(await payment.resume()).toMatchObject({ is: 'paid' });
    expect(begun()).toBeUndefined();
  });

  it('finds that nothing was paid, so the wallet may be opened again', async () => {
    const { payment } = given({ begun: { payment: 'P1', orders: ['o'] }, check: ['open'] });
    expect(await payment.resume()).toEqual({ is: 'unpaid' });
  });
});
