import { type KeyObject, X509Certificate } from 'node:crypto';
import * as v from 'valibot';
import { readJson } from '../http';
import { openResource } from './resource';

/** WeChat Pay's own certificate, with which it signs answers and notices in certificate mode. */
export interface PlatformCertificate {
  /** hex, upper case, as `Wechatpay-Serial` names it */
  readonly serial: string;
  readonly key: KeyObject;
  readonly from_ms: number;
  readonly to_ms: number;
}

const Listed = v.object({
  data: v.pipe(
    v.array(
      v.object({
        serial_no: v.string(),
        encrypt_certificate: v.object({
          algorithm: v.string(),
          nonce: v.string(),
          associated_data: v.optional(v.string()),
          ciphertext: v.string(),
        }),
      }),
    ),
    v.minLength(1),
  ),
});

/**
 * Opens the answer of `GET /v3/certificates`. All of them or none: a list in which one does not open was not made for us.
 * The dates are the certificates' own, because those beside them are not sealed. Source: WeChat Pay v3, certificates.
 * @returns null when the answer is not such a list, or was not sealed with our APIv3 key
 */
export function openCertificates(body: Buffer, apiV3Key: Buffer): PlatformCertificate[] | null {
  const read = v.safeParse(Listed, readJson(body));
  if (!read.success) return null;
  const opened = read.output.data.map(({ serial_no, encrypt_certificate }) => {
    const pem = openResource(encrypt_certificate, apiV3Key);
    return pem && readCertificate(pem.toString('utf8'), serial_no);
  });
  return opened.every((one) => one !== null) ? opened : null;
}

function readCertificate(pem: string, serial: string): PlatformCertificate | null {
  try {
    const certificate = new X509Certificate(pem);
    if (trimmed(certificate.serialNumber) !== trimmed(serial) || certificate.publicKey.asymmetricKeyType !== 'rsa') return null;
    return {
      serial: serial.toUpperCase(),
      key: certificate.publicKey,
      from_ms: Date.parse(certificate.validFrom),
      to_ms: Date.parse(certificate.validTo),
    };
  } catch {
    return null;
  }
}

function trimmed(serial: string): string {
  return serial.toUpperCase().replace(/^0+/, '');
}

export function isValidAt(certificate: PlatformCertificate, now: Date): boolean {
  return certificate.from_ms <= now.getTime() && now.getTime() <= certificate.to_ms;
}
