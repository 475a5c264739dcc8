import * as v from 'valibot';
import { readJson, send } from '../channels/http';
import { type CodeAnswer, onceForEachCode } from './code';

export interface WechatPlatformSettings {
  /** `https://api.weixin.qq.com` */
  readonly baseUrl: string;
  readonly appId: string;
  readonly secret: string;
}

const Session = v.object({
  errcode: v.optional(v.number(), 0),
  openid: v.optional(v.string()),
  unionid: v.optional(v.string()),
});

/** Said of the code or its bearer: invalid, used, a user at high risk. All other errors are about us or the moment. */
const REFUSED = new Set([40029, 40163, 40226]);

/**
 * WeChat's mini-program login. `session_key` is dropped at once: nothing here needs it.
 * Source: WeChat, jscode2session.
 */
export function wechatPlatform(settings: WechatPlatformSettings): { exchangeCode(code: string): Promise<CodeAnswer> } {
  return { exchangeCode: onceForEachCode((code) => exchange(settings, code)) };
}

async function exchange({ baseUrl, appId, secret }: WechatPlatformSettings, code: string): Promise<CodeAnswer> {
  const query = new URLSearchParams({ appid: appId, secret, js_code: code, grant_type: 'authorization_code' });
  const answer = await send({ method: 'GET', url: `${baseUrl.replace(/\/$/, '')}/sns/jscode2session?${query}` });
  if (answer.is === 'unknown') return answer;
  if (answer.status !== 200) return { is: 'unknown', why: `http_${answer.status}` };
  // Some of WeChat's answers call themselves text/plain; they are JSON all the same.
  const read = v.safeParse(Session, readJson(answer.body));
  if (!read.success) return { is: 'unknown', why: 'answer_content' };
  const { errcode, openid, unionid } = read.output;
  if (REFUSED.has(errcode)) return { is: 'refused', code: String(errcode) };
  if (errcode !== 0) return { is: 'unknown', why: String(errcode) };
  return openid ? { is: 'known', subject: openid, union: unionid || null } : { is: 'unknown', why: 'answer_content' };
}
