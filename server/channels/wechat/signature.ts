import { type KeyObject, randomBytes } from 'node:crypto';
import type { RawNotice, Rejection } from '../channel';
import { rsaSign, rsaVerify } from '../rsa';
import type { WechatSettings } from './settings';

const SCHEME = 'WECHATPAY2-SHA256-RSA2048';
const PROBE_PREFIX = 'WECHATPAY/SIGNTEST/';
const MAX_SKEW_MS = 300_000;

/** At most 32 random characters. */
export function makeNonce(): string {
  return randomBytes(16).toString('hex');
}

/** Unix seconds, as WeChat's signatures name the time. */
export function unixSeconds(at: Date): string {
  return String(Math.floor(at.getTime() / 1000));
}

/** What a request's signature covers; `target` is path and query exactly as sent. Source: WeChat Pay v3, request signature. */
export function requestText(method: string, target: string, timestamp: string, nonce: string, body: string): string {
  return `${method}\n${target}\n${timestamp}\n${nonce}\n${body}\n`;
}

/** What the signature of an answer or a notice covers, over the bytes as they came. Source: WeChat Pay v3, response signature. */
export function messageText(timestamp: string, nonce: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')]);
}

/** What `paySign` covers. Source: WeChat Pay v3, JSAPI call-up. */
export function payText(appId: string, timeStamp: string, nonceStr: string, prepay: string): string {
  return `${appId}\n${timeStamp}\n${nonceStr}\n${prepay}\n`;
}

/** The `Authorization` header of one request. */
export function authorization(
  settings: Pick<WechatSettings, 'mchId' | 'merchantKey' | 'merchantSerial'>,
  request: { method: string; target: string; body: string; timestamp: string; nonce: string },
): string {
  const { method, target, timestamp, nonce, body } = request;
  const signature = rsaSign(requestText(method, target, timestamp, nonce, body), settings.merchantKey);
  const pairs = {
    mchid: settings.mchId,
    nonce_str: nonce,
    timestamp,
    serial_no: settings.merchantSerial,
    signature,
  };
  return `${SCHEME} ${Object.entries(pairs)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}`;
}

/** Everything but the content, which is looked at later. */
export type MessageFault = Exclude<Rejection, 'content'>;

/**
 * Whether WeChat Pay signed this answer or notice within the last 300 s. The key is chosen strictly by serial: trying
 * any key that fits would let a withdrawn one live on.
 * @returns null when it did, else why it is not believed.
 */
export function messageFault(message: RawNotice, verifiers: ReadonlyMap<string, KeyObject>, now: Date): MessageFault | null {
  const timestamp = message.headers['wechatpay-timestamp'];
  const nonce = message.headers['wechatpay-nonce'];
  const signature = message.headers['wechatpay-signature'];
  const serial = message.headers['wechatpay-serial'];
  if (!timestamp || !nonce || !signature || !serial) return 'signature';
  // First, because a probe is wrong on purpose and must never look like a clock or key alarm.
  if (signature.startsWith(PROBE_PREFIX)) return 'probe';
  if ((message.headers['wechatpay-signature-type'] ?? SCHEME) !== SCHEME) return 'signature';
  if (!/^\d{1,12}$/.test(timestamp)) return 'signature';
  if (Math.abs(now.getTime() - Number(timestamp) * 1000) >= MAX_SKEW_MS) return 'clock';
  const key = verifiers.get(serial);
  if (!key) return 'key';
  return rsaVerify(messageText(timestamp, nonce, message.body), signature, key) ? null : 'signature';
}
