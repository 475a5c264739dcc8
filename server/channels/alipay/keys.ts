import type { KeyObject, X509Certificate } from 'node:crypto';
import type { Fields } from '../form';
import { readJson } from '../http';
import { rsaVerify } from '../rsa';
import { certificateSn, readBundle, rootSn, type TrustedCertificate, trusted } from './certificates';
import type { AlipayClientSettings } from './settings';
import type { CutResponse } from './sign';

/** Alipay's keys: one public key, or certificates that messages name by `alipay_cert_sn`. */
export interface AlipayKeys {
  /** what requests carry beside the common parameters; nothing in key mode */
  readonly requestFields: Fields;
  /**
   * The key of a message.
   * @param sn `alipay_cert_sn` of the message; null when it has none
   * @returns null when there is none that we believe
   */
  find(sn: string | null): Promise<KeyObject | null>;
}

/** What certificate mode needs; made from files by {@link readAlipayCertificates}. */
export interface AlipayCertificates {
  readonly appCertSn: string;
  readonly rootCertSn: string;
  readonly roots: readonly X509Certificate[];
  /** the one downloaded with the application's own */
  readonly first: TrustedCertificate;
}

/**
 * Reads the three files that the open platform gives an application.
 * @param alipay Alipay's certificate and those between it and the root
 * @throws Error when the root does not vouch for Alipay's certificate
 */
export function readAlipayCertificates(
  app: X509Certificate,
  alipay: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): AlipayCertificates {
  const first = trusted(alipay, roots);
  if (!first) throw new Error('the root does not vouch for the certificate');
  return { appCertSn: certificateSn(app), rootCertSn: rootSn(roots), roots, first };
}

/** Anybody can send a notice with a made-up serial; Alipay must not be asked for each. */
const DOWNLOAD_GAP_MS = 60_000;
const MOST_HELD = 16;

/** Asks `alipay.open.app.alipaycert.download`; whether the answer is to be believed is found out here. @returns null when none came */
export type Download = (sn: string) => Promise<CutResponse | null>;

/** Source: Alipay, certificate mode: an unknown serial is downloaded, and believed when the pinned root vouches for it. */
export function alipayKeys(settings: AlipayClientSettings, download: Download): AlipayKeys {
  const { trust } = settings;
  if (trust.is === 'key') return { requestFields: {}, find: async () => trust.publicKey };
  const { certificates } = trust;
  const held = new Map([[certificates.first.sn, certificates.first]]);
  let latest = certificates.first;
  const running = new Map<string, Promise<void>>();
  let triedAt = Number.NEGATIVE_INFINITY;

  const fetchOne = async (sn: string): Promise<void> => {
    const answer = await download(sn);
    const found = answer && readDownload(answer, certificates.roots);
    if (!answer?.sign || found?.sn !== sn) return;
    // It may be signed with the very certificate that it brings, which the root has vouched for by then.
    const signer = answer.certSn === sn ? found : held.get(answer.certSn ?? '');
    if (!signer || !rsaVerify(answer.content, answer.sign, signer.key)) return;
    if (held.size >= MOST_HELD) held.delete(held.keys().next().value as string);
    held.set(sn, found);
    if (found.from_ms >= latest.from_ms) latest = found;
  };
  const learn = async (sn: string): Promise<void> => {
    const now = settings.clock().getTime();
    if (!running.has(sn) && Math.abs(now - triedAt) < DOWNLOAD_GAP_MS) return;
    if (!running.has(sn)) {
      triedAt = now;
      running.set(
        sn,
        fetchOne(sn).finally(() => running.delete(sn)),
      );
    }
    await running.get(sn);
  };
  const keyNow = (certificate: TrustedCertificate | undefined) => {
    const now = settings.clock().getTime();
    return certificate && certificate.from_ms <= now && now <= certificate.to_ms ? certificate.key : null;
  };
  return {
    requestFields: { app_cert_sn: certificates.appCertSn, alipay_root_cert_sn: certificates.rootCertSn },
    async find(sn) {
      // Whether notices name a certificate is an assumption; one that names none was signed with the newest we know.
      if (sn === null) return keyNow(latest);
      if (!held.has(sn) && /^[0-9a-f]{32}$/.test(sn)) await learn(sn);
      return keyNow(held.get(sn));
    },
  };
}

/** The content is base64 of a PEM bundle. Source: Alipay, alipay.open.app.alipaycert.download. */
function readDownload(answer: CutResponse, roots: readonly X509Certificate[]): TrustedCertificate | null {
  const content = readJson(answer.content) as { code?: unknown; alipay_cert_content?: unknown } | undefined;
  if (content?.code !== '10000' || typeof content.alipay_cert_content !== 'string') return null;
  try {
    return trusted(readBundle(Buffer.from(content.alipay_cert_content, 'base64').toString('utf8')), roots);
  } catch {
    return null;
  }
}
