import 'reflect-metadata';
import { KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { RawNotice } from '../channel';
import type { Fields } from '../form';
import { NOW, rsaPair, type Told } from '../testing';
import type { UnionpaySettings } from './settings';
import { signFields } from './sign';

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 };
const YEAR_MS = 365 * 86_400_000;
export const UNIONPAY_NAME = 'CN=041@8310000000083040@中国银联股份有限公司@00016495,OU=Enterprises,C=cn';

x509.cryptoProvider.set(webcrypto as Crypto);

export interface Signer {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

/** Making keys is slow; signers below an authority may share theirs. */
let sharedKeys: Promise<webcrypto.CryptoKeyPair> | undefined;

/** Makes a certificate; without `by` it signs itself. */
export async function certify(subject: string, options: { by?: Signer; ca?: boolean; from?: Date; to?: Date } = {}): Promise<Signer> {
  const { by, ca = false, from = new Date(NOW.getTime() - YEAR_MS), to = new Date(NOW.getTime() + YEAR_MS) } = options;
  sharedKeys ??= makeKeys();
  const keys = await (by && !ca ? sharedKeys : makeKeys());
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: by?.certificate.subject ?? subject,
    notBefore: from,
    notAfter: to,
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey as CryptoKey,
    signingKey: (by?.keys ?? keys).privateKey as CryptoKey,
    extensions: [new x509.BasicConstraintsExtension(ca, undefined, true)],
  });
  return { certificate, keys };
}

/** PEM with CRs, as UnionPay sends it. */
export function pemOf({ certificate }: Signer): string {
  return certificate.toString('pem').replace(/\r?\n/g, '\r\n');
}

export function nodeCertificate(signer: Signer): X509Certificate {
  return new X509Certificate(signer.certificate.toString('pem'));
}

export interface UnionpayWorld {
  readonly settings: UnionpaySettings;
  readonly ours: { publicKey: KeyObject };
  readonly root: Signer;
  readonly middle: Signer;
  /** signs as UnionPay does, with its certificate in the message */
  sign(fields: Fields): Fields;
  /** an answer: not percent-encoded */
  reply(fields: Fields): Told;
  /** a notice: an ordinary form */
  notice(fields: Fields): RawNotice;
}

/** A merchant and a UnionPay with a fresh chain of certificates at `baseUrl`. */
export async function unionpayWorld(baseUrl: string): Promise<UnionpayWorld> {
  const ours = rsaPair();
  const root = await certify('CN=Test Root', { ca: true });
  const middle = await certify('CN=Test Middle', { by: root, ca: true });
  const leaf = await certify(UNIONPAY_NAME, { by: middle });
  const key = KeyObject.from(leaf.keys.privateKey);
  const sign = (fields: Fields) => signFields({ signMethod: '01', ...fields, signPubKeyCert: pemOf(leaf) }, key);
  return {
    ours,
    root,
    middle,
    sign,
    settings: {
      baseUrl: `${baseUrl}/gateway/api`,
      fileUrl: `${baseUrl}/files`,
      merId: '777290058110048',
      key: ours.privateKey,
      certId: '68759663125',
      rootCertificate: nodeCertificate(root),
      middleCertificate: nodeCertificate(middle),
      backUrl: 'https://pay.example.cn/notices/unionpay',
      frontUrl: (id) => `https://pay.example.cn/back/${id}`,
      scripts: ['https://open.example.cn/upsdk.js'],
      clock: () => NOW,
    },
    reply: (fields) => ({
      body: Object.entries(sign(fields))
        .map(([name, value]) => `${name}=${value}`)
        .join('&'),
    }),
    notice: (fields) => ({ headers: {}, body: Buffer.from(new URLSearchParams(sign(fields)).toString()) }),
  };
}

/** A payment of the attempt that `makeAttempt` makes, as query and notice tell it. */
export function paidFields(changes: Fields = {}): Fields {
  return {
    version: '5.1.0',
    encoding: 'UTF-8',
    txnType: '01',
    merId: '777290058110048',
    orderId: '202611A7K2M9Q4T8',
    txnTime: '20261123100000',
    txnAmt: '14396',
    currencyCode: '156',
    queryId: '782611231000000000028',
    respCode: '00',
    respMsg: '成功[0000000]',
    traceTime: '1123100203',
    ...changes,
  };
}
