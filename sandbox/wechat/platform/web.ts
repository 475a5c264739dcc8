import type { Ctx } from '../../common/http';
import { letters } from '../../common/numbers';
import { isWebUrl, langOf } from '../../pages/document';
import { refusalPage } from '../../pages/wallet';
import { makeCode, takeCode } from '../../store/login-codes';
import type { Twin } from '../../twin';
import { answer, CODE_LIFE_MS, failure, openidOf } from './login';

/** Who uses WeChat here, when nobody says so. */
const PERSON = 'web';

/**
 * `/connect/oauth2/authorize` for `snsapi_base`, which asks the person nothing and sends the browser straight back with a
 * code. One who refuses comes back with the state alone. protocols 4; that the domain of redirect_uri must be registered is
 * left out here, as there is no portal to register it in.
 */
export async function authorize(twin: Twin, c: Ctx): Promise<Response> {
  const { appid, redirect_uri: back, response_type: type, scope, state = '' } = c.req.query();
  const refuse = (code: string, why: string) => refusalPage(langOf(c), 'wechat', code, why);
  // The wording is WeChat's, the numbers are an assumption [M].
  if (appid !== twin.keys.ids.wechat_mp_app_id) return refuse('10003', 'appid 参数错误');
  if (!isWebUrl(back)) return refuse('10003', 'redirect_uri 参数错误');
  if (type !== 'code' || scope !== 'snsapi_base') return refuse('10005', 'Scope 参数错误或没有 Scope 权限');
  if (!/^[a-zA-Z0-9]{0,128}$/.test(state)) return refuse('10016', 'state 参数错误');
  const to = new URL(back);
  const fault = twin.faults.of('wechat').oauth;
  if (fault !== 'refuse') to.searchParams.set('code', fault === 'bad_code' ? `0${letters(31)}` : await makeCode(twin, 'wechat-web', PERSON));
  to.searchParams.set('state', state);
  return new Response(null, { status: 302, headers: { location: to.href, 'cache-control': 'no-store' } });
}

/** `GET /sns/oauth2/access_token`: HTTP 200 in every case, `errcode` tells. protocols 4 */
export async function codeToToken(twin: Twin, c: Ctx): Promise<Response> {
  const { ids, wechat } = twin.keys;
  const { appid, secret, code = '', grant_type: grant } = c.req.query();
  if (appid !== ids.wechat_mp_app_id) return failure(40013, 'invalid appid');
  if (secret !== wechat.mpSecret) return failure(40125, 'invalid appsecret');
  if (grant !== 'authorization_code') return failure(40002, 'invalid grant_type');
  const taken = await takeCode(twin, 'wechat-web', code, CODE_LIFE_MS);
  if (taken.is === 'used') return failure(40163, 'code been used');
  if (taken.is === 'unknown') return failure(40029, 'invalid code');
  return answer({
    access_token: letters(64),
    expires_in: 7200,
    refresh_token: letters(64),
    openid: openidOf(twin, taken.person, ids.wechat_mp_app_id),
    scope: 'snsapi_base',
  });
}
