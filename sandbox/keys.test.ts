import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signText, verifyText } from './common/rsa';
import { ensureKeys, gatewayEnvironment } from './keys';

describe('the key set', () => {
  let home = '';
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'twin-keys-'));
    // What a process that died in the middle leaves behind must not count.
    mkdirSync(join(home, 'keys', 'gateway'), { recursive: true });
    writeFileSync(join(home, 'keys', 'gateway', 'agency-key.pem'), 'half');
    await Promise.all([ensureKeys(join(home, 'keys')), ensureKeys(join(home, 'keys'))]);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const file = (name: string) => readFileSync(gatewayEnvironment(join(home, 'keys'), 'http://127.0.0.1:1')[name] ?? '', 'utf8');

  it('is made once, whole, and private', async () => {
    const first = await ensureKeys(join(home, 'keys'));
    const again = await ensureKeys(join(home, 'keys'));
    expect(again.ids).toEqual(first.ids);
    expect(readdirSync(join(home, 'keys')).sort()).toEqual(['agencies', 'certificates', 'gateway', 'identity.json', 'twin', 'web']);
    for (const part of ['gateway', 'twin', 'web/gateway', 'web/twin', 'certificates/gateway', 'certificates/twin']) {
      expect(statSync(join(home, 'keys', part)).mode & 0o777).toBe(0o700);
      for (const name of readdirSync(join(home, 'keys', part))) expect(statSync(join(home, 'keys', part, name)).mode & 0o777).toBe(0o600);
    }
  });

  it('has two sides that fit', async () => {
    const keys = await ensureKeys(join(home, 'keys'));
    const fits = (mine: string, theirs: typeof keys.wechat.merchantKey) => verifyText('x', signText('x', createPrivateKey(file(mine))), theirs);
    expect(fits('WECHAT_PAY_MERCHANT_KEY_FILE', keys.wechat.merchantKey)).toBe(true);
    expect(fits('ALIPAY_APP_KEY_FILE', keys.alipay.appKey)).toBe(true);
    expect(fits('ALIPAY_WEB_APP_KEY_FILE', keys.alipay.webAppKey)).toBe(true);
    expect(file('WECHAT_MP_APP_SECRET_FILE')).toBe(keys.wechat.mpSecret);
    expect(fits('UNIONPAY_KEY_FILE', keys.unionpay.merchantKey)).toBe(true);
    expect(fits('AGENCY_KEY_FILE', keys.agency.gatewayKey)).toBe(true);
    expect(file('WECHAT_PAY_API_V3_KEY_FILE')).toBe(keys.wechat.apiV3Key);
    expect(keys.wechat.apiV3Key).toHaveLength(32);
  });

  it('has a UnionPay certificate under middle under root, in UnionPay’s name', async () => {
    const { unionpay, ids } = await ensureKeys(join(home, 'keys'));
    const [leaf, middle, root] = [unionpay.certificatePem, file('UNIONPAY_MIDDLE_CERT_FILE'), file('UNIONPAY_ROOT_CERT_FILE')].map(
      (pem) => new X509Certificate(pem),
    ) as [X509Certificate, X509Certificate, X509Certificate];
    expect(leaf.verify(middle.publicKey) && leaf.checkIssued(middle)).toBe(true);
    expect(middle.verify(root.publicKey) && middle.checkIssued(root) && middle.ca && root.ca).toBe(true);
    expect(/CN=(.*)/.exec(leaf.subject)?.[1]?.split('@')[2]).toBe('中国银联股份有限公司');
    expect(ids.unionpay_cert_id).toMatch(/^\d{20,50}$/);
    expect(ids.wechat_merchant_serial).toMatch(/^[0-9A-F]{40}$/);
  });
});
