import { generateKeyPair, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { issue, named } from './certificates';
import { privatePem, writeAll } from './make-keys';

/** Nothing in here is secret. */
export interface CertificateIdentity {
  /** serial of the platform certificate that WeChat begins with, hex */
  readonly wechat_platform_serial: string;
}

const generate = promisify(generateKeyPair);
const pair = () => generate('rsa', { modulusLength: 2048 });
const ANT = 'Ant Financial (twin)';

export const alipayMiddleName = named(ANT, 'Ant Twin Class 2 R1');
export const alipayLeafName = named(ANT, 'Alipay Twin (2088)');
export const wechatPlatformName = named('Tenpay Twin', 'Tenpay Twin sign');

/**
 * Writes what certificate modes need into `directory`, laid out like the set of `make-keys.ts`: WeChat's platform
 * certificate, and Alipay's chain with a certificate for the application, as its portal hands them out.
 * @param appKey public key of the mini-program's application
 */
export async function makeCertificates(directory: string, appKey: KeyObject): Promise<void> {
  const [root, middle, leaf, platform] = await Promise.all([pair(), pair(), pair(), pair()]);
  const rootName = named(ANT, 'Ant Twin Root R1');
  const [byRoot, byMiddle] = [
    { pair: root, subject: rootName },
    { pair: middle, subject: alipayMiddleName },
  ];
  const rootCertificate = await issue(rootName, root, byRoot, true);
  const middleCertificate = await issue(alipayMiddleName, middle, byRoot, true);
  const leafCertificate = await issue(alipayLeafName, leaf, byMiddle, false);
  const appCertificate = await issue(named(ANT, 'application'), { publicKey: appKey }, byMiddle, false);
  const platformCertificate = await issue(wechatPlatformName, platform, { pair: platform, subject: wechatPlatformName }, false);
  const chain = leafCertificate.pem + middleCertificate.pem;
  await writeAll(join(directory, 'gateway'), {
    'alipay-app-certificate.pem': appCertificate.pem,
    'alipay-certificate.pem': chain,
    'alipay-root.pem': rootCertificate.pem,
  });
  await writeAll(join(directory, 'twin'), {
    'alipay-app-certificate.pem': appCertificate.pem,
    'alipay-root.pem': rootCertificate.pem,
    'alipay-middle.pem': middleCertificate.pem,
    // Kept, because certificates change while the twin runs.
    'alipay-middle-key.pem': privatePem(middle),
    'alipay-certificate.pem': leafCertificate.pem,
    'alipay-certificate-key.pem': privatePem(leaf),
    'wechat-platform-certificate.pem': platformCertificate.pem,
    'wechat-platform-key.pem': privatePem(platform),
  });
  const identity: CertificateIdentity = { wechat_platform_serial: platformCertificate.serialHex };
  await writeAll(directory, { 'identity.json': `${JSON.stringify(identity, null, 2)}\n` });
}
