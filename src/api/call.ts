import Taro from '@tarojs/taro';
import { isProblemCode, Problem, type ProblemBody } from '../contract/problem';
import { type Input, type Output, type RouteName, routes } from '../contract/routes';
import { login } from '../platform/account/login';
import { askConsent } from '../state/consent';
import { forgetSession, rememberSession, useSession } from '../state/session';
import { languageOf, useSettings } from '../state/settings';
import { apiBase, platformOptions } from './origin';
import { wireRequest } from './request';

const TIMEOUT_MS = 15_000;

/** The citizen said no to the privacy statement; nothing was sent. Not a problem to show: they know. */
export class NotAgreed extends Error {}

/**
 * The only door to the network. Asks for consent before anything personal, signs in by itself once where the
 * platform can, and throws nothing but {@link Problem} and {@link NotAgreed}.
 */
export async function call<R extends RouteName>(route: R, input: Input<R>): Promise<Output<R>> {
  if (route !== 'catalogue' && !(await askConsent())) throw new NotAgreed();
  if (routes[route].session === 'none') return send(route, input);
  const { status, token } = useSession.getState();
  if (status === 'fresh' && login.silent && !token) await signInSilently();
  try {
    return await send(route, input);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'not_signed_in') throw error;
    if (!login.silent) forgetSession('fresh');
    if (!login.silent || useSession.getState().status === 'out') throw error;
    await signInSilently();
    return send(route, input);
  }
}

let signingIn: Promise<void> | undefined;

/** One sign-in however many calls wait for it. */
export function signInSilently(): Promise<void> {
  signingIn ??= signIn().finally(() => {
    signingIn = undefined;
  });
  return signingIn;
}

async function signIn(): Promise<void> {
  const given = await login.code().catch((cause: unknown) => {
    throw new Problem('login_unavailable', {}, { cause });
  });
  if (!given) throw new Problem('not_signed_in');
  const { token } = await send(given.route, { code: given.code });
  rememberSession(token);
}

async function send<R extends RouteName>(route: R, input: Input<R>): Promise<Output<R>> {
  const { method, path, body } = wireRequest(route, input);
  const { token } = useSession.getState();
  let answer: { statusCode: number; data: unknown };
  try {
    answer = await Taro.request({
      url: apiBase + path,
      method,
      // A mini-program that is given no body sends an empty object; the gateway reads none on GET and DELETE.
      ...(body && { data: body }),
      header: {
        'Content-Type': 'application/json',
        'Accept-Language': languageOf(useSettings.getState()) === 'zh' ? 'zh-CN' : 'en',
        ...(token && { Authorization: `Bearer ${token}` }),
      },
      ...platformOptions,
      timeout: TIMEOUT_MS,
      dataType: 'json',
    });
  } catch (cause) {
    // Some platforms reject on an HTTP error and hand its body over; without one the network failed.
    const failed = cause as { status?: number; statusCode?: number; data?: unknown } | undefined;
    const status = failed?.statusCode ?? failed?.status;
    if (!status || status < 100) throw new Problem('offline', {}, { cause });
    throw problemOf(failed?.data);
  }
  if (answer.statusCode >= 200 && answer.statusCode < 300) return (answer.data || {}) as Output<R>;
  throw problemOf(answer.data);
}

function problemOf(body: unknown): Problem {
  const { code, facts } = (body as Partial<ProblemBody> | undefined)?.error ?? {};
  return isProblemCode(code) ? new Problem(code, facts ?? {}) : new Problem('server_error');
}
