import type { Bill } from './bill';
import type { Choice, Fact } from './booking';
import type { Inputs } from './inputs';
import type { ChannelId, OpenedPayment, OrderView, PaymentView, Quote, Receipt, Subject } from './order';
import type { Words } from './service';

export interface SessionView {
  readonly id: string;
  readonly surface: 'weapp' | 'alipay' | 'h5';
  readonly created_at: string;
  readonly seen_at: string;
  readonly current: boolean;
}

/** `token` is null on the web, where the session is an HttpOnly cookie. */
export interface SignedIn {
  readonly token: string | null;
  readonly session: SessionView;
}

export interface SavedAccount {
  readonly id: string;
  readonly service: string;
  readonly nickname: string | null;
  /** masked */
  readonly account: string;
  readonly used_at: string;
}

export interface Lookup {
  readonly subject: Subject;
  /** the id under which the citizen saved this account, if so */
  readonly saved: string | null;
  /** oldest first; empty when nothing is due */
  readonly bills: readonly Bill[];
  readonly asked_at: string;
}

/** What can be chosen next; `part` null: the selection is whole and can be quoted. */
export interface Choices {
  readonly part: string | null;
  readonly choices: readonly Choice[];
  readonly asked_at: string;
}

/** What can be bought for an account, with what its agency tells of it. `part` null: the selection is whole and can be quoted. */
export interface Offers {
  readonly subject: Subject;
  /** the id under which the citizen saved this account, if so */
  readonly saved: string | null;
  /** what the agency tells of the account: carrier and place of a number, balance of a card */
  readonly facts: readonly Fact[];
  readonly part: string | null;
  /** `left` 0: not for this account today */
  readonly choices: readonly Choice[];
  readonly asked_at: string;
}

export interface Catalogue {
  readonly services: readonly { readonly id: string; readonly open: boolean; readonly opens_at: string | null; readonly notice?: Words }[];
  /** channels this gateway can charge through */
  readonly channels: readonly ChannelId[];
  /** set where no real money moves: the page that lists test numbers */
  readonly simulation: { readonly url: string } | null;
}

/** What each route answers with. */
export interface Outputs {
  catalogue: Catalogue;
  signInWechat: SignedIn;
  signInAlipay: SignedIn;
  sendSmsCode: { readonly resend_at: string };
  signInSms: SignedIn;
  signOut: Record<string, never>;
  signOutEverywhere: Record<string, never>;
  sessions: { readonly sessions: readonly SessionView[] };
  revokeSession: Record<string, never>;
  /** `own`: the mobile number that the citizen signs in with, masked */
  accounts: { readonly accounts: readonly SavedAccount[]; readonly own: string | null };
  saveAccount: SavedAccount;
  removeAccount: Record<string, never>;
  lookup: Lookup;
  choices: Choices;
  offers: Offers;
  quote: Quote;
  placeOrder: OrderView;
  orders: { readonly orders: readonly OrderView[]; readonly next: string | null };
  order: OrderView;
  cancelOrder: OrderView;
  openPayment: OpenedPayment;
  /** where the wallet's app tells us who pays; it comes back to the cashier by itself */
  linkWallet: { readonly url: string };
  payment: PaymentView;
  checkPayment: PaymentView;
  receipt: Receipt;
}

export type RouteName = keyof Outputs & keyof Inputs;
export type Input<R extends RouteName> = Inputs[R];
export type Output<R extends RouteName> = Outputs[R];

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** below `/api`; `:name` parts are taken from the input and do not go into the body or query */
  readonly path: string;
  readonly session: 'none' | 'citizen';
}

export const routes: { readonly [R in RouteName]: Route } = {
  catalogue: { method: 'GET', path: '/catalogue', session: 'none' },
  signInWechat: { method: 'POST', path: '/sessions/wechat', session: 'none' },
  signInAlipay: { method: 'POST', path: '/sessions/alipay', session: 'none' },
  sendSmsCode: { method: 'POST', path: '/sms-codes', session: 'none' },
  signInSms: { method: 'POST', path: '/sessions/sms', session: 'none' },
  signOut: { method: 'DELETE', path: '/sessions/current', session: 'citizen' },
  signOutEverywhere: { method: 'DELETE', path: '/sessions', session: 'citizen' },
  sessions: { method: 'GET', path: '/sessions', session: 'citizen' },
  revokeSession: { method: 'DELETE', path: '/sessions/:id', session: 'citizen' },
  accounts: { method: 'GET', path: '/accounts', session: 'citizen' },
  saveAccount: { method: 'POST', path: '/accounts', session: 'citizen' },
  removeAccount: { method: 'DELETE', path: '/accounts/:id', session: 'citizen' },
  lookup: { method: 'POST', path: '/services/:service/lookup', session: 'citizen' },
  choices: { method: 'POST', path: '/services/:service/choices', session: 'citizen' },
  offers: { method: 'POST', path: '/services/:service/offers', session: 'citizen' },
  quote: { method: 'POST', path: '/services/:service/quotes', session: 'citizen' },
  placeOrder: { method: 'PUT', path: '/orders/:id', session: 'citizen' },
  orders: { method: 'GET', path: '/orders', session: 'citizen' },
  order: { method: 'GET', path: '/orders/:id', session: 'citizen' },
  cancelOrder: { method: 'POST', path: '/orders/:id/cancel', session: 'citizen' },
  openPayment: { method: 'POST', path: '/payments', session: 'citizen' },
  linkWallet: { method: 'POST', path: '/wallet-links', session: 'citizen' },
  payment: { method: 'GET', path: '/payments/:id', session: 'citizen' },
  checkPayment: { method: 'POST', path: '/payments/:id/check', session: 'citizen' },
  receipt: { method: 'GET', path: '/orders/:id/receipt', session: 'citizen' },
};
