import { json } from '../common/http';

/** WeChat Pay's error envelope. Errors are not signed. protocols 1.10 */
export class WechatError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly detail?: unknown,
  ) {
    super(message);
  }

  answer(): Response {
    return json(this.status, { code: this.code, message: this.message, ...(this.detail === undefined ? {} : { detail: this.detail }) });
  }
}

/** A parameter that is missing or of the wrong form. */
export function badField(field: string, value: unknown, issue: string): WechatError {
  return new WechatError(400, 'PARAM_ERROR', `参数错误：${issue}`, { field, value: value ?? null, issue, location: 'body' });
}

/** Errors that the switches ask for. */
export function brokenAnswer(status: number): Response {
  if (status === 429) return new WechatError(429, 'FREQUENCY_LIMITED', '频率超限').answer();
  return new WechatError(status, 'SYSTEM_ERROR', '系统错误，请用相同参数重试').answer();
}
