import { deleteCookie, setCookie } from 'hono/cookie';
import { channels } from '../../src/contract/order';
import type { Catalogue, RouteName, SignedIn } from '../../src/contract/routes';
import { offered } from '../../src/services';
import { listAccounts, ownMobile, removeAccount, saveAccount } from '../citizens/accounts';
import { beginLink } from '../citizens/links';
import { endSessionOf, listSessions, revokeAllSessions, revokeSession } from '../citizens/sessions';
import { sendSmsCode, signInWithApp, signInWithSms } from '../citizens/sign-in';
import type { Citizen } from '../context';
import { type Pause, pausedServices } from '../operators/switches';
import { choices, lookup, quote } from '../orders/lookup';
import { offers } from '../orders/offers';
import { getOrder, listOrders, placeOrder } from '../orders/orders';
import { cancelOrder } from '../payments/cancel';
import { openPayment } from '../payments/open';
import { paymentOf, viewPayment } from '../payments/payment';
import { checkPayment } from '../payments/watch';
import { getReceipt } from '../receipts/receipts';
import type { Handler, Visit } from './door';
import { earlierToken, isTls, sessionCookie } from './visitor';

/** The citizen of a route that requires one; the door has let nobody else in. */
function signedIn(visit: Visit): Citizen {
  if (!visit.citizen) throw new Error('a citizen route was entered without a session');
  return visit.citizen;
}

/** Whoever signs in anew gets a new token, and the one before is worth nothing any more. */
async function inPlace<T>(visit: Visit, opened: T): Promise<T> {
  const token = earlierToken(visit.ctx, visit.http);
  if (token) await endSessionOf(visit.ctx, token);
  return opened;
}

function forgetCookie({ ctx, http }: Visit): void {
  deleteCookie(http, sessionCookie(ctx.config), { path: '/', secure: isTls(ctx.config) });
}

/** On the web the token is a cookie that no script can read, so it is not told. */
function onTheWeb(visit: Visit, opened: { token: string; session: SignedIn['session'] }): SignedIn {
  setCookie(visit.http, sessionCookie(visit.ctx.config), opened.token, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: isTls(visit.ctx.config),
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
      services: offered.map(({ id }) => openness(id, paused.get(id))),
      channels,
      simulation: ctx.config.simulation_url ? { url: ctx.config.simulation_url } : null,
    };
  },
  signInWechat: async ({ code }, visit) => inPlace(visit, await signInWithApp(visit.ctx, 'wechat', code, visit.ip)),
  signInAlipay: async ({ code }, visit) => inPlace(visit, await signInWithApp(visit.ctx, 'alipay', code, visit.ip)),
  sendSmsCode: async ({ phone }, { ctx, ip }) => ({ resend_at: (await sendSmsCode(ctx, phone, ip)).toISOString() }),
  signInSms: async ({ phone, code }, visit) => onTheWeb(visit, await inPlace(visit, await signInWithSms(visit.ctx, phone, code, visit.ip))),
  signOut: async (_, visit) => {
    const citizen = signedIn(visit);
    await revokeSession(visit.ctx, citizen, citizen.session);
    forgetCookie(visit);
    return {};
  },
  signOutEverywhere: async (_, visit) => {
    await revokeAllSessions(visit.ctx, signedIn(visit));
    forgetCookie(visit);
    return {};
  },
  sessions: async (_, visit) => ({ sessions: await listSessions(visit.ctx, signedIn(visit)) }),
  revokeSession: async ({ id }, visit) => {
    await revokeSession(visit.ctx, signedIn(visit), id);
    return {};
  },
  accounts: async (_, visit) => ({ accounts: await listAccounts(visit.ctx, signedIn(visit)), own: await ownMobile(visit.ctx, signedIn(visit)) }),
  saveAccount: async (input, visit) => saveAccount(visit.ctx, signedIn(visit), input),
  removeAccount: async ({ id }, visit) => {
    await removeAccount(visit.ctx, signedIn(visit), id);
    return {};
  },
  lookup: async (input, visit) => lookup(visit.ctx, signedIn(visit), input),
  choices: async (input, visit) => choices(visit.ctx, signedIn(visit), input),
  offers: async (input, visit) => offers(visit.ctx, signedIn(visit), input),
  quote: async (input, visit) => quote(visit.ctx, signedIn(visit), input),
  placeOrder: async (input, visit) => placeOrder(visit.ctx, signedIn(visit), input),
  orders: async ({ before }, visit) => listOrders(visit.ctx, signedIn(visit), before),
  order: async ({ id }, visit) => getOrder(visit.ctx, signedIn(visit), id),
  cancelOrder: async (input, visit) => cancelOrder(visit.ctx, signedIn(visit), input),
  openPayment: async (input, visit) => openPayment(visit.ctx, signedIn(visit), input, visit.ip),
  linkWallet: async (input, visit) => beginLink(visit.ctx, signedIn(visit), input),
  payment: async ({ id }, visit) => viewPayment(visit.ctx, await paymentOf(visit.ctx.db, signedIn(visit), id)),
  checkPayment: async ({ id }, visit) => checkPayment(visit.ctx, signedIn(visit), id),
  receipt: async ({ id }, visit) => getReceipt(visit.ctx, signedIn(visit), id),
};
