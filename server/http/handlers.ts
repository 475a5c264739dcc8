import { deleteCookie, setCookie } from 'hono/cookie';
import { channels } from '../../src/contract/order';
import type { Catalogue, RouteName, SignedIn } from '../../src/contract/routes';
import { services } from '../../src/services';
import { listAccounts, removeAccount, saveAccount } from '../citizens/accounts';
import { listSessions, revokeSession } from '../citizens/sessions';
import { sendSmsCode, signInWithApp, signInWithSms } from '../citizens/sign-in';
import type { Citizen } from '../context';
import { type Pause, pausedServices } from '../operators/switches';
import { lookup, quote } from '../orders/lookup';
import { getOrder, listOrders, placeOrder } from '../orders/orders';
import { cancelOrder } from '../payments/cancel';
import { openPayment } from '../payments/open';
import { paymentOf, viewPayment } from '../payments/payment';
import { checkPayment } from '../payments/watch';
import { getReceipt } from '../receipts/receipts';
import { type Handler, SESSION_COOKIE, type Visit } from './door';

/** The citizen of a route that requires one; the door has let nobody else in. */
function signedIn(visit: Visit): Citizen {
  if (!visit.citizen) throw new Error('a citizen route was entered without a session');
  return visit.citizen;
}

/** On the web the token is a cookie that no script can read, so it is not told. */
function onTheWeb(visit: Visit, opened: { token: string; session: SignedIn['session'] }): SignedIn {
  setCookie(visit.http, SESSION_COOKIE, opened.token, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: visit.ctx.config.public_origin.startsWith('https:'),
    maxAge: visit.ctx.config.limits.session_days * 86_400,
  });
  return { token: null, session: opened.session };
}

function openness(id: string, pause: Pause | undefined): Catalogue['services'][number] {
  if (!pause) return { id, open: true, opens_at: null };
  const { until, message_zh: zh, message_en: en } = pause;
  return { id, open: false, opens_at: until?.toISOString() ?? null, ...(zh && en && { notice: { zh, en } }) };
}

/** Routes bound to what does the work: reading this is reading what the gateway can do. */
export const handlers: { readonly [R in RouteName]: Handler<R> } = {
  catalogue: async (_, { ctx }) => {
    const paused = await pausedServices(ctx);
    return {
      services: services.map(({ id }) => openness(id, paused.get(id))),
      channels,
      simulation: ctx.config.simulation_url ? { url: ctx.config.simulation_url } : null,
    };
  },
  signInWechat: async ({ code }, { ctx, ip }) => signInWithApp(ctx, 'wechat', code, ip),
  signInAlipay: async ({ code }, { ctx, ip }) => signInWithApp(ctx, 'alipay', code, ip),
  sendSmsCode: async ({ phone }, { ctx, ip }) => ({ resend_at: (await sendSmsCode(ctx, phone, ip)).toISOString() }),
  signInSms: async ({ phone, code }, visit) => onTheWeb(visit, await signInWithSms(visit.ctx, phone, code, visit.ip)),
  signOut: async (_, visit) => {
    const citizen = signedIn(visit);
    await revokeSession(visit.ctx, citizen, citizen.session);
    deleteCookie(visit.http, SESSION_COOKIE, { path: '/' });
    return {};
  },
  sessions: async (_, visit) => ({ sessions: await listSessions(visit.ctx, signedIn(visit)) }),
  revokeSession: async ({ id }, visit) => {
    await revokeSession(visit.ctx, signedIn(visit), id);
    return {};
  },
  accounts: async (_, visit) => ({ accounts: await listAccounts(visit.ctx, signedIn(visit)) }),
  saveAccount: async (input, visit) => saveAccount(visit.ctx, signedIn(visit), input),
  removeAccount: async ({ id }, visit) => {
    await removeAccount(visit.ctx, signedIn(visit), id);
    return {};
  },
  lookup: async (input, visit) => lookup(visit.ctx, signedIn(visit), input),
  quote: async (input, visit) => quote(visit.ctx, signedIn(visit), input),
  placeOrder: async (input, visit) => placeOrder(visit.ctx, signedIn(visit), input),
  orders: async ({ before }, visit) => listOrders(visit.ctx, signedIn(visit), before),
  order: async ({ id }, visit) => getOrder(visit.ctx, signedIn(visit), id),
  cancelOrder: async ({ id }, visit) => cancelOrder(visit.ctx, signedIn(visit), id),
  openPayment: async (input, visit) => openPayment(visit.ctx, signedIn(visit), input, visit.ip),
  payment: async ({ id }, visit) => viewPayment(visit.ctx, await paymentOf(visit.ctx.db, signedIn(visit), id)),
  checkPayment: async ({ id }, visit) => checkPayment(visit.ctx, signedIn(visit), id),
  receipt: async ({ id }, visit) => getReceipt(visit.ctx, signedIn(visit), id),
};
