import type { Ctx } from '../common/http';
import { letters } from '../common/numbers';
import { isWebUrl, langOf } from '../pages/document';
import { refusalPage } from '../pages/wallet';
import { makeCode } from '../store/login-codes';
import type { Twin } from '../twin';

/** Who uses Alipay here, when nobody says so. */
const PERSON = 'web';

/**
 * `publicAppAuthorize.htm` for `auth_base`, which asks the person nothing and sends the browser straight back. Mini-programs
 * may not use it. One who refuses comes back with the state alone [M]. protocols-more 5.1
 */
export async function authorize(twin: Twin, c: Ctx): Promise<Response> {
  const { app_id, scope, redirect_uri: back, state = '' } = c.req.query();
  const refuse = (code: string, why: string) => refusalPage(langOf(c), 'alipay', code, why);
  if (app_id !== twin.keys.ids.alipay_web_app_id) return refuse('INVALID_APP_ID', 'app_id 无效，或小程序不支持网页授权');
  if (scope !== 'auth_base') return refuse('INVALID_SCOPE', 'scope 参数无效');
  if (!isWebUrl(back)) return refuse('INVALID_REDIRECT_URI', 'redirect_uri 与应用配置的授权回调地址不一致');
  const to = new URL(back);
  const fault = twin.faults.of('alipay').oauth;
  const given = fault === 'refuse' ? {} : { auth_code: fault === 'bad_code' ? letters(32) : await makeCode(twin, 'alipay-web', PERSON) };
  for (const [name, value] of Object.entries({ app_id, source: 'alipay_wallet', scope, ...given, state })) to.searchParams.set(name, value);
  return new Response(null, { status: 302, headers: { location: to.href, 'cache-control': 'no-store' } });
}
