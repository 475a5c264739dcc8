import { createCipheriv, type KeyObject } from 'node:crypto';
import type { RawNotice } from '../channel';
import { rsaSign } from '../rsa';
import { NOW, rsaPair, type Told } from '../testing';
import type { WechatSettings } from './settings';
import { messageText, unixSeconds } from './signature';

export const SERIAL = 'PUB_KEY_ID_0119000091912026112300000001';
const API_V3_KEY = Buffer.from('0123456789abcdef0123456789abcdef');

export interface WechatWorld {
  readonly settings: WechatSettings;
  readonly ours: { publicKey: KeyObject };
  /** signs an answer as WeChat Pay does */
  reply(content: object | null, changes?: Record<string, string>): Told;
  /** seals and signs a notice as WeChat Pay does */
  notice(event: string, content: object, changes?: Record<string, string>): RawNotice;
}

/** A merchant and a WeChat Pay with fresh keys at `baseUrl`. */
export function wechatWorld(baseUrl: string): WechatWorld {
  const ours = rsaPair();
  const theirs = rsaPair();
  const sign = (body: Buffer, changes: Record<string, string>): Record<string, string> => {
    const timestamp = changes['wechatpay-timestamp'] ?? unixSeconds(NOW);
    const signature = rsaSign(messageText(timestamp, 'n0nce', body), theirs.privateKey);
    return { 'wechatpay-timestamp': timestamp, 'wechatpay-nonce': 'n0nce', 'wechatpay-serial': SERIAL, 'wechatpay-signature': signature, ...changes };
  };
  return {
    ours,
    settings: {
      baseUrl,
      mchId: '1900009191',
      merchantKey: ours.privateKey,
      merchantSerial: '45F59D4D',
      apiV3Key: API_V3_KEY,
      verifiers: new Map([
        ['4A', rsaPair().publicKey],
        [SERIAL, theirs.publicKey],
      ]),
      notifyUrl: 'https://pay.example.cn/notices/wechat',
      refundNotifyUrl: 'https://pay.example.cn/notices/wechat',
      returnUrl: (id) => `https://pay.example.cn/back/${id}`,
      clock: () => NOW,
    },
    reply(content, changes = {}) {
      const body = Buffer.from(content ? JSON.stringify(content) : '');
      return { status: content ? 200 : 204, headers: sign(body, changes), body };
    },
    notice(event, content, changes = {}) {
      const resource = seal(JSON.stringify(content));
      const body = Buffer.from(JSON.stringify({ id: 'EV-1', event_type: event, resource_type: 'encrypt-resource', resource }));
      return { headers: sign(body, changes), body };
    },
  };
}

function seal(text: string) {
  const nonce = 'abcdefghijkl';
  const associated_data = 'transaction';
  const cipher = createCipheriv('aes-256-gcm', API_V3_KEY, nonce);
  cipher.setAAD(Buffer.from(associated_data));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { algorithm: 'AEAD_AES_256_GCM', nonce, associated_data, ciphertext: sealed.toString('base64') };
}

/** A paid transaction of the attempt that `makeAttempt` makes. */
export function paidTransaction(changes: object = {}) {
  return {
    appid: 'wx8888888888888888',
    mchid: '1900009191',
    out_trade_no: '202611A7K2M9Q4T8',
    transaction_id: '4200001',
    trade_state: 'SUCCESS',
    success_time: '2026-11-23T10:02:03+08:00',
    payer: { openid: 'o-payer' },
    amount: { total: 14396, payer_total: 14000, currency: 'CNY', payer_currency: 'CNY' },
    ...changes,
  };
}
