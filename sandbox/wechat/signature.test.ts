import { createDecipheriv, createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyText } from '../common/rsa';
import { answerText, encryptResource, paySignText, readAuthorization, requestText } from './signature';

const vectors = join(__dirname, '../../../shared/vectors');
const suite = existsSync(vectors) ? describe : describe.skip;
const vector = (name: string) => JSON.parse(readFileSync(join(vectors, `${name}.json`), 'utf8'));

suite('public WeChat Pay vectors', () => {
  it('gives the request text of the official Java SDK', () => {
    const { method, url, timestamp, nonce, body, message } = vector('wechat-authorization-canonical-java');
    const { pathname, search } = new URL(url);
    expect(requestText(method, pathname + search, timestamp, nonce, body).toString()).toBe(message);
  });

  it('verifies a real answer, and not one with another byte', () => {
    const { headers, body, publicKeyPem } = vector('wechat-response-signed');
    const text = answerText(headers['Wechatpay-Timestamp'], headers['Wechatpay-Nonce'], body);
    const key = createPublicKey(publicKeyPem);
    expect(verifyText(text, headers['Wechatpay-Signature'], key)).toBe(true);
    expect(verifyText(text.replace('h5_url', 'h5_urm'), headers['Wechatpay-Signature'], key)).toBe(false);
  });

  it('verifies the official Java SDK’s sample signature', () => {
    const { message, signature, certificatePem } = vector('wechat-rsa-verify-java');
    expect(verify('sha256', Buffer.from(message), createPublicKey(certificatePem), Buffer.from(signature, 'base64'))).toBe(true);
  });

  it('encrypts resources as the vectors do', () => {
    const cases = vector('wechat-aes-gcm').cases.filter((one: { apiV3Key: string }) => one.apiV3Key.length === 32);
    expect(cases.length).toBeGreaterThan(0);
    for (const one of cases) expect(encryptResource(one.plaintext, one.apiV3Key, one.nonce, one.associated_data)).toBe(one.ciphertext);
  });
});

describe('WeChat Pay texts', () => {
  it('ends a request without a body with two line feeds', () => {
    expect(requestText('GET', '/v3/x?mchid=1', '1554208460', 'N', '').toString()).toBe('GET\n/v3/x?mchid=1\n1554208460\nN\n\n');
  });

  it('gives the pay sign four lines', () => {
    expect(paySignText('wx1', '1', 'n', 'prepay_id=wx2')).toBe('wx1\n1\nn\nprepay_id=wx2\n');
  });

  it('reads the pairs of an Authorization header in any order', () => {
    const header = 'WECHATPAY2-SHA256-RSA2048 nonce_str="n",mchid="19",signature="a+/=",timestamp="1",serial_no="AB"';
    expect(readAuthorization(header)).toEqual({ nonce_str: 'n', mchid: '19', signature: 'a+/=', timestamp: '1', serial_no: 'AB' });
    expect(readAuthorization('Bearer x')).toBeUndefined();
    expect(readAuthorization(undefined)).toBeUndefined();
  });

  it('puts the 16-byte tag behind the ciphertext', () => {
    const key = '0123456789abcdef0123456789abcdef';
    const sealed = Buffer.from(encryptResource('{"a":1}', key, '0123456789ab', 'transaction'), 'base64');
    const opener = createDecipheriv('aes-256-gcm', key, '0123456789ab');
    opener.setAAD(Buffer.from('transaction'));
    opener.setAuthTag(sealed.subarray(-16));
    expect(opener.update(sealed.subarray(0, -16), undefined, 'utf8') + opener.final('utf8')).toBe('{"a":1}');
  });
});
