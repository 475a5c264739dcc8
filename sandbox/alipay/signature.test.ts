import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseForm, writeForm } from '../common/form';
import { verifyText } from '../common/rsa';
import { cutContent, noticeText, requestText, sealResponse, signNotice } from './signature';

const vectors = join(__dirname, '../../../shared/vectors');
const suite = existsSync(vectors) ? describe : describe.skip;
const vector = (name: string) => JSON.parse(readFileSync(join(vectors, `${name}.json`), 'utf8'));

suite('public Alipay vectors', () => {
  it('verifies a real notice only without sign_type', () => {
    const { params, publicKeyPem } = vector('alipay-notify-trade');
    const key = createPublicKey(publicKeyPem);
    expect(verifyText(noticeText(params), params.sign, key)).toBe(true);
    expect(verifyText(requestText(params), params.sign, key)).toBe(false);
  });

  it('verifies a real return address', () => {
    const { url, publicKeyPem } = vector('alipay-return-url');
    const fields = parseForm(url.slice(url.indexOf('?') + 1));
    expect(verifyText(noticeText(fields), fields.sign ?? '', createPublicKey(publicKeyPem))).toBe(true);
  });

  it('cuts the signed content out of a real answer', () => {
    const { raw, responseKey, signedContent, publicKeyPem } = vector('alipay-sync-response');
    expect(cutContent(raw, responseKey)).toBe(signedContent);
    expect(verifyText(signedContent, JSON.parse(raw).sign, createPublicKey(publicKeyPem))).toBe(true);
  });
});

describe('Alipay texts', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

  it('sorts by name, drops empty values and sign, keeps sign_type in requests', () => {
    const fields = { sign: 'x', b: '2 +%', a: '1', c: '', sign_type: 'RSA2' };
    expect(requestText(fields)).toBe('a=1&b=2 +%&sign_type=RSA2');
    expect(noticeText(fields)).toBe('a=1&b=2 +%');
  });

  it('signs the very substring that it sends, braces in strings included', () => {
    const text = sealResponse('x_response', { code: '10000', subject: 'a } " \\ { b' }, privateKey);
    const content = cutContent(text, 'x_response') ?? '';
    expect(verifyText(content, JSON.parse(text).sign, publicKey)).toBe(true);
    expect(JSON.parse(content).subject).toBe('a } " \\ { b');
  });

  it('leaves the signature out when there is no key', () => {
    expect(sealResponse('error_response', { code: '40002' }, undefined)).toBe('{"error_response":{"code":"40002"}}');
  });

  it('finds no content where there is none', () => {
    expect(cutContent('{"other":{}}', 'x_response')).toBeUndefined();
    expect(cutContent('{"x_response":{"a":1', 'x_response')).toBeUndefined();
  });

  it('keeps blanks, plus and percent signs through a form', () => {
    const notice = signNotice({ subject: '水费 50% + 1 & "q"' }, privateKey);
    const read = parseForm(writeForm(notice));
    expect(read).toEqual(notice);
    expect(verifyText(noticeText(read), read.sign ?? '', publicKey)).toBe(true);
  });
});
