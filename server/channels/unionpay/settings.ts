import type { KeyObject, X509Certificate } from 'node:crypto';
import type { TrustSettings } from './certificate';

export interface UnionpaySettings extends TrustSettings {
  /** `https://gateway.95516.com/gateway/api` */
  readonly baseUrl: string;
  /** `https://filedownload.95516.com/`, where a day's file is asked for */
  readonly fileUrl: string;
  /** 15 digits */
  readonly merId: string;
  /** private key of the merchant's signing certificate */
  readonly key: KeyObject;
  /** that certificate's serial number in decimal */
  readonly certId: string;
  /** pinned */
  readonly rootCertificate: X509Certificate;
  readonly middleCertificate: X509Certificate;
  readonly backUrl: string;
  /** where the browser comes back to, by POST; a hint only */
  readonly frontUrl: (attemptId: string) => string;
  /** UnionPay's scripts for pages inside 云闪付, in the order in which they are loaded */
  readonly scripts: readonly string[];
  readonly clock: () => Date;
  readonly timeoutMs?: number;
  /** how long after payTimeout a payment begun before it may still come through; 5 min unless told */
  readonly marginMs?: number;
}
