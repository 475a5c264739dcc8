import { readJson } from '../http';
import { saysNothing, wechatCode } from './errors';
import type { WechatKeys } from './keys';
import { sendSigned } from './request';
import type { WechatSettings } from './settings';

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
export function wechatClient(settings: WechatSettings, keys: WechatKeys): WechatClient {
  return async (method, path, content) => {
    const answer = await sendSigned(settings, { method, path, content, serial: keys.preferred() });
    if (answer.is === 'unknown') return answer;
    if (answer.status < 200 || answer.status > 299) return errorReply(answer.status, answer.body);
    const fault = await keys.faultOf(answer);
    if (fault) return { is: 'unknown', why: `answer_${fault}` };
    if (answer.body.length === 0) return { is: 'ok', content: null };
    const read = readJson(answer.body);
    return read === undefined ? { is: 'unknown', why: 'answer_content' } : { is: 'ok', content: read };
  };
}

function errorReply(status: number, body: Buffer): WechatReply {
  const code = wechatCode((readJson(body) as { code?: unknown } | null | undefined)?.code);
  if (saysNothing(status, code)) return { is: 'unknown', why: code === 'NO_CODE' ? `http_${status}` : code };
  return { is: 'error', status, code };
}
