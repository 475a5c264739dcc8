import { underFaults } from '../common/faults';
import type { Ctx } from '../common/http';
import type { Twin } from '../twin';
import { AlipayError } from './errors';
import { METHODS, TOKEN } from './methods';
import { appOf, checkRequest, readFields } from './request';
import { sealResponse } from './signature';

const UNAVAILABLE = new AlipayError('20000', 'isp.unknow-error', '系统繁忙');

/**
 * `POST /gateway.do` for servers. HTTP is 200 whatever the outcome. Errors stand under the method's own name, only the
 * token method and unknown methods use `error_response` (fzlee/alipay #60, anerg2046/sns_auth #39); without a known
 * app there is no key to choose, so that error is unsigned.
 */
export async function callMethod(twin: Twin, c: Ctx): Promise<Response> {
  const fields = await readFields(c);
  const app = appOf(twin, fields.app_id);
  const key = app?.key;
  const method = METHODS[fields.method ?? ''];
  const isPlain = method !== undefined && fields.method !== TOKEN;
  const good = `${(fields.method ?? '').replaceAll('.', '_')}_response`;
  const refused = (error: AlipayError) => answer(sealResponse(isPlain ? good : 'error_response', error.content(), key, app?.certSn));
  try {
    const request = checkRequest(twin, fields);
    if (!method) throw new AlipayError('40002', 'isv.invalid-method', '不存在的方法名');
    const refuse = (status: number) => (status === 20000 ? refused(UNAVAILABLE) : new Response('<html>busy</html>', { status }));
    return await underFaults(twin.faults, 'alipay', request.method, c, refuse, async () => {
      const content = await method(twin, request);
      return answer(sealResponse(good, content, twin.faults.takeProbe('alipay', request.method) ? undefined : key, app?.certSn));
    });
  } catch (error) {
    if (error instanceof AlipayError) return refused(error);
    throw error;
  }
}

function answer(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'text/html;charset=utf-8' } });
}
