import type { KeyObject } from 'node:crypto';
import type { AlipayCertificates } from './keys';

/** What every call to Alipay's gateway needs. */
export interface AlipayClientSettings {
  /** `https://openapi.alipay.com/gateway.do` */
  readonly gatewayUrl: string;
  readonly appId: string;
  /** private key of the application */
  readonly appKey: KeyObject;
  /** Alipay's public key for this application, or certificates on both sides */
  readonly trust: { readonly is: 'key'; readonly publicKey: KeyObject } | { readonly is: 'certificates'; readonly certificates: AlipayCertificates };
  readonly clock: () => Date;
  readonly timeoutMs?: number;
}

export interface AlipaySettings extends AlipayClientSettings {
  /** 2088…, who collects */
  readonly sellerId: string;
  readonly notifyUrl: string;
  /** where the browser comes back to; a hint only */
  readonly returnUrl: (attemptId: string) => string;
}
