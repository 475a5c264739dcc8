import Taro from '@tarojs/taro';
import { login } from '../platform/account/login';
import { SIGN_IN_PAGE } from '../platform/account/login.types';
import { forgetSession, rememberSession } from '../state/session';
import { call, signInSilently } from './call';
import { queries } from './client';
import { forgetAnswers } from './persist';

/**
 * Signs the citizen in: at once in a mini-program, by the sign-in page on the web.
 * @param next page to go on with afterwards; a path of this product.
 */
export async function askToSignIn(next?: string): Promise<void> {
  if (login.silent) {
    forgetSession('fresh');
    await signInSilently();
    await queries.invalidateQueries();
    return;
  }
  await Taro.navigateTo({ url: next ? `${SIGN_IN_PAGE}?next=${encodeURIComponent(next)}` : SIGN_IN_PAGE });
}

/** After the web's sign-in page: whoever was here before leaves nothing behind. */
export function signedIn(token: string | null): void {
  forgetAnswers();
  rememberSession(token);
}

/** Ends the session here, even when the gateway cannot be told. */
export async function signOut(): Promise<void> {
  await call('signOut', {}).catch(() => undefined);
  forgetSession('out');
  forgetAnswers();
}
