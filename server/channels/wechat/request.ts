import { type HttpAnswer, type NoAnswer, send } from '../http';
import type { WechatSettings } from './settings';
import { authorization, makeNonce, unixSeconds } from './signature';

export interface SignedRequest {
  readonly method: 'GET' | 'POST';
  /** path and query */
  readonly path: string;
  readonly content?: object | undefined;
  /** which of its keys WeChat is asked to sign with; left out before we know one */
  readonly serial: string | undefined;
}

/** Signs a request and sends it; whether the answer is to be believed is the caller's to find out. Source: WeChat Pay v3, request signature. */
export function sendSigned(settings: WechatSettings, { method, path, content, serial }: SignedRequest): Promise<HttpAnswer | NoAnswer> {
  const url = new URL(settings.baseUrl.replace(/\/$/, '') + path);
  const body = content ? JSON.stringify(content) : '';
  const timestamp = unixSeconds(settings.clock());
  return send({
    method,
    url: url.href,
    headers: {
      authorization: authorization(settings, { method, target: url.pathname + url.search, body, timestamp, nonce: makeNonce() }),
      accept: 'application/json',
      ...(body && { 'content-type': 'application/json' }),
      ...(serial && { 'wechatpay-serial': serial }),
    },
    ...(content && { body }),
    ...(settings.timeoutMs && { timeout_ms: settings.timeoutMs }),
  });
}
