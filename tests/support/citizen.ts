import { randomInt, randomUUID } from 'node:crypto';
import type { ChannelId, OpenedPayment, OrderView, PaymentView, Quote, Surface } from '../../src/contract/order';
import type { ProblemBody } from '../../src/contract/problem';
import { type Input, type Output, type RouteName, routes } from '../../src/contract/routes';
import type { WalletOutcome } from './twin';
import { until } from './until';
import type { World } from './world';

/** A refusal, as a client gets it. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: ProblemBody,
  ) {
    super(body.error?.code ?? `HTTP ${status}`);
  }
}

export interface CitizenClient {
  call<R extends RouteName>(route: R, input: Input<R>, headers?: Record<string, string>): Promise<Output<R>>;
  /** quote of the account's bills (all, or the first `count`) */
  quoteOf(account: string, count?: number): Promise<Quote>;
  order(account: string, count?: number): Promise<OrderView>;
  /** opens the wallet and does there what `outcome` says */
  pay(orders: readonly OrderView[], outcome?: WalletOutcome, channel?: ChannelId): Promise<OpenedPayment>;
  /** waits until the order has one of these states */
  orderIs(order: OrderView, ...status: OrderView['status'][]): Promise<OrderView>;
  check(payment: string): Promise<PaymentView>;
  /** goes to an address of the gateway as this citizen's browser does, with its cookie, and follows nothing */
  visit(url: string): Promise<Response>;
  /** what its browser sends as Cookie; empty in mini-programs */
  cookie(): string;
  readonly surface: Surface;
}

let people = 0;

/** Signs a new citizen in on a surface and gives a client for them. `name`: the same is the same person; on the web a phone number. */
export async function newCitizen(world: World, surface: Surface = 'weapp', name = `citizen-${++people}-${randomUUID()}`): Promise<CitizenClient> {
  const headers: Record<string, string> = {};
  const raw = (route: RouteName, input: object, extra: Record<string, string> = {}) => request(world.origin, route, input, { ...headers, ...extra });
  const call = async <R extends RouteName>(route: R, input: Input<R>, extra?: Record<string, string>): Promise<Output<R>> =>
    read(await raw(route, input as object, extra));
  if (surface === 'h5') {
    // Tail 01: a number that behaves, for what asks the carriers about one's own.
    const phone = /^1\d{10}$/.test(name) ? name : `13${String(randomInt(1e7)).padStart(7, '0')}01`;
    await call('sendSmsCode', { phone });
    const answer = await raw('signInSms', { phone, code: await world.twin.smsCode(phone) });
    headers.cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] as string;
    await read(answer);
  } else {
    const wallet = surface === 'weapp' ? 'wechat' : 'alipay';
    const route = surface === 'weapp' ? 'signInWechat' : 'signInAlipay';
    headers.authorization = `Bearer ${(await call(route, { code: await world.twin.loginCode(wallet, name) })).token}`;
  }
  const quoteOf = async (account: string, count?: number) => {
    const { bills } = await call('lookup', { service: 'water', account: { typed: account } });
    return call('quote', { service: 'water', account: { typed: account }, bills: bills.slice(0, count).map((bill) => bill.no) });
  };
  return {
    surface,
    call,
    quoteOf,
    async order(account, count) {
      const quote = await quoteOf(account, count);
      return call('placeOrder', { id: quote.id, quote: quote.id });
    },
    async pay(orders, outcome = 'pay', channel = surface === 'alipay' ? 'alipay' : 'wechat') {
      const opened = await call('openPayment', { orders: orders.map((order) => order.id), channel });
      await actInWallet(world, opened, outcome);
      return opened;
    },
    orderIs: (order, ...status) =>
      until(`order ${order.number} to be ${status.join(' or ')}`, async () => {
        const now = await call('order', { id: order.id });
        return status.includes(now.status) ? now : undefined;
      }),
    check: (payment) => call('checkPayment', { id: payment }),
    visit: (url) => fetch(url, { headers, redirect: 'manual' }),
    cookie: () => headers.cookie ?? '',
  };
}

/** What a person does with the wallet that was opened. */
export async function actInWallet(world: World, opened: OpenedPayment, outcome: WalletOutcome = 'pay'): Promise<string> {
  const { request: wanted } = opened;
  if (wanted?.is === 'wechat-jsapi' || wanted?.is === 'wechat-bridge') return world.twin.wechatWallet(wanted, outcome);
  if (wanted?.is === 'alipay-trade') return world.twin.alipayWallet(wanted.tradeNO, outcome);
  if (wanted?.is === 'unionpay-app') return world.twin.unionpayWallet(wanted.tn, outcome);
  throw new Error(`no wallet for ${wanted?.is}`);
}

/** One request to the gateway as any client makes it, without believing what comes back. */
export function request(origin: string, route: RouteName, input: object, headers: Record<string, string> = {}): Promise<Response> {
  const { method, path } = routes[route];
  const rest: Record<string, unknown> = { ...input };
  const target = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  const bodyless = method === 'GET' || method === 'DELETE';
  const query = bodyless && Object.keys(rest).length ? `?${new URLSearchParams(rest as Record<string, string>)}` : '';
  return fetch(`${origin}/api${target}${query}`, {
    method,
    headers: { ...headers, ...(!bodyless && { 'content-type': 'application/json' }) },
    ...(!bodyless && { body: JSON.stringify(rest) }),
  });
}

export async function read<T>(answer: Response): Promise<T> {
  const body: unknown = await answer.json();
  if (!answer.ok) throw new Refused(answer.status, body as ProblemBody);
  return body as T;
}
