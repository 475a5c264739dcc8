import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatewayEnvironment } from '../../sandbox/keys';
import { readConfig } from '../../server/config';
import { ensureOwnKeys } from '../../server/security/own-keys';

/** What the gateway refuses to start with. */
const keys = join(process.env.TEST_HOME as string, 'keys');
const env: Record<string, string> = {
  ...gatewayEnvironment(keys, 'http://127.0.0.1:1'),
  ...ensureOwnKeys(join(keys, 'own')),
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
  PUBLIC_ORIGIN: 'http://127.0.0.1:2',
};

describe('settings', () => {
  it('go out by TLS where citizens come by TLS', () => {
    const https = { ...env, PUBLIC_ORIGIN: 'https://pay.example', NOTICE_ORIGIN: 'https://pay.example' };
    for (const name of ['WECHAT_PAY_URL', 'ALIPAY_URL', 'UNIONPAY_URL', 'SMS_URL', 'AGENCY_WATER_URL', 'NOTICE_ORIGIN']) {
      for (const wrong of ['http://api.example', 'http://127.0.0.1.example', 'http://localhost.example/'])
        expect(() => readConfig({ ...https, [name]: wrong })).toThrow(`${name} must be an https address`);
      expect(readConfig({ ...https, [name]: 'https://api.example' }).public_origin).toBe('https://pay.example');
    }
  });
});

describe('secrets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const secrets = [
    'DATA_KEY_FILE',
    'INDEX_KEY_FILE',
    'RECEIPT_KEY_FILE',
    'WECHAT_APP_SECRET_FILE',
    'WECHAT_PAY_MERCHANT_KEY_FILE',
    'SMS_SECRET_FILE',
    'ALIPAY_APP_KEY_FILE',
    'UNIONPAY_KEY_FILE',
    'AGENCY_KEY_FILE',
  ];

  it.each(secrets)('%s is refused when others can read or change it', (name) => {
    const file = join(folder, name);
    copyFileSync(env[name] as string, file);
    for (const mode of [0o644, 0o640, 0o604, 0o620, 0o602, 0o660]) {
      chmodSync(file, mode);
      expect(() => readConfig({ ...env, [name]: file })).toThrow(`${name}: others on this machine can read or change that file`);
    }
    for (const mode of [0o600, 0o400]) {
      chmodSync(file, mode);
      expect(readConfig({ ...env, [name]: file }).port).toBeGreaterThan(0);
    }
  });

  it('beside a certificate in the same file stay secrets', () => {
    const file = join(folder, 'both.pem');
    writeFileSync(file, '-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n', { mode: 0o644 });
    expect(() => readConfig({ ...env, UNIONPAY_KEY_FILE: file })).toThrow('others on this machine can read');
  });

  it('are not told by a setting that is wrong', () => {
    const file = join(folder, 'short.key');
    writeFileSync(file, 'c2hvcnQtYnV0LXNlY3JldA==', { mode: 0o600 });
    expect(() => readConfig({ ...env, DATA_KEY_FILE: file })).toThrow('DATA_KEY_FILE: the file holds no usable key or certificate');
  });
});
