import { createHmac, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { readJson, send } from '../channels/http';

export interface SmsSettings {
  /** the whole address */
  readonly url: string;
  readonly appId: string;
  readonly secret: string;
  readonly clock?: () => Date;
}

export type SmsAnswer = { is: 'sent' } | { is: 'refused'; code: string } | { is: 'unknown'; why: string };

const TEMPLATE = 'login_code';
const Answer = v.object({ code: v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/)) });

/**
 * Sends login codes by text message. This wire is an assumption of our own, no named provider's: a JSON POST of
 * `{ app_id, phone, template, params: { code }, time, nonce, sign }`, `time` in Unix seconds (a number), `sign` the hex
 * HMAC-SHA256 under the secret of app_id, phone, template, code, time and nonce joined by line feeds;
 * `{ "code": "OK" }` means sent. A city that has an SMS provider puts that provider's wire here.
 */
export function smsSender(settings: SmsSettings): { sendCode(phone: string, code: string): Promise<SmsAnswer> } {
  return {
    async sendCode(phone, code) {
      const answer = await send({
        method: 'POST',
        url: settings.url,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(message(settings, phone, code)),
      });
      if (answer.is === 'unknown') return answer;
      if (answer.status >= 500 || answer.status < 200) return { is: 'unknown', why: `http_${answer.status}` };
      const read = v.safeParse(Answer, readJson(answer.body));
      if (!read.success) return { is: 'unknown', why: 'answer_content' };
      if (read.output.code !== 'OK') return { is: 'refused', code: read.output.code };
      return answer.status === 200 ? { is: 'sent' } : { is: 'unknown', why: `http_${answer.status}` };
    },
  };
}

function message({ appId, secret, clock }: SmsSettings, phone: string, code: string) {
  const time = Math.floor((clock?.() ?? new Date()).getTime() / 1000);
  const nonce = randomBytes(12).toString('hex');
  const text = [appId, phone, TEMPLATE, code, time, nonce].join('\n');
  const sign = createHmac('sha256', secret).update(text, 'utf8').digest('hex');
  return { app_id: appId, phone, template: TEMPLATE, params: { code }, time, nonce, sign };
}
