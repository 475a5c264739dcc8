import type { KeyObject } from 'node:crypto';

export interface WechatSettings {
  /** `https://api.mch.weixin.qq.com` */
  readonly baseUrl: string;
  readonly mchId: string;
  readonly appId: string;
  /** private key of the merchant's API certificate */
  readonly merchantKey: KeyObject;
  /** serial number of the merchant's API certificate, hex, upper case */
  readonly merchantSerial: string;
  /** the 32 bytes of the APIv3 key */
  readonly apiV3Key: Buffer;
  /**
   * WeChat Pay's own keys by what `Wechatpay-Serial` calls them: `PUB_KEY_ID_…` or a platform certificate's serial.
   * Looked up at every use, so whoever keeps it fresh (a downloader of platform certificates) may add to it.
   */
  readonly verifiers: ReadonlyMap<string, KeyObject>;
  /** public https address without a query */
  readonly notifyUrl: string;
  readonly refundNotifyUrl: string;
  readonly clock: () => Date;
  readonly timeoutMs?: number;
}
