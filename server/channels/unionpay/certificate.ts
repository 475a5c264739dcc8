import { createHash, type KeyObject, X509Certificate } from 'node:crypto';

export interface TrustSettings {
  readonly rootCertificate: X509Certificate;
  readonly middleCertificate: X509Certificate;
  /** names besides 中国银联股份有限公司 that may sign, such as UnionPay's test gateway's `00040000:SIGN` */
  readonly extraSigners?: readonly string[];
}

/** Finds the key of the certificate that came with a message. @returns null when that certificate is not to be believed. */
export type SignerKeys = (pem: string, now: Date) => KeyObject | null;

interface Signer {
  readonly key: KeyObject;
  readonly from: number;
  readonly to: number;
}

const UNIONPAY = '中国银联股份有限公司';
/** UnionPay has one signer at a time; anything more is somebody trying. */
const MAX_REMEMBERED = 32;

/**
 * Believes a certificate that the pinned middle one issued to UnionPay, while all three are valid. What does not change
 * is remembered by the certificate's hash; the dates are compared every time. Source: UnionPay 5.1.0, signature.
 */
export function signerKeys(trust: TrustSettings): SignerKeys {
  const known = new Map<string, Signer | null>();
  return (pem, now) => {
    const hash = createHash('sha256').update(pem).digest('hex');
    let signer = known.get(hash);
    if (signer === undefined) {
      signer = readSigner(pem, trust);
      if (known.size >= MAX_REMEMBERED) known.clear();
      known.set(hash, signer);
    }
    return signer && signer.from <= now.getTime() && now.getTime() <= signer.to ? signer.key : null;
  };
}

function readSigner(pem: string, { rootCertificate, middleCertificate, extraSigners = [] }: TrustSettings): Signer | null {
  const leaf = readCertificate(pem);
  if (!leaf || !issued(middleCertificate, leaf) || !issued(rootCertificate, middleCertificate)) return null;
  const name = signerName(leaf);
  if (!name || ![UNIONPAY, ...extraSigners].includes(name)) return null;
  const chain = [leaf, middleCertificate, rootCertificate];
  return {
    key: leaf.publicKey,
    from: Math.max(...chain.map((certificate) => Date.parse(certificate.validFrom))),
    to: Math.min(...chain.map((certificate) => Date.parse(certificate.validTo))),
  };
}

function issued(by: X509Certificate, certificate: X509Certificate): boolean {
  return by.ca && certificate.checkIssued(by) && certificate.verify(by.publicKey);
}

/** `041@8310000000083040@中国银联股份有限公司@00016495` → the third part; a common name without parts counts whole. */
export function signerName(certificate: X509Certificate): string | null {
  const name: unknown = certificate.toLegacyObject().subject?.CN;
  if (typeof name !== 'string') return null;
  return name.split('@')[2] ?? name;
}

function readCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}
