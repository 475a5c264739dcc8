import { createCipheriv, KeyObject } from 'node:crypto';
import type { RawNotice } from '../channel';
import { rsaSign } from '../rsa';
import { type LocalProvider, localProvider, minutesAfterNow, NOW, rsaPair } from '../testing';
import { certify, type Signer } from '../unionpay/testing';
import { wechatKeys } from './keys';
import type { WechatSettings } from './settings';
import { messageText, unixSeconds } from './signature';
import { wechatWorld } from './testing';

const PUBLIC_ID = 'PUB_KEY_ID_0119000091912026112300000001';

describe('keys of WeChat Pay', () => {
  let provider: LocalProvider;
  let base: WechatSettings;
  let first: Signer;
  let second: Signer;
  let now = NOW;
  let listed: readonly Signer[] = [];
  /** who signs the list */
  let by: { serial: string; key: KeyObject } | undefined;

  beforeAll(async () => {
    provider = await localProvider();
    base = wechatWorld(provider.url).settings;
    [first, second] = [await platform('one'), await platform('two')];
  });
  afterAll(() => provider.stop());
  beforeEach(() => {
    now = NOW;
    listed = [first];
    by = undefined;
    provider.asked.length = 0;
    provider.answer = () => {
      const body = Buffer.from(JSON.stringify({ data: listed.map((one) => seal(one, base.apiV3Key)) }));
      const signer = by ?? signerOf(listed[0] as Signer);
      return { body, headers: signed(body, signer.serial, signer.key, now).headers as Record<string, string> };
    };
  });

  /** Makes a fresh pair each, unlike ordinary leaves of the makers. */
  const platform = (name: string, dates: { from?: Date; to?: Date } = {}) => certify(`CN=Tenpay ${name}`, { ca: true, ...dates });
  const serialOf = (one: Signer) => one.certificate.serialNumber.toUpperCase();
  const signerOf = (one: Signer) => ({ serial: serialOf(one), key: KeyObject.from(one.keys.privateKey) });
  const signed = (body: Buffer, serial: string, key: KeyObject, at = now): RawNotice => ({
    body,
    headers: {
      'wechatpay-timestamp': unixSeconds(at),
      'wechatpay-nonce': 'n',
      'wechatpay-serial': serial,
      'wechatpay-signature': rsaSign(messageText(unixSeconds(at), 'n', body), key),
    },
  });
  const from = (one: Signer) => signed(Buffer.from('{}'), serialOf(one), signerOf(one).key);
  const keysOf = (changes: Partial<WechatSettings> = {}) =>
    wechatKeys({ ...base, verifiers: new Map(), certificates: true, clock: () => now, ...changes });

  it('are fetched when first needed, opened, and then verify the very list that brought them', async () => {
    const keys = keysOf();
    expect(keys.preferred()).toBeUndefined();
    expect(await keys.faultOf(from(first))).toBeNull();
    expect(provider.asked.map((one) => one.target)).toEqual(['/v3/certificates']);
    expect(provider.asked[0]?.headers.authorization).toMatch(/^WECHATPAY2-SHA256-RSA2048 /);
    expect(provider.asked[0]?.headers['wechatpay-serial']).toBeUndefined();
    expect(keys.preferred()).toBe(serialOf(first));
    expect(await keys.faultOf(from(first))).toBeNull();
    expect(provider.asked).toHaveLength(1);
  });

  it('that rotated are fetched again and the message is verified after all', async () => {
    const keys = keysOf();
    await keys.faultOf(from(first));
    listed = [second, first];
    now = minutesAfterNow(2);
    expect(await keys.faultOf(from(second))).toBeNull();
    expect(provider.asked).toHaveLength(2);
    expect(provider.asked[1]?.headers['wechatpay-serial']).toBe(serialOf(first));
  });

  it('that are unknown are asked for once a minute, however many messages name them', async () => {
    const keys = keysOf();
    await keys.faultOf(from(first));
    now = minutesAfterNow(1.5);
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => keys.faultOf(from(second))));
    expect([...new Set(verdicts)]).toEqual(['key']);
    expect(provider.asked).toHaveLength(2);
    listed = [first, second];
    now = minutesAfterNow(2.4);
    expect(await keys.faultOf(from(second))).toBe('key');
    expect(provider.asked).toHaveLength(2);
    now = minutesAfterNow(2.6);
    expect(await keys.faultOf(from(second))).toBeNull();
  });

  it('are chosen by serial: another key that would fit is no help', async () => {
    listed = [first, second];
    const keys = keysOf();
    const wrong = signed(Buffer.from('{}'), serialOf(second), signerOf(first).key);
    expect(await keys.faultOf(wrong)).toBe('signature');
  });

  it('are refreshed in the background after twelve hours', async () => {
    const keys = keysOf();
    await keys.faultOf(from(first));
    listed = [first, second];
    now = minutesAfterNow(12 * 60 + 1);
    expect(await keys.faultOf(from(first))).toBeNull();
    await new Promise((done) => setTimeout(done, 200));
    expect(provider.asked).toHaveLength(2);
    expect(await keys.faultOf(from(second))).toBeNull();
    expect(provider.asked).toHaveLength(2);
  });

  it('that were withdrawn are no longer believed', async () => {
    const keys = keysOf();
    await keys.faultOf(from(first));
    listed = [second];
    now = minutesAfterNow(2);
    await keys.faultOf(from(second));
    expect(await keys.faultOf(from(first))).toBe('key');
  });

  it('that ran out are no longer believed, nor preferred', async () => {
    const short = await platform('short', { from: new Date(NOW.getTime() - 1000), to: minutesAfterNow(10) });
    listed = [short];
    const keys = keysOf();
    expect(await keys.faultOf(from(short))).toBeNull();
    now = minutesAfterNow(11);
    expect(await keys.faultOf(from(short))).toBe('key');
    expect(keys.preferred()).toBeUndefined();
  });

  it('in a list that nobody known signed, or that is sealed for another merchant, are not taken', async () => {
    by = { serial: serialOf(first), key: rsaPair().privateKey };
    expect(await keysOf().faultOf(from(first))).toBe('key');
    by = undefined;
    expect(await keysOf({ apiV3Key: Buffer.from('another key of thirty-two bytes!') }).faultOf(from(first))).toBe('key');
    provider.answer = () => ({ status: 404, body: '{"code":"RESOURCE_NOT_EXISTS"}' });
    expect(await keysOf().faultOf(from(first))).toBe('key');
  });

  it('of both kinds are held at once while a merchant changes over; the public key is preferred', async () => {
    const theirs = rsaPair();
    const keys = keysOf({ verifiers: new Map([[PUBLIC_ID, theirs.publicKey]]) });
    expect(keys.preferred()).toBe(PUBLIC_ID);
    expect(await keys.faultOf(signed(Buffer.from('{}'), PUBLIC_ID, theirs.privateKey))).toBeNull();
    expect(await keys.faultOf(from(first))).toBeNull();
    // Its list may be signed with the public key too.
    by = { serial: PUBLIC_ID, key: theirs.privateKey };
    listed = [second];
    now = minutesAfterNow(2);
    expect(await keys.faultOf(from(second))).toBeNull();
  });

  it('in public-key mode are never fetched, and a strange public key id fetches nothing either', async () => {
    const keys = keysOf({ certificates: false, verifiers: new Map([[PUBLIC_ID, rsaPair().publicKey]]) });
    expect(await keys.faultOf(from(first))).toBe('key');
    expect(await keysOf().faultOf(signed(Buffer.from('{}'), PUBLIC_ID, signerOf(first).key))).toBe('key');
    expect(provider.asked).toHaveLength(0);
  });
});

function seal(one: Signer, apiV3Key: Buffer) {
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, 'abcdefghijkl');
  cipher.setAAD(Buffer.from('certificate'));
  const sealed = Buffer.concat([cipher.update(one.certificate.toString('pem'), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    serial_no: one.certificate.serialNumber.toUpperCase(),
    encrypt_certificate: {
      algorithm: 'AEAD_AES_256_GCM',
      nonce: 'abcdefghijkl',
      associated_data: 'certificate',
      ciphertext: sealed.toString('base64'),
    },
  };
}
