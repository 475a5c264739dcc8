import type { CodeAnswer } from '../platforms/code';
import type { SmsAnswer } from '../platforms/sms';

/** How an app's own browser tells who uses it: we send the browser there, and it comes back with a one-time code. */
export interface WebLogin {
  /** the app whose identities these are */
  readonly app: string;
  /** the parameter that the code comes back in; it is missing when the person refused */
  readonly codeField: 'code' | 'auth_code';
  /** @param back our address, without a query */
  authorizeUrl(state: string, back: string): string;
  exchangeCode(code: string): Promise<CodeAnswer>;
}

/** What signing in needs from outside; the adapters are in `server/platforms`. */
export interface Logins {
  readonly wechat: { exchangeCode(code: string): Promise<CodeAnswer> };
  readonly alipay: { exchangeCode(code: string): Promise<CodeAnswer> };
  /** for pages inside the app; null where no such app is set */
  readonly web: { readonly wechat: WebLogin | null; readonly alipay: WebLogin | null };
  readonly sms: { sendCode(phone: string, code: string): Promise<SmsAnswer> };
}
