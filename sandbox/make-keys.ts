import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { issue, named, type Pair } from './certificates';
import { digits } from './common/numbers';

/** The numbers under which gateway and twin know each other. Nothing in here is secret. */
export interface Identity {
  readonly wechat_app_id: string;
  readonly wechat_mch_id: string;
  readonly wechat_merchant_serial: string;
  readonly wechat_public_key_id: string;
  readonly alipay_app_id: string;
  readonly alipay_seller_id: string;
  readonly unionpay_mer_id: string;
  readonly unionpay_cert_id: string;
  readonly agency_gateway_key_id: string;
  readonly agency_water_key_id: string;
  readonly sms_app_id: string;
}

const generate = promisify(generateKeyPair);
const pair = (): Promise<Pair> => generate('rsa', { modulusLength: 2048 });

/** Writes a complete new set into `directory`: files 0600, folders 0700, private keys as PKCS#8 PEM. About a second. */
export async function makeKeys(directory: string): Promise<void> {
  // All at once: libuv's threads share the search for primes.
  const [merchant, wechat, app, alipay, root, middle, unionpay, payee, gateway, water] = await Promise.all([
    pair(),
    pair(),
    pair(),
    pair(),
    pair(),
    pair(),
    pair(),
    pair(),
    pair(),
    pair(),
  ]);
  const rootName = named('China Financial Certification Authority', 'RONGYIFU TWIN ROOT CA');
  const middleName = named('China Financial Certification Authority', 'RONGYIFU TWIN OCA1');
  // The third part of the common name is what a gateway checks; the numbers are invented.
  const unionpayName = named('RONGYIFU TWIN OCA1', '041@8310000000000000@中国银联股份有限公司@00016495');
  const payeeName = named('RONGYIFU TWIN OCA1', '041@N000000000000000@RONGYIFU@00000001');
  const merchantName = named('RONGYIFU TWIN', 'WECHAT PAY MERCHANT');
  const rootAuthority = { pair: root, subject: rootName };
  const middleAuthority = { pair: middle, subject: middleName };
  const rootCertificate = await issue(rootName, root, rootAuthority, true);
  const middleCertificate = await issue(middleName, middle, rootAuthority, true);
  const unionpayCertificate = await issue(unionpayName, unionpay, middleAuthority, false);
  const payeeCertificate = await issue(payeeName, payee, middleAuthority, false);
  const merchantCertificate = await issue(merchantName, merchant, { pair: merchant, subject: merchantName }, false);

  const identity: Identity = {
    wechat_app_id: `wx${randomBytes(8).toString('hex')}`,
    wechat_mch_id: `19${digits(8)}`,
    wechat_merchant_serial: merchantCertificate.serialHex,
    wechat_public_key_id: `PUB_KEY_ID_01${digits(28)}`,
    alipay_app_id: `2021${digits(12)}`,
    alipay_seller_id: `2088${digits(12)}`,
    unionpay_mer_id: `7772900${digits(8)}`,
    unionpay_cert_id: payeeCertificate.serialDecimal,
    agency_gateway_key_id: 'rongyifu-gateway',
    agency_water_key_id: 'chengdu-water',
    sms_app_id: `sms${digits(8)}`,
  };
  const apiV3Key = randomBytes(16).toString('hex');
  const appSecret = randomBytes(16).toString('hex');
  const smsSecret = randomBytes(24).toString('hex');

  await writeAll(join(directory, 'gateway'), {
    'wechat-app-secret.txt': appSecret,
    'wechat-merchant-key.pem': privatePem(merchant),
    'wechat-pay-api-v3-key.txt': apiV3Key,
    'wechat-pay-public-key.pem': publicPem(wechat),
    'alipay-app-key.pem': privatePem(app),
    'alipay-public-key.pem': publicPem(alipay),
    'unionpay-merchant-key.pem': privatePem(payee),
    'unionpay-root.pem': rootCertificate.pem,
    'unionpay-middle.pem': middleCertificate.pem,
    'agency-key.pem': privatePem(gateway),
    'agency-water-public-key.pem': publicPem(water),
    'sms-secret.txt': smsSecret,
  });
  await writeAll(join(directory, 'twin'), {
    'wechat-app-secret.txt': appSecret,
    'wechat-pay-api-v3-key.txt': apiV3Key,
    'wechat-pay-key.pem': privatePem(wechat),
    'wechat-merchant-certificate.pem': merchantCertificate.pem,
    'alipay-key.pem': privatePem(alipay),
    'alipay-app-public-key.pem': publicPem(app),
    'unionpay-key.pem': privatePem(unionpay),
    'unionpay-certificate.pem': unionpayCertificate.pem,
    'unionpay-merchant-certificate.pem': payeeCertificate.pem,
    'agency-water-key.pem': privatePem(water),
    'agency-gateway-public-key.pem': publicPem(gateway),
    'sms-secret.txt': smsSecret,
  });
  // The authorities' private keys are not kept: nothing is issued after this.
  await writeAll(directory, { 'identity.json': `${JSON.stringify(identity, null, 2)}\n` });
}

export async function writeAll(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text, { mode: 0o600 });
}

export function privatePem(of: Pair): string {
  return exportPem(of.privateKey, 'pkcs8');
}

export function publicPem(of: Pair): string {
  return exportPem(of.publicKey, 'spki');
}

function exportPem(key: KeyObject, type: 'pkcs8' | 'spki'): string {
  return type === 'pkcs8' ? String(key.export({ type, format: 'pem' })) : String(key.export({ type, format: 'pem' }));
}
