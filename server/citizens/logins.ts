import type { CodeAnswer } from '../platforms/code';
import type { SmsAnswer } from '../platforms/sms';

/** What signing in needs from outside; the adapters are in `server/platforms`. */
export interface Logins {
  readonly wechat: { exchangeCode(code: string): Promise<CodeAnswer> };
  readonly alipay: { exchangeCode(code: string): Promise<CodeAnswer> };
  readonly sms: { sendCode(phone: string, code: string): Promise<SmsAnswer> };
}
