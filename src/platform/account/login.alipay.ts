import type { Login } from './login.types';

declare const my: {
  getAuthCode(options: { scopes: string; success(answer: { authCode: string }): void; fail(error: unknown): void }): void;
};

export const login: Login = {
  silent: true,
  code: () =>
    new Promise((resolve, reject) => {
      // auth_base asks nothing of the citizen and yields only an id.
      my.getAuthCode({
        scopes: 'auth_base',
        success: ({ authCode }) => resolve({ route: 'signInAlipay', code: authCode }),
        fail: reject,
      });
    }),
};
