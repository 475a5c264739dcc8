import { randomBytes } from 'node:crypto';
import type { Ctx } from '../../common/http';
import { letters, personId } from '../../common/numbers';
import { takeCode } from '../../store/login-codes';
import type { Twin } from '../../twin';

/** What DevTools gives to visitors without an app id. Only the sandbox takes it; the real platform refuses. protocols-more 9.1 */
const TOURIST_CODE = 'the code is a mock one';
export const CODE_LIFE_MS = 5 * 60_000;

/** openid of a made-up person at one app, the mini-program unless told; the same `as` is always the same person. */
export function openidOf(twin: Twin, as: string, app: string = twin.keys.ids.wechat_app_id): string {
  return personId('o', twin.keys.wechat.appSecret, app, as);
}

/** `GET /sns/jscode2session`: HTTP 200 in every case, `errcode` tells. protocols 4 */
export async function codeToSession(twin: Twin, c: Ctx): Promise<Response> {
  const { ids, wechat } = twin.keys;
  const query = c.req.query();
  if (query.appid !== ids.wechat_app_id) return failure(40013, 'invalid appid');
  if (query.secret !== wechat.appSecret) return failure(40125, 'invalid appsecret');
  // The code for a wrong grant_type is an assumption [M].
  if (query.grant_type !== 'authorization_code') return failure(40002, 'invalid grant_type');
  const code = query.js_code ?? '';
  if (code === TOURIST_CODE) return answer({ session_key: randomBytes(16).toString('base64'), openid: openidOf(twin, 'tourist') });
  const taken = await takeCode(twin, 'wechat', code, CODE_LIFE_MS);
  if (taken.is === 'used') return failure(40163, 'code been used');
  if (taken.is === 'unknown') return failure(40029, 'invalid code');
  return answer({ session_key: randomBytes(16).toString('base64'), openid: openidOf(twin, taken.person) });
}

export function failure(errcode: number, errmsg: string): Response {
  return answer({ errcode, errmsg: `${errmsg}, rid: ${letters(8)}-${letters(8)}-${letters(8)}` });
}

// The real platform labels this JSON as plain text.
export function answer(body: unknown): Response {
  return new Response(JSON.stringify(body), { headers: { 'content-type': 'text/plain' } });
}
