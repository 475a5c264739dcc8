import { createHash, type KeyObject, X509Certificate } from 'node:crypto';

/** Serial numbers under which Alipay and an application know each other's certificates. Source: Alipay, certificate serials. */
export function certificateSn(certificate: X509Certificate): string {
  // Node lists the issuer from the country down; Alipay hashes it from the common name up.
  const issuer = certificate.issuer.split('\n').reverse().join(',');
  return createHash('md5')
    .update(`${issuer}${BigInt(`0x${certificate.serialNumber}`)}`)
    .digest('hex');
}

/** The serial of a bundle of roots: those of its RSA-signed certificates, joined. The bundle also holds roots of other algorithms. */
export function rootSn(roots: readonly X509Certificate[]): string {
  return roots.filter(isRsaSigned).map(certificateSn).join('_');
}

/** Reads every certificate of a PEM file. @throws when there is none, or one cannot be read */
export function readBundle(pem: string): X509Certificate[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) throw new Error('no certificate');
  return found.map((one) => new X509Certificate(one));
}

/** 1.2.840.113549.1.1, all of PKCS#1's algorithms. */
const PKCS1 = Buffer.from('2a864886f70d0101', 'hex');

/** Node 20 does not tell the algorithm that signed: it stands behind the signed part. */
function isRsaSigned({ raw }: X509Certificate): boolean {
  const signedPart = partAt(raw, partAt(raw, 0).content);
  const algorithm = partAt(raw, signedPart.end);
  const name = partAt(raw, algorithm.content);
  return raw.subarray(name.content, name.end).subarray(0, PKCS1.length).equals(PKCS1);
}

/** One element of DER: where its content begins and where it ends. */
function partAt(der: Buffer, at: number): { content: number; end: number } {
  const first = der[at + 1] ?? 0;
  const bytes = first < 0x80 ? 0 : first & 0x7f;
  const length = bytes === 0 ? first : der.readUIntBE(at + 2, bytes);
  const content = at + 2 + bytes;
  return { content, end: content + length };
}

/** An Alipay certificate that a pinned root vouches for. */
export interface TrustedCertificate {
  readonly sn: string;
  readonly key: KeyObject;
  readonly from_ms: number;
  readonly to_ms: number;
}

/**
 * Follows the chain from the first certificate of a bundle to a pinned root; the others may stand between.
 * @returns null when it does not end at one, or the first is no RSA certificate; its dates are those at which all of the chain is valid
 */
export function trusted(bundle: readonly X509Certificate[], roots: readonly X509Certificate[]): TrustedCertificate | null {
  const [leaf, ...between] = bundle;
  if (!leaf || keyOf(leaf)?.asymmetricKeyType !== 'rsa') return null;
  const chain = [leaf];
  for (;;) {
    const last = chain.at(-1) as X509Certificate;
    const root = roots.find((one) => issued(one, last));
    if (root) return { sn: certificateSn(leaf), key: leaf.publicKey, ...datesOf([...chain, root]) };
    const next = between.find((one) => !chain.includes(one) && issued(one, last));
    if (!next) return null;
    chain.push(next);
  }
}

function issued(by: X509Certificate, certificate: X509Certificate): boolean {
  const key = keyOf(by);
  return by.ca && key?.asymmetricKeyType === 'rsa' && certificate.checkIssued(by) && certificate.verify(key);
}

/** The roots' bundle has keys that this OpenSSL may not know. */
function keyOf(certificate: X509Certificate): KeyObject | null {
  try {
    return certificate.publicKey;
  } catch {
    return null;
  }
}

function datesOf(chain: readonly X509Certificate[]): { from_ms: number; to_ms: number } {
  return {
    from_ms: Math.max(...chain.map((one) => Date.parse(one.validFrom))),
    to_ms: Math.min(...chain.map((one) => Date.parse(one.validTo))),
  };
}
