import type { ChannelId, OrderView, PaymentStatus, PaymentView, Quote } from '../contract/order';
import { Problem } from '../contract/problem';
import type { Input, Output, RouteName } from '../contract/routes';
import type { Wallet, WalletHint } from './wallet.types';

/** How a payment went. Only `paid` and `already_paid` mean that money moved; `unknown` means that nobody can say yet. */
export type PayResult =
  | { readonly is: 'paid'; readonly payment: PaymentView }
  | { readonly is: 'already_paid' }
  | { readonly is: 'cancelled' }
  /** the channel knows of no payment, and the wallet did not claim one: it may be opened again */
  | { readonly is: 'unpaid' }
  | { readonly is: 'failed'; readonly problem: Problem }
  | { readonly is: 'unknown'; readonly payment: string | null }
  /** the browser is leaving for the wallet's page; its return opens the result page */
  | { readonly is: 'left' };

/** A payment that was begun and of which no end is known; kept on the phone so that it survives a kill of the app. */
export interface Begun {
  readonly payment: string;
  readonly orders: readonly string[];
}

/** What the payment module stands on; `index.ts` gives the real ones, tests their own. */
export interface Ground {
  call<R extends RouteName>(route: R, input: Input<R>): Promise<Output<R>>;
  readonly wallet: Wallet;
  readonly memory: { read(): Begun | undefined; write(begun: Begun): void; clear(): void };
  /** opens the cashier for these orders */
  openCashier(orders: readonly string[]): Promise<void>;
  wait(ms: number): Promise<void>;
}

export interface Payment {
  charge(quotes: Quote | readonly Quote[]): Promise<void>;
  pay(orders: readonly string[], channel: ChannelId): Promise<PayResult>;
  resume(): Promise<PayResult | null>;
  begun(): Begun | undefined;
  forget(payment: string): void;
  readonly channels: Wallet['channels'];
}

/** Pauses between questions after the wallet said "done": a notice takes a moment, a citizen's patience lasts about this long. */
const ASK_AFTER_MS = [0, 600, 1200, 2000, 3000, 4000];
const ASKS: Readonly<Record<Exclude<WalletHint, 'left'>, number>> = { done: 6, unclear: 4, cancelled: 1, failed: 1 };
/** Pauses between tries to open a payment of which the gateway cannot yet tell; the same attempt is resumed, never a second made. */
const OPEN_AFTER_MS = [0, 1500, 3000];

export function createPayment(ground: Ground): Payment {
  const { call, wallet, memory } = ground;

  /** One order for each quote. The order's id is the quote's, so a repeat after a lost answer finds the same order. */
  async function charge(quotes: Quote | readonly Quote[]): Promise<void> {
    const list = Array.isArray(quotes) ? (quotes as readonly Quote[]) : [quotes as Quote];
    const placed: OrderView[] = [];
    for (const quote of list) placed.push(await call('placeOrder', { id: quote.id, quote: quote.id }));
    await ground.openCashier(placed.map((order) => order.id));
  }

  async function pay(orders: readonly string[], channel: ChannelId): Promise<PayResult> {
    const opened = await open(orders, channel);
    if ('is' in opened) return opened;
    if (opened.status === 'paid') return end({ is: 'paid', payment: opened });
    memory.write({ payment: opened.id, orders });
    if (!opened.request) return confirm(opened.id, 'unclear');
    const hint = await wallet.open(opened.request);
    return hint === 'left' ? { is: 'left' } : confirm(opened.id, hint);
  }

  async function open(orders: readonly string[], channel: ChannelId): Promise<Output<'openPayment'> | PayResult> {
    let problem = new Problem('payment_unclear');
    for (const pause of OPEN_AFTER_MS) {
      await ground.wait(pause);
      try {
        return await call('openPayment', { orders: [...orders], channel, ...(wallet.inside && { inside: wallet.inside }) });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        problem = error;
        if (error.code === 'already_paid') return end({ is: 'already_paid' });
        if (error.code === 'wallet_not_linked' && wallet.authorize && channel !== 'unionpay') return link(orders, channel);
        if (error.code !== 'payment_unclear' && error.code !== 'offline') break;
      }
    }
    // The wallet never opened, so nothing can have been charged.
    return { is: 'failed', problem };
  }

  /** The page's app has to say who pays first. It asks the citizen nothing; the cashier is there again in a moment. */
  async function link(orders: readonly string[], channel: 'wechat' | 'alipay'): Promise<PayResult> {
    try {
      const { url } = await call('linkWallet', { orders: [...orders], channel });
      wallet.authorize?.(url);
      return { is: 'left' };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { is: 'failed', problem: error };
    }
  }

  /** Asks the gateway what the channel says: more often the more the wallet claims. */
  async function confirm(payment: string, hint: Exclude<WalletHint, 'left'>): Promise<PayResult> {
    let heard: PaymentStatus | undefined;
    for (const pause of ASK_AFTER_MS.slice(0, ASKS[hint])) {
      await ground.wait(pause);
      try {
        const view = await call('checkPayment', { id: payment });
        heard = view.status;
        if (view.status === 'paid') return end({ is: 'paid', payment: view });
        if (view.status === 'closed' || view.status === 'refused') return end({ is: 'failed', problem: new Problem('order_closed') });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (!error.retryable) return end({ is: 'failed', problem: error });
      }
    }
    // `open` is the channel's word that nothing was paid yet. Against a wallet that said "done" it proves nothing.
    if (heard !== 'open' || hint === 'done') return { is: 'unknown', payment };
    if (hint === 'cancelled') return end({ is: 'cancelled' });
    if (hint === 'failed') return end({ is: 'failed', problem: new Problem('wallet_unavailable') });
    return end({ is: 'unpaid' });
  }

  function end(result: PayResult): PayResult {
    memory.clear();
    return result;
  }

  return {
    charge,
    pay,
    async resume() {
      const begun = memory.read();
      return begun ? confirm(begun.payment, 'unclear') : null;
    },
    begun: () => memory.read(),
    forget(payment) {
      if (memory.read()?.payment === payment) memory.clear();
    },
    channels: wallet.channels,
  };
}
