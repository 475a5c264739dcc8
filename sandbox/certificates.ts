import 'reflect-metadata';
import { createHash, type KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

export interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface Authority {
  readonly pair: Pair;
  readonly subject: x509.JsonName;
}

export interface Issued {
  /** PEM with LF line ends */
  readonly pem: string;
  /** upper-case hexadecimal, as WeChat writes certificate serials */
  readonly serialHex: string;
  /** decimal, as UnionPay writes `certId` */
  readonly serialDecimal: string;
}

export function named(organisation: string, commonName: string): x509.JsonName {
  return [{ C: ['CN'] }, { O: [organisation] }, { CN: [commonName] }];
}

/**
 * Issues an RSA certificate that is good for ten years. Node's own crypto cannot make one.
 * @param authority who signs; a root names itself
 */
export async function issue(subject: x509.JsonName, pair: Pick<Pair, 'publicKey'>, authority: Authority, isAuthority: boolean): Promise<Issued> {
  // The first byte keeps the number positive and of full length.
  const serial = Buffer.from(webcrypto.getRandomValues(new Uint8Array(20)));
  serial[0] = 0x40 | ((serial[0] ?? 0) >> 2);
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: serial.toString('hex'),
      subject,
      issuer: authority.subject,
      notBefore: new Date(now - DAY_MS),
      notAfter: new Date(now + 3650 * DAY_MS),
      signingAlgorithm: RSA,
      publicKey: await importPublic(pair.publicKey),
      signingKey: await importPrivate(authority.pair.privateKey),
      extensions: [
        new x509.BasicConstraintsExtension(isAuthority, undefined, true),
        new x509.KeyUsagesExtension(
          isAuthority ? x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign : x509.KeyUsageFlags.digitalSignature,
          true,
        ),
      ],
    },
    webcrypto as Crypto,
  );
  const serialHex = certificate.serialNumber.toUpperCase();
  return { pem: `${certificate.toString('pem')}\n`, serialHex, serialDecimal: BigInt(`0x${serialHex}`).toString() };
}

async function importPrivate(key: KeyObject): Promise<CryptoKey> {
  const der = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, RSA, true, ['sign']) as Promise<CryptoKey>;
}

async function importPublic(key: KeyObject): Promise<CryptoKey> {
  const der = key.export({ type: 'spki', format: 'der' });
  return webcrypto.subtle.importKey('spki', der, RSA, true, ['verify']) as Promise<CryptoKey>;
}

/**
 * Alipay's serial of a certificate: MD5 of its issuer, from the common name up, and of its decimal number. protocols 2.3 [V]
 */
export function certificateSerial(pem: string): string {
  const certificate = new x509.X509Certificate(pem);
  const parts = certificate.issuerName.toJSON().flatMap((part) => Object.entries(part).map(([name, values]) => `${name}=${values[0]}`));
  const number = BigInt(`0x${certificate.serialNumber}`).toString();
  return createHash('md5')
    .update(parts.reverse().join(',') + number)
    .digest('hex');
}
