import type { KeyObject } from 'node:crypto';
import type { RawNotice } from '../channel';
import { type Fields, readForm } from '../form';
import { rsaSign, rsaVerify } from '../rsa';
import { type Asked, NOW, rsaPair, type Told } from '../testing';
import type { AlipaySettings } from './settings';
import { noticeText, requestText } from './sign';

export interface AlipayWorld {
  readonly settings: AlipaySettings;
  readonly ours: { publicKey: KeyObject };
  /** signs an answer as Alipay does, over the text of the object */
  reply(method: string, content: object | string): Told;
  notice(fields: Fields): RawNotice;
  sign(text: string): string;
  /** the verified parameters of a request, query and body merged */
  read(asked: Pick<Asked, 'target' | 'body'>): Fields;
}

/** An application and an Alipay with fresh keys at `baseUrl`. */
export function alipayWorld(baseUrl: string): AlipayWorld {
  const ours = rsaPair();
  const theirs = rsaPair();
  return {
    ours,
    settings: {
      gatewayUrl: `${baseUrl}/gateway.do`,
      appId: '2021001',
      appKey: ours.privateKey,
      trust: { is: 'key', publicKey: theirs.publicKey },
      sellerId: '2088531891668739',
      notifyUrl: 'https://pay.example.cn/notices/alipay',
      returnUrl: (id) => `https://pay.example.cn/back/${id}?a=1&b=2`,
      clock: () => NOW,
    },
    sign: (text) => rsaSign(text, theirs.privateKey),
    reply(method, content) {
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      const name = method === 'error' ? 'error_response' : `${method.replace(/\./g, '_')}_response`;
      return { body: `{"${name}":${text},"sign":${JSON.stringify(rsaSign(text, theirs.privateKey))}}` };
    },
    notice(fields) {
      const signed = { ...fields, sign_type: 'RSA2', sign: rsaSign(noticeText(fields), theirs.privateKey) };
      return { headers: {}, body: Buffer.from(new URLSearchParams(signed).toString()) };
    },
    read({ target, body }) {
      const params = readForm([target.split('?')[1], body].filter(Boolean).join('&'));
      if (!params || !rsaVerify(requestText(params), params.sign ?? '', ours.publicKey)) throw new Error('wrong signature');
      return params;
    },
  };
}

/** The notice of a payment of the attempt that `makeAttempt` makes. */
export function paidNotice(changes: Fields = {}): Fields {
  return {
    notify_type: 'trade_status_sync',
    notify_id: '2026112300222',
    notify_time: '2026-11-23 10:02:05',
    app_id: '2021001',
    seller_id: '2088531891668739',
    trade_no: '20261123220014',
    out_trade_no: '202611A7K2M9Q4T8',
    trade_status: 'TRADE_SUCCESS',
    total_amount: '143.96',
    gmt_payment: '2026-11-23 10:02:03',
    subject: '水费 100%+a&b 🚰',
    fund_bill_list: '[{"amount":"143.96","fundChannel":"ALIPAYACCOUNT"}]',
    ...changes,
  };
}
