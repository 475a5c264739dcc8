import { readJson, send } from '../http';
import { saysNothing, wechatCode } from './errors';
import type { WechatSettings } from './settings';
import { authorization, makeNonce, messageFault, unixSeconds } from './signature';

export type WechatReply =
  /** 2xx and signed; `content` is null for an empty body */
  | { is: 'ok'; content: unknown }
  /** a 4xx: WeChat does not sign these, so they are news, not proof */
  | { is: 'error'; status: number; code: string }
  | { is: 'unknown'; why: string };

export type WechatClient = (method: 'GET' | 'POST', path: string, content?: object) => Promise<WechatReply>;

/**
 * Signs a request, sends it and believes only an answer that WeChat Pay signed. A 2xx with a missing or wrong signature
 * is `unknown`: the request may well have taken effect. Source: WeChat Pay v3, request and response signature.
 */
export function wechatClient(settings: WechatSettings): WechatClient {
  return async (method, path, content) => {
    const url = new URL(settings.baseUrl.replace(/\/$/, '') + path);
    const body = content ? JSON.stringify(content) : '';
    const answer = await send({
      method,
      url: url.href,
      headers: requestHeaders(settings, method, url.pathname + url.search, body),
      ...(content && { body }),
      ...(settings.timeoutMs && { timeout_ms: settings.timeoutMs }),
    });
    if (answer.is === 'unknown') return answer;
    if (answer.status < 200 || answer.status > 299) return errorReply(answer.status, answer.body);
    const fault = messageFault(answer, settings.verifiers, settings.clock());
    if (fault) return { is: 'unknown', why: `answer_${fault}` };
    if (answer.body.length === 0) return { is: 'ok', content: null };
    const read = readJson(answer.body);
    return read === undefined ? { is: 'unknown', why: 'answer_content' } : { is: 'ok', content: read };
  };
}

function requestHeaders(settings: WechatSettings, method: string, target: string, body: string): Record<string, string> {
  const timestamp = unixSeconds(settings.clock());
  const serial = preferredSerial(settings);
  return {
    authorization: authorization(settings, { method, target, body, timestamp, nonce: makeNonce() }),
    accept: 'application/json',
    ...(body && { 'content-type': 'application/json' }),
    ...(serial && { 'wechatpay-serial': serial }),
  };
}

/** Which of its keys WeChat is asked to sign with: the public key, where there is one, has no expiry. */
function preferredSerial({ verifiers }: WechatSettings): string | undefined {
  const serials = [...verifiers.keys()];
  return serials.find((serial) => serial.startsWith('PUB_KEY_ID_')) ?? serials[0];
}

function errorReply(status: number, body: Buffer): WechatReply {
  const code = wechatCode((readJson(body) as { code?: unknown } | null | undefined)?.code);
  if (saysNothing(status, code)) return { is: 'unknown', why: code === 'NO_CODE' ? `http_${status}` : code };
  return { is: 'error', status, code };
}
