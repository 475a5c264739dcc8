import { createPublicKey } from 'node:crypto';
import type { RawNotice } from '../channel';
import { rsaSign, rsaVerify } from '../rsa';
import { NOW, oneByteOff, rsaPair, vector, vectorSuite } from '../testing';
import { authorization, messageFault, messageText, payText, requestText, unixSeconds } from './signature';

vectorSuite('public vectors: WeChat Pay signatures', () => {
  it('builds the canonical request', () => {
    const { url, method, timestamp, nonce, body, message } = vector('wechat-authorization-canonical-java');
    const { pathname, search } = new URL(url);
    expect(requestText(method, pathname + search, timestamp, nonce, body)).toBe(message);
  });

  const signed = () => {
    const known = vector('wechat-response-signed');
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries<string>(known.headers)) headers[name.toLowerCase()] = value;
    return {
      message: { headers, body: Buffer.from(known.body) },
      verifiers: new Map([[known.headers['Wechatpay-Serial'], createPublicKey(known.publicKeyPem)]]),
      at: new Date(Number(known.headers['Wechatpay-Timestamp']) * 1000),
    };
  };

  it('verifies a real answer', () => {
    const { message, verifiers, at } = signed();
    expect(messageFault(message, verifiers, at)).toBeNull();
  });

  it('rejects it with any one byte of the body changed', () => {
    const { message, verifiers, at } = signed();
    for (const body of oneByteOff(message.body)) expect(messageFault({ ...message, body }, verifiers, at)).toBe('signature');
  });

  it('rejects it with any one byte of a header changed', () => {
    const { message, verifiers, at } = signed();
    for (const [name, value] of Object.entries(message.headers)) {
      for (const wrong of oneByteOff(Buffer.from(value))) {
        const headers = { ...message.headers, [name]: wrong.toString('latin1') };
        expect(messageFault({ ...message, headers }, verifiers, at)).not.toBeNull();
      }
    }
  });
});

describe('WeChat Pay signatures', () => {
  const ours = rsaPair();
  const theirs = rsaPair();
  const verifiers = new Map([['PUB_KEY_ID_01', theirs.publicKey]]);
  const make = (changes: Record<string, string | undefined> = {}, body = Buffer.from('{}')): RawNotice => {
    const timestamp = changes['wechatpay-timestamp'] ?? unixSeconds(NOW);
    const signature = rsaSign(messageText(timestamp, 'n0nce', body), theirs.privateKey);
    const headers = {
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': 'n0nce',
      'wechatpay-signature': signature,
      'wechatpay-serial': 'PUB_KEY_ID_01',
      ...changes,
    };
    return { headers, body };
  };
  const secondsOff = (seconds: number) => String(NOW.getTime() / 1000 + seconds);

  it('cover an empty body as an empty line', () => {
    expect(messageText('1', 'n', Buffer.alloc(0)).toString()).toBe('1\nn\n\n');
    expect(messageFault(make({}, Buffer.alloc(0)), verifiers, NOW)).toBeNull();
  });

  it('are refused 300 s off, in both directions', () => {
    for (const seconds of [299, -299]) expect(messageFault(make({ 'wechatpay-timestamp': secondsOff(seconds) }), verifiers, NOW)).toBeNull();
    for (const seconds of [300, -300, 301, -301])
      expect(messageFault(make({ 'wechatpay-timestamp': secondsOff(seconds) }), verifiers, NOW)).toBe('clock');
  });

  it('of an unknown serial are never tried with another key', () => {
    expect(messageFault(make({ 'wechatpay-serial': 'PUB_KEY_ID_02' }), verifiers, NOW)).toBe('key');
  });

  it('that test us are told apart, even with a stale time', () => {
    const probe = { 'wechatpay-signature': 'WECHATPAY/SIGNTEST/abc==', 'wechatpay-timestamp': secondsOff(900) };
    expect(messageFault(make(probe), verifiers, NOW)).toBe('probe');
  });

  it('are all there, or the message is unsigned', () => {
    for (const name of ['timestamp', 'nonce', 'signature', 'serial']) {
      const { headers, body } = make();
      expect(messageFault({ headers: { ...headers, [`wechatpay-${name}`]: undefined }, body }, verifiers, NOW)).toBe('signature');
    }
    expect(messageFault(make({ 'wechatpay-signature-type': 'WECHATPAY2-SM2-WITH-SM3' }), verifiers, NOW)).toBe('signature');
  });

  it('of requests name merchant, certificate, time and nonce', () => {
    const request = { method: 'POST', target: '/v3/x?y=1', body: '{"a":1}', timestamp: '1554208460', nonce: 'N' };
    const header = authorization({ mchId: '1900009191', merchantKey: ours.privateKey, merchantSerial: 'ABC' }, request);
    const match = /^WECHATPAY2-SHA256-RSA2048 mchid="1900009191",nonce_str="N",timestamp="1554208460",serial_no="ABC",signature="([^"]+)"$/.exec(
      header,
    );
    expect(rsaVerify('POST\n/v3/x?y=1\n1554208460\nN\n{"a":1}\n', match?.[1] ?? '', ours.publicKey)).toBe(true);
  });

  it('of payments have four lines', () => {
    expect(payText('wx1', '1', 'n', 'prepay_id=wx2')).toBe('wx1\n1\nn\nprepay_id=wx2\n');
  });
});
