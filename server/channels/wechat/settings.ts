import type { KeyObject } from 'node:crypto';

export interface WechatSettings {
  /** `https://api.mch.weixin.qq.com` */
  readonly baseUrl: string;
  readonly mchId: string;
  /** private key of the merchant's API certificate */
  readonly merchantKey: KeyObject;
  /** serial number of the merchant's API certificate, hex, upper case */
  readonly merchantSerial: string;
  /** the 32 bytes of the APIv3 key */
  readonly apiV3Key: Buffer;
  /** WeChat Pay's own keys that we were given, by what `Wechatpay-Serial` calls them: `PUB_KEY_ID_…`. Empty in pure certificate mode. */
  readonly verifiers: ReadonlyMap<string, KeyObject>;
  /** platform certificates are fetched and believed too */
  readonly certificates?: boolean;
  /** public https address without a query */
  readonly notifyUrl: string;
  readonly refundNotifyUrl: string;
  /** where a browser comes back to; a hint only */
  readonly returnUrl: (attemptId: string) => string;
  readonly clock: () => Date;
  /** what a request for certificates is dated with, where `clock` plays another time */
  readonly wallClock?: () => Date;
  readonly timeoutMs?: number;
}
