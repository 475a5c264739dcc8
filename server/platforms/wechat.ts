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
  const { baseUrl, appId, secret } = settings;
  return {
    exchangeCode: onceForEachCode((code) =>
      askWechat(baseUrl, '/sns/jscode2session', { appid: appId, secret, js_code: code, grant_type: 'authorization_code' }),
    ),
  };
}

/** One exchange of a code. Mini-programs and web pages have a path each and the same answers: an openid, or an errcode. */
export async function askWechat(baseUrl: string, path: string, query: Readonly<Record<string, string>>): Promise<CodeAnswer> {
  const answer = await send({ method: 'GET', url: `${baseUrl.replace(/\/$/, '')}${path}?${new URLSearchParams(query)}` });
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
