import { createPublicKey } from 'node:crypto';
import { type Fields, readForm, writeForm } from '../form';
import { rsaVerify } from '../rsa';
import { oneByteOff, vector, vectorSuite } from '../testing';
import { cutResponse, noticeText, requestText, verifyNotice } from './sign';

vectorSuite('public vectors: Alipay signatures', () => {
  const verified = (fields: Fields, pem: string) => verifyNotice(fields, createPublicKey(pem));

  it('cuts and verifies a real answer', () => {
    const { raw, signedContent, publicKeyPem } = vector('alipay-sync-response');
    const cut = cutResponse(Buffer.from(raw), 'alipay.open.file.upload');
    expect(cut?.content.toString()).toBe(signedContent);
    expect(rsaVerify(cut?.content ?? '', cut?.sign ?? '', createPublicKey(publicKeyPem))).toBe(true);
  });

  it('rejects it with any one byte changed', () => {
    const { raw, publicKeyPem } = vector('alipay-sync-response');
    const key = createPublicKey(publicKeyPem);
    for (const wrong of oneByteOff(Buffer.from(raw))) {
      const cut = cutResponse(wrong, 'alipay.open.file.upload');
      expect(cut?.sign ? rsaVerify(cut.content, cut.sign, key) : false).toBe(false);
    }
  });

  it('verifies a real notice, from its form, without sign_type', () => {
    const { params, publicKeyPem } = vector('alipay-notify-trade');
    expect(verified(readForm(writeForm(params)) ?? {}, publicKeyPem)).toBe(true);
    expect(rsaVerify(requestText(params), params.sign, createPublicKey(publicKeyPem))).toBe(false);
  });

  it('rejects it with any one byte of any signed field changed', () => {
    const { params, publicKeyPem } = vector('alipay-notify-trade');
    const key = createPublicKey(publicKeyPem);
    for (const [name, value] of Object.entries<string>(params)) {
      for (const wrong of oneByteOff(Buffer.from(value))) {
        const fields = { ...params, [name]: wrong.toString('utf8') };
        expect(verifyNotice(fields, key)).toBe(false);
      }
    }
  });

  it('verifies a real return address', () => {
    const { url, publicKeyPem } = vector('alipay-return-url');
    const fields = readForm(new URL(url).search.slice(1)) ?? {};
    expect(verified(fields, publicKeyPem)).toBe(true);
    expect(verified({ ...fields, total_amount: '0.02' }, publicKeyPem)).toBe(false);
  });
});

describe('cutting an answer', () => {
  const cut = (text: string) => cutResponse(Buffer.from(text), 'a.b');
  const content = (text: string) => cut(text)?.content.toString();

  it('keeps escapes, quotes and braces inside strings as they came', () => {
    const object = String.raw`{"msg":"a\"}{\\","url":"http:\/\/x","name":"\u6c34","list":[{"a":"]"}],"n":1.50,"t":true}`;
    expect(content(`{"a_b_response":${object},"sign":"s=="}`)).toBe(object);
  });

  it('reads an escaped signature', () => {
    expect(cut(String.raw`{"sign":"a\/b+c=","a_b_response":{}}`)?.sign).toBe('a/b+c=');
  });

  it('allows space between the members, and members between', () => {
    const text = ' {\r\n "alipay_cert_sn" : "x", "n":12 , "a_b_response" : { "code":"1" } ,\t"sign":"s" } ';
    expect(cut(text)).toMatchObject({ name: 'a_b_response', sign: 's' });
    expect(content(text)).toBe('{ "code":"1" }');
  });

  it('is not misled by a response written inside a string', () => {
    expect(content(String.raw`{"note":"\"a_b_response\":{\"code\":\"10000\"}","error_response":{"code":"40002"}}`)).toBe('{"code":"40002"}');
  });

  it('tells an unsigned error', () => {
    expect(cut('{"error_response":{"code":"40002"}}')).toMatchObject({ name: 'error_response', sign: null });
    expect(cut('{"error_response":{"code":"40002"},"sign":""}')?.sign).toBeNull();
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"a_b_response":"text"}',
    '{"a_b_response":{"code":"1"}',
    '{"a_b_response":{"code":"1}}',
    '{"a_b_response":{}}x',
    '{"a_b_response":{},}',
    '{"a_b_response":{} "sign":"s"}',
    '{"a_b_response"}',
    '{"a_b_response":}',
    '{"a_b_response":{},"a_b_response":{"code":"10000"}}',
    String.raw`{"a_b_response":{},"a_b_respons\u0065":{"code":"10000"}}`,
  ])('refuses %s', (text) => {
    expect(cut(text)).toBeNull();
  });
});

describe('canonical texts', () => {
  const params = { sign_type: 'RSA2', app_id: '1', subject: 'a+b %', sign: 'x', empty: '' };
  it('keep sign_type for requests and drop it for notices', () => {
    expect(requestText(params)).toBe('app_id=1&sign_type=RSA2&subject=a+b %');
    expect(noticeText(params)).toBe('app_id=1&subject=a+b %');
  });
});
