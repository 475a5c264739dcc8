import { askTwin } from '../twin';
import type { Login, LoginCode } from './login.types';

declare const my: {
  getAuthCode(options: { scopes: string; success(answer: { authCode: string }): void; fail(error: unknown): void }): void;
};

/** auth_base asks nothing of the citizen and yields only an id. */
const fromAlipay = (): Promise<LoginCode> =>
  new Promise((resolve, reject) => {
    my.getAuthCode({ scopes: 'auth_base', success: ({ authCode }) => resolve({ route: 'signInAlipay', code: authCode }), fail: reject });
  });

/** Alipay's IDE signs nobody in without an app of one's own, so there the sandbox gives the code; WeChat's tool has a mock code for it. */
const fromTwin = async (): Promise<LoginCode> => ({ route: 'signInAlipay', code: (await askTwin<{ code: string }>('login/alipay', {})).code });

export const login: Login = { silent: true, code: process.env.TARO_APP_WALLET === 'sandbox' ? fromTwin : fromAlipay };
