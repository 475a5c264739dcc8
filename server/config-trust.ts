import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readBundle } from './channels/alipay/certificates';
import { readAlipayCertificates } from './channels/alipay/keys';
import type { AlipayClientSettings } from './channels/alipay/settings';
import { SettingError } from './config';

/** How a setting and the file that it names are read; `file` throws a SettingError naming the setting. */
export interface Reading {
  /** the setting's text, '' when it is not set */
  readonly text: (name: string) => string;
  readonly file: <T>(name: string, read: (content: string) => T) => T;
}

export interface WechatTrust {
  /** WeChat Pay's public key by its id; empty where only certificates are used */
  readonly public_keys: ReadonlyMap<string, KeyObject>;
  /** platform certificates are fetched and believed */
  readonly certificates: boolean;
  readonly api_v3_key: Buffer;
}

const API_V3_KEY_BYTES = 32;

/**
 * Public-key mode, certificate mode, or both while a merchant changes over: whichever settings are given.
 * @throws SettingError when neither is, or one of them by half
 */
export function readWechatTrust({ text, file }: Reading): WechatTrust {
  const [id, keyFile, wish] = [text('WECHAT_PAY_PUBLIC_KEY_ID'), text('WECHAT_PAY_PUBLIC_KEY_FILE'), text('WECHAT_PAY_CERTIFICATES')];
  if (!['', 'yes', 'no'].includes(wish)) throw new SettingError(`WECHAT_PAY_CERTIFICATES must be yes or no, not "${wish}"`);
  if (!id !== !keyFile) {
    const missing = id ? 'WECHAT_PAY_PUBLIC_KEY_FILE' : 'WECHAT_PAY_PUBLIC_KEY_ID';
    throw new SettingError(`${missing} is not set; WECHAT_PAY_PUBLIC_KEY_ID and _FILE belong together`);
  }
  if (!id && wish !== 'yes') {
    throw new SettingError(
      'WECHAT_PAY_PUBLIC_KEY_ID and _FILE are not set; where WeChat Pay signs with platform certificates, set WECHAT_PAY_CERTIFICATES=yes',
    );
  }
  if (id && !id.startsWith('PUB_KEY_ID_'))
    throw new SettingError('WECHAT_PAY_PUBLIC_KEY_ID must begin with PUB_KEY_ID_, as the merchant portal shows it');
  const api_v3_key = file('WECHAT_PAY_API_V3_KEY_FILE', (content) => Buffer.from(content.trim(), 'utf8'));
  if (api_v3_key.length !== API_V3_KEY_BYTES)
    throw new SettingError(`WECHAT_PAY_API_V3_KEY_FILE must hold ${API_V3_KEY_BYTES} characters, not ${api_v3_key.length}`);
  return {
    public_keys: new Map(id ? [[id, file('WECHAT_PAY_PUBLIC_KEY_FILE', rsaPublicKey)]] : []),
    certificates: wish === 'yes',
    api_v3_key,
  };
}

/** A certificate here would be taken for the key inside it, and never be renewed. */
function rsaPublicKey(pem: string): KeyObject {
  if (pem.includes('BEGIN CERTIFICATE')) throw new Error('a certificate');
  return createPublicKey(pem);
}

const CERTIFICATE_FILES = ['ALIPAY_APP_CERT_FILE', 'ALIPAY_CERT_FILE', 'ALIPAY_ROOT_CERT_FILE'] as const;

/**
 * Key mode or certificate mode: an application of Alipay's is in one of them.
 * @throws SettingError when neither is given, both are, certificates only in part, or the root does not vouch for them
 */
export function readAlipayTrust({ text, file }: Reading): AlipayClientSettings['trust'] {
  const given = CERTIFICATE_FILES.filter((name) => text(name));
  const hasKey = Boolean(text('ALIPAY_PUBLIC_KEY_FILE'));
  if (given.length > 0 && hasKey)
    throw new SettingError(`ALIPAY_PUBLIC_KEY_FILE and ${given[0]} exclude each other: the application is in key mode or in certificate mode`);
  if (given.length === 0) {
    if (!hasKey) throw new SettingError(`ALIPAY_PUBLIC_KEY_FILE is not set; in certificate mode set ${CERTIFICATE_FILES.join(', ')}`);
    return { is: 'key', publicKey: file('ALIPAY_PUBLIC_KEY_FILE', createPublicKey) };
  }
  const missing = CERTIFICATE_FILES.find((name) => !text(name));
  if (missing) throw new SettingError(`${missing} is not set; certificate mode needs ${CERTIFICATE_FILES.join(', ')}`);
  const app = file('ALIPAY_APP_CERT_FILE', (pem) => new X509Certificate(pem));
  const [alipay, roots] = [file('ALIPAY_CERT_FILE', readBundle), file('ALIPAY_ROOT_CERT_FILE', readBundle)];
  try {
    return { is: 'certificates', certificates: readAlipayCertificates(app, alipay, roots) };
  } catch {
    throw new SettingError('ALIPAY_CERT_FILE: no certificate in ALIPAY_ROOT_CERT_FILE vouches for it');
  }
}
