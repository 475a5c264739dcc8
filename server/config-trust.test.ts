import { generateKeyPairSync, KeyObject } from 'node:crypto';
import { certificateSn } from './channels/alipay/certificates';
import { certify, nodeCertificate, type Signer } from './channels/unionpay/testing';
import { SettingError } from './config';
import { type Reading, readAlipayTrust, readWechatTrust } from './config-trust';

/** Settings whose files hold what stands behind `@`. */
function reading(settings: Record<string, string>): Reading {
  return {
    text: (name) => settings[name] ?? '',
    file: (name, read) => {
      try {
        return read((settings[name] ?? '').replace(/^@/, ''));
      } catch {
        throw new SettingError(`${name}: the file holds no usable key or certificate`);
      }
    },
  };
}

const publicPem = String(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }));

describe('the keys of WeChat Pay', () => {
  const API = { WECHAT_PAY_API_V3_KEY_FILE: '@0123456789abcdef0123456789abcdef\n' };
  const ID = { WECHAT_PAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_01' };
  const FILE = { WECHAT_PAY_PUBLIC_KEY_FILE: `@${publicPem}` };
  const YES = { WECHAT_PAY_CERTIFICATES: 'yes' };

  it('are of the kind whose settings are given, or of both', () => {
    const of = (settings: Record<string, string>) => {
      const { public_keys, certificates } = readWechatTrust(reading({ ...API, ...settings }));
      return [[...public_keys.keys()], certificates];
    };
    expect(of({ ...ID, ...FILE })).toEqual([['PUB_KEY_ID_01'], false]);
    expect(of(YES)).toEqual([[], true]);
    expect(of({ ...ID, ...FILE, ...YES })).toEqual([['PUB_KEY_ID_01'], true]);
  });

  it.each([
    [{}, 'set WECHAT_PAY_CERTIFICATES=yes'],
    [{ WECHAT_PAY_CERTIFICATES: 'no' }, 'set WECHAT_PAY_CERTIFICATES=yes'],
    [{ ...ID, ...FILE, WECHAT_PAY_CERTIFICATES: '1' }, 'must be yes or no'],
    [ID, 'WECHAT_PAY_PUBLIC_KEY_FILE is not set'],
    [{ ...FILE, ...YES }, 'WECHAT_PAY_PUBLIC_KEY_ID is not set'],
    [{ ...FILE, WECHAT_PAY_PUBLIC_KEY_ID: '7132D72A' }, 'must begin with PUB_KEY_ID_'],
    [{ ...YES, WECHAT_PAY_API_V3_KEY_FILE: '@short' }, 'must hold 32 characters, not 5'],
    [{ ...ID, WECHAT_PAY_PUBLIC_KEY_FILE: '@no key' }, 'WECHAT_PAY_PUBLIC_KEY_FILE: the file holds'],
    [{ ...ID, WECHAT_PAY_PUBLIC_KEY_FILE: '@-----BEGIN CERTIFICATE-----' }, 'WECHAT_PAY_PUBLIC_KEY_FILE: the file holds'],
  ])('given as %j are refused in words', (settings, words) => {
    expect(() => readWechatTrust(reading({ ...API, ...(settings as Record<string, string>) }))).toThrow(words);
  });
});

describe('the keys of Alipay', () => {
  let root: Signer;
  let leaf: Signer;
  let stranger: Signer;
  const pem = (...signers: Signer[]) => `@${signers.map((one) => one.certificate.toString('pem')).join('\n')}`;
  beforeAll(async () => {
    root = await certify('CN=Root,C=CN', { ca: true });
    leaf = await certify('CN=Alipay,C=CN', { by: root });
    stranger = await certify('CN=Root,C=CN', { ca: true });
  });
  const files = () => ({ ALIPAY_APP_CERT_FILE: pem(leaf), ALIPAY_CERT_FILE: pem(leaf), ALIPAY_ROOT_CERT_FILE: pem(root) });

  it('are one public key, or certificates', () => {
    expect(readAlipayTrust(reading({ ALIPAY_PUBLIC_KEY_FILE: `@${publicPem}` }))).toMatchObject({ is: 'key', publicKey: expect.any(KeyObject) });
    const [leafSn, rootSn] = [certificateSn(nodeCertificate(leaf)), certificateSn(nodeCertificate(root))];
    expect(readAlipayTrust(reading(files()))).toMatchObject({
      is: 'certificates',
      certificates: { appCertSn: leafSn, rootCertSn: rootSn, first: { sn: leafSn } },
    });
  });

  it.each([
    ['nothing', () => ({}), 'ALIPAY_PUBLIC_KEY_FILE is not set; in certificate mode set ALIPAY_APP_CERT_FILE'],
    ['both', () => ({ ...files(), ALIPAY_PUBLIC_KEY_FILE: `@${publicPem}` }), 'exclude each other'],
    ['a part', () => ({ ...files(), ALIPAY_ROOT_CERT_FILE: '' }), 'ALIPAY_ROOT_CERT_FILE is not set'],
    ['another root', () => ({ ...files(), ALIPAY_ROOT_CERT_FILE: pem(stranger) }), 'vouches for it'],
    ['no certificate', () => ({ ...files(), ALIPAY_CERT_FILE: '@x' }), 'ALIPAY_CERT_FILE: the file holds'],
  ])('given %s are refused in words', (_, settings, words) => {
    expect(() => readAlipayTrust(reading(settings()))).toThrow(words);
  });
});
