import pino from 'pino';
import type { Channel } from '../../server/channels/channel';
import { readConfig } from '../../server/config';
import type { Citizen, Context } from '../../server/context';
import { workFulfilments } from '../../server/fulfilment/fulfil';
import { createContext } from '../../server/gateway';
import { getOrder, listOrders } from '../../server/orders/orders';
import { claimBills } from '../../server/payments/claims';
import { bookNotice } from '../../server/payments/notices';
import { workRefunds } from '../../server/payments/refunds';
import { expireOrders, workPayments } from '../../server/payments/watch';
import { compareDay } from '../../server/reconciliation/compare';
import { type Fen, fen } from '../../src/contract/money';
import type { Capture } from './capture';
import {
  amountOf,
  beijingDate,
  billIndex,
  bytesOf,
  type City,
  channelNo,
  channelOf,
  citizenId,
  citizenOf,
  clientId,
  madeAt,
  noticeKey,
  orderNumber,
  paymentId,
  stateOf,
} from './city';

/** One thing the gateway does, asked in its own words. */
export interface Question {
  readonly name: string;
  ask(ctx: Context): Promise<unknown>;
}

/** A context over the captured database, whose channels and agencies answer nothing. */
export function contextOver(capture: Capture, city: City, settings: Record<string, string>): Context {
  const nowhere = 'http://127.0.0.1:9';
  const config = readConfig({ ...settings, DATABASE_URL: 'postgres://nowhere', PUBLIC_ORIGIN: nowhere, NOTICE_ORIGIN: nowhere });
  const made = createContext(config, capture.db, { log: pino({ level: 'silent' }), clock: () => city.now });
  const unknown = async () => ({ is: 'unknown', why: 'silent' }) as const;
  const silent = (id: Channel['id']): Channel => ({
    ...made.channels[id],
    pay: unknown,
    query: unknown,
    close: unknown,
    refund: unknown,
    queryRefund: unknown,
  });
  const channels = { wechat: silent('wechat'), alipay: silent('alipay'), unionpay: silent('unionpay') };
  // The invented rows are sealed by nobody's key.
  const vault: Context['vault'] = {
    ...made.vault,
    open: <T>() => ({ subject: { account: '', holder: null, nickname: null }, details: { kind: 'bill', bills: [] }, ip: '' }) as T,
  };
  return { ...made, channels, vault };
}

export function questionsOf(city: City): Question[] {
  const regular: Citizen = { id: citizenId(7), bucket: 0, session: '', surface: 'weapp' };
  const newestPaid = lastOf(city, (state, i) => state === 'fulfilled' && channelOf(i) === 'wechat');
  const open = lastOf(city, (state) => state === 'open');
  const every = Math.floor(city.orders / 3000);
  const ofRegular = clientId(every * (7 + 50 * 30));
  return [
    { name: 'an order by its id', ask: (ctx) => getOrder(ctx, regular, ofRegular) },
    { name: "a citizen's orders, first page", ask: (ctx) => listOrders(ctx, regular, undefined) },
    { name: "a citizen's orders, third page", ask: (ctx) => listOrders(ctx, regular, `${madeAt(city, every * (7 + 50 * 20)).getTime()}.000000000`) },
    { name: 'a notice that came before', ask: (ctx) => bookNotice(ctx, 'wechat', paidNotice(city, newestPaid)) },
    { name: 'payments to ask about', ask: (ctx) => workPayments(ctx) },
    { name: 'orders to let run out', ask: expireOrders },
    { name: 'orders to tell agencies of', ask: (ctx) => workFulfilments(ctx) },
    { name: 'refunds to ask for', ask: (ctx) => workRefunds(ctx) },
    { name: "a bill's lock", ask: (ctx) => lockBill(ctx, city, open) },
    { name: "a day's comparison with WeChat", ask: (ctx) => compareDay(ctx.db, 'wechat', yesterday(city), 1, city.now) },
  ];
}

/** The day that is compared: the last whole one, `2026-11-22`. */
export function yesterday(city: City): string {
  return beijingDate(new Date(city.now.getTime() - 86_400_000));
}

function lastOf(city: City, fits: (state: string, i: number) => boolean): number {
  for (let i = city.orders - 1; i >= 0; i--) if (fits(stateOf(city, i), i)) return i;
  throw new Error('too few orders');
}

function paidNotice(city: City, i: number) {
  const fact = {
    attempt_id: paymentId(city, i),
    channel_no: channelNo(i),
    amount_fen: fen(amountOf(i)) as Fen,
    currency: 'CNY',
    merchant: 'M',
    app: 'app',
    paid_at: madeAt(city, i),
  };
  return { is: 'paid', key: noticeKey(i), fact } as const;
}

async function lockBill(ctx: Context, city: City, i: number): Promise<void> {
  const order = { number: orderNumber(city, i), citizen: citizenId(citizenOf(city, i)), bills: [bytesOf(billIndex(i))] };
  await claimBills(ctx.db, [order], new Date(city.now.getTime() + 900_000), city.now);
}
