import { X509Certificate } from 'node:crypto';
import { minutesAfterNow, NOW, vector, vectorSuite } from '../testing';
import { signerKeys, signerName } from './certificate';
import { certify, nodeCertificate, pemOf, UNIONPAY_NAME, type UnionpayWorld, unionpayWorld } from './testing';

vectorSuite('public vector: UnionPay certificate', () => {
  it('names UnionPay in its third part', () => {
    const [{ params }] = vector('unionpay-back-notify').cases;
    expect(signerName(new X509Certificate(params.signPubKeyCert))).toBe('中国银联股份有限公司');
  });
});

describe('a signing certificate', () => {
  let world: UnionpayWorld;
  beforeAll(async () => {
    world = await unionpayWorld('http://127.0.0.1:1');
  });

  it('from the pinned chain, in UnionPay’s name, is believed, every time', async () => {
    const keys = signerKeys(world.settings);
    const pem = pemOf(await certify(UNIONPAY_NAME, { by: world.middle }));
    expect(keys(pem, NOW)?.asymmetricKeyType).toBe('rsa');
    expect(keys(pem, NOW)).toBe(keys(pem, NOW));
  });

  it('in another name is not, unless a setting allows that name', async () => {
    const pem = pemOf(await certify('CN=00040000:SIGN', { by: world.middle }));
    expect(signerKeys(world.settings)(pem, NOW)).toBeNull();
    expect(signerKeys({ ...world.settings, extraSigners: ['00040000:SIGN'] })(pem, NOW)).not.toBeNull();
    const merchant = pemOf(await certify('CN=041@8310000000083040@某商户@中国银联股份有限公司', { by: world.middle }));
    expect(signerKeys(world.settings)(merchant, NOW)).toBeNull();
  });

  it('of another issuer, even one of the same name, is not', async () => {
    const stranger = await certify('CN=Test Middle', { ca: true });
    expect(signerKeys(world.settings)(pemOf(await certify(UNIONPAY_NAME, { by: stranger })), NOW)).toBeNull();
    expect(signerKeys(world.settings)(pemOf(await certify(UNIONPAY_NAME)), NOW)).toBeNull();
  });

  it('is not believed when the middle does not come from the pinned root', async () => {
    const other = nodeCertificate(await certify('CN=Test Root', { ca: true }));
    const pem = pemOf(await certify(UNIONPAY_NAME, { by: world.middle }));
    expect(signerKeys({ ...world.settings, rootCertificate: other })(pem, NOW)).toBeNull();
  });

  it('issued by an ordinary certificate of the chain is not', async () => {
    const leaf = await certify(UNIONPAY_NAME, { by: world.root });
    const below = pemOf(await certify(UNIONPAY_NAME, { by: leaf }));
    expect(signerKeys({ ...world.settings, middleCertificate: nodeCertificate(leaf) })(below, NOW)).toBeNull();
  });

  it('is believed while it is valid only, though remembered', async () => {
    const keys = signerKeys(world.settings);
    const pem = pemOf(await certify(UNIONPAY_NAME, { by: world.middle, from: minutesAfterNow(1), to: minutesAfterNow(2) }));
    expect([0, 1, 1.5, 2, 3].map((minutes) => keys(pem, minutesAfterNow(minutes)) !== null)).toEqual([false, true, true, true, false]);
  });

  it('is believed only while the middle and the root above it are valid too', async () => {
    const shortRoot = await certify('CN=Short Root', { ca: true, to: minutesAfterNow(2) });
    const shortMiddle = await certify('CN=Short Middle', { by: shortRoot, ca: true, to: minutesAfterNow(1) });
    const pem = pemOf(await certify(UNIONPAY_NAME, { by: shortMiddle }));
    const keys = signerKeys({ rootCertificate: nodeCertificate(shortRoot), middleCertificate: nodeCertificate(shortMiddle) });
    expect([0, 1.5].map((minutes) => keys(pem, minutesAfterNow(minutes)) !== null)).toEqual([true, false]);
    const longMiddle = await certify('CN=Long Middle', { by: shortRoot, ca: true });
    const below = pemOf(await certify(UNIONPAY_NAME, { by: longMiddle }));
    const others = signerKeys({ rootCertificate: nodeCertificate(shortRoot), middleCertificate: nodeCertificate(longMiddle) });
    expect([1.5, 3].map((minutes) => others(below, minutesAfterNow(minutes)) !== null)).toEqual([true, false]);
  });

  it('that is none is not', () => {
    expect(signerKeys(world.settings)('-----BEGIN CERTIFICATE-----\r\nAAAA\r\n-----END CERTIFICATE-----', NOW)).toBeNull();
  });
});
