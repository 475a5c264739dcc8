import { type Fields, writeForm } from '../form';
import { type NoAnswer, readJson, send } from '../http';
import { rsaSign, rsaVerify } from '../rsa';
import { spacedTime } from '../wiretime';
import { type AlipayKeys, alipayKeys } from './keys';
import type { AlipayClientSettings } from './settings';
import { type CutResponse, cutResponse, requestText } from './sign';

export type AlipayAnswer =
  | { is: 'ok'; content: Readonly<Record<string, unknown>> }
  /**
   * A final answer to this call. `code` is the `sub_code` where there is one. `signed` is false for some errors of the
   * gateway itself: news, not proof.
   */
  | { is: 'error'; code: string; signed: boolean }
  | { is: 'unknown'; why: string };

export interface AlipayExtras {
  /** parameters beside the common ones, such as `grant_type`, `notify_url`, `return_url` */
  readonly toplevel?: Fields;
}

export interface AlipayClient {
  readonly keys: AlipayKeys;
  /** One server call; `biz` becomes `biz_content`. */
  call(method: string, biz: object | null, extras?: AlipayExtras): Promise<AlipayAnswer>;
  /** A signed address for the browser (wap.pay and its like); asks nobody. */
  pageUrl(method: string, biz: object, extras?: AlipayExtras): string;
}

/** Codes that say nothing about the trade: Alipay's bad moments, and our own clock, keys or configuration. */
const SAYS_NOTHING = new Set([
  'ACQ.SYSTEM_ERROR',
  'ACQ.REFUND_CHARGE_ERROR',
  'isv.invalid-signature',
  'isv.invalid-timestamp',
  'isv.invalid-app-id',
  'isv.missing-signature',
  'isv.missing-timestamp',
]);

/** Signs requests (RSA2) and believes only answers that Alipay signed. Source: Alipay OpenAPI v2, request and response. */
export function alipayClient(settings: AlipayClientSettings): AlipayClient {
  const separator = settings.gatewayUrl.includes('?') ? '&' : '?';
  const ask = async (method: string, biz: object | null, extras?: AlipayExtras): Promise<{ is: 'cut'; cut: CutResponse } | NoAnswer> => {
    const { common, rest } = signedParams(settings, keys.requestFields, method, biz, extras);
    // The common parameters go where Alipay's own SDK puts them; the others may hold a login code, and no log of
    // addresses should.
    const answer = await send({
      method: 'POST',
      url: `${settings.gatewayUrl}${separator}${writeForm(common)}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
      body: writeForm(rest),
      ...(settings.timeoutMs && { timeout_ms: settings.timeoutMs }),
    });
    if (answer.is === 'unknown') return answer;
    if (answer.status !== 200) return { is: 'unknown', why: `http_${answer.status}` };
    const cut = cutResponse(answer.body, method);
    return cut ? { is: 'cut', cut } : { is: 'unknown', why: 'answer_content' };
  };
  const keys = alipayKeys(settings, async (sn) => {
    const answer = await ask('alipay.open.app.alipaycert.download', { alipay_cert_sn: sn });
    return answer.is === 'cut' ? answer.cut : null;
  });
  return {
    keys,
    async call(method, biz, extras) {
      const answer = await ask(method, biz, extras);
      return answer.is === 'cut' ? judge(answer.cut, keys) : answer;
    },
    pageUrl(method, biz, extras) {
      const { common, rest } = signedParams(settings, keys.requestFields, method, biz, extras);
      return `${settings.gatewayUrl}${separator}${writeForm({ ...common, ...rest })}`;
    },
  };
}

function signedParams(settings: AlipayClientSettings, certificates: Fields, method: string, biz: object | null, extras?: AlipayExtras) {
  const common: Fields = {
    app_id: settings.appId,
    method,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: spacedTime(settings.clock()),
    version: '1.0',
    ...certificates,
  };
  const rest: Fields = { ...(biz && { biz_content: JSON.stringify(biz) }), ...extras?.toplevel };
  const sign = rsaSign(requestText({ ...common, ...rest }), settings.appKey);
  return { common: { ...common, sign }, rest };
}

async function judge(cut: CutResponse, keys: AlipayKeys): Promise<AlipayAnswer> {
  const key = cut.sign === null ? null : await keys.find(cut.certSn);
  if (cut.sign !== null && !key) return { is: 'unknown', why: 'answer_key' };
  const signed = cut.sign !== null && key !== null && rsaVerify(cut.content, cut.sign, key);
  // A wrong signature is worse than none: somebody changed the answer, so not even its error is news.
  if (cut.sign !== null && !signed) return { is: 'unknown', why: 'answer_signature' };
  // The cut begins with a brace, so what reads is an object.
  const content = readJson(cut.content) as Record<string, unknown> | undefined;
  if (!content) return { is: 'unknown', why: 'answer_content' };
  // alipay.system.oauth.token answers success without a code.
  const succeeded = content.code === '10000' || (content.code === undefined && cut.name !== 'error_response');
  if (succeeded) return signed ? { is: 'ok', content } : { is: 'unknown', why: 'answer_signature' };
  const code = shortCode(content.sub_code) ?? shortCode(content.code) ?? 'NO_CODE';
  // 2xxxx is Alipay's own trouble, 40005 too many calls; anything but 4xxxx is not a refusal.
  const refused = typeof content.code === 'string' && /^4\d{4}$/.test(content.code) && content.code !== '40005';
  return refused && !SAYS_NOTHING.has(code) ? { is: 'error', code, signed } : { is: 'unknown', why: code };
}

/** A code that does not look like one is not passed on: texts may name people. */
function shortCode(code: unknown): string | null {
  return typeof code === 'string' && /^[\w.-]{1,64}$/.test(code) ? code : null;
}
