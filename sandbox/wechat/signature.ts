import { createCipheriv, type KeyObject } from 'node:crypto';
import { letters } from '../common/numbers';
import { signText } from '../common/rsa';

/** What a merchant signs: method, path with query as sent, time, nonce, body, each line ended. protocols 1.1 [V] */
export function requestText(method: string, pathAndQuery: string, timestamp: string, nonce: string, body: Buffer | string): Buffer {
  return Buffer.concat([Buffer.from(`${method}\n${pathAndQuery}\n${timestamp}\n${nonce}\n`), Buffer.from(body), Buffer.from('\n')]);
}

/** What WeChat signs in answers and callbacks; a 204 has an empty body. protocols 1.2 [V] */
export function answerText(timestamp: string, nonce: string, body: string): string {
  return `${timestamp}\n${nonce}\n${body}\n`;
}

/** What the merchant signs for `wx.requestPayment`. protocols 1.5 [S] */
export function paySignText(appId: string, timeStamp: string, nonceStr: string, pack: string): string {
  return `${appId}\n${timeStamp}\n${nonceStr}\n${pack}\n`;
}

/** The pairs of `Authorization: WECHATPAY2-SHA256-RSA2048 mchid="…",…`, in any order; undefined if it is something else. */
export function readAuthorization(header: string | undefined): Record<string, string> | undefined {
  const match = /^WECHATPAY2-SHA256-RSA2048 +(.+)$/.exec(header ?? '');
  if (!match?.[1]) return undefined;
  const pairs: Record<string, string> = {};
  for (const pair of match[1].matchAll(/([a-z_]+)="([^"]*)"/g)) pairs[pair[1] as string] = pair[2] as string;
  return pairs;
}

export interface Seal {
  readonly key: KeyObject;
  /** `PUB_KEY_ID_…`, or the serial of a platform certificate */
  readonly serial: string;
  readonly timestamp: number;
  /** WeChat's test of verifiers: a signature that must be refused. protocols 1.2 [C] */
  readonly probe: boolean;
}

/** The headers that make an answer or callback WeChat's own. */
export function sealHeaders(body: string, seal: Seal): Record<string, string> {
  const timestamp = String(seal.timestamp);
  const nonce = letters(32);
  const signature = signText(answerText(timestamp, nonce, body), seal.key);
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Signature': seal.probe ? `WECHATPAY/SIGNTEST/${signature.slice(20)}` : signature,
    'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
    'Wechatpay-Serial': seal.serial,
    'Request-ID': letters(32).toUpperCase(),
  };
}

/** AES-256-GCM as in callbacks: base64 of ciphertext and 16-byte tag. protocols 1.4 [V] */
export function encryptResource(plaintext: string, apiV3Key: string, nonce: string, associatedData: string): string {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(apiV3Key, 'utf8'), Buffer.from(nonce, 'utf8'));
  cipher.setAAD(Buffer.from(associatedData, 'utf8'));
  return Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}
