import { X509Certificate } from 'node:crypto';
import { type Fields, readForm, writeForm } from '../form';
import { rsaVerify } from '../rsa';
import { oneByteOff, rsaPair, vector, vectorSuite } from '../testing';
import { messageText, readAnswer, signFields, verifyFields } from './sign';

vectorSuite('public vectors: UnionPay signatures', () => {
  const cases = (): Fields[] => vector('unionpay-back-notify').cases.map(({ params }: { params: Fields }) => params);
  const keyOf = (fields: Fields) => new X509Certificate(fields.signPubKeyCert ?? '').publicKey;
  const asAnswer = (fields: Fields) =>
    Buffer.from(
      Object.entries(fields)
        .map(([name, value]) => `${name}=${value}`)
        .join('&'),
    );

  it('verify as parameters, from a form, and from an answer', () => {
    expect(cases()).toHaveLength(2);
    for (const fields of cases()) {
      expect(verifyFields(fields, keyOf(fields))).toBe(true);
      expect(verifyFields(readForm(writeForm(fields)) ?? {}, keyOf(fields))).toBe(true);
      expect(verifyFields(readAnswer(asAnswer(fields)) ?? {}, keyOf(fields))).toBe(true);
    }
  });

  it('fail once the CRs of the certificate are lost', () => {
    for (const fields of cases()) {
      const signPubKeyCert = fields.signPubKeyCert?.replace(/\r/g, '') ?? '';
      expect(verifyFields({ ...fields, signPubKeyCert }, keyOf(fields))).toBe(false);
    }
  });

  it('fail with any one byte of any field changed', () => {
    const fields = cases()[0] ?? {};
    const key = keyOf(fields);
    for (const [name, value] of Object.entries(fields)) {
      for (const wrong of oneByteOff(Buffer.from(value))) expect(verifyFields({ ...fields, [name]: wrong.toString('latin1') }, key)).toBe(false);
    }
  });
});

describe('UnionPay signatures', () => {
  const { publicKey, privateKey } = rsaPair();

  it('leave the signature and empty fields out, and sort the rest', () => {
    expect(messageText({ txnTime: '1', certId: '2', orderDesc: '', signature: 'x' })).toBe('certId=2&txnTime=1');
  });

  it('hash twice: the second time over the hex of the first', () => {
    const { signature = '' } = signFields({ a: '1' }, privateKey);
    expect(rsaVerify('a=1', signature, publicKey)).toBe(false);
    expect(rsaVerify('c22fea5d7428e5cf47ef6354c97c9223c95d6dcdc3e0d2300ff79056b1ff3d85', signature, publicKey)).toBe(true);
    expect(verifyFields({ a: '1', signature, empty: '' }, publicKey)).toBe(true);
  });
});

describe('reading an answer', () => {
  const read = (text: string) => ({ ...readAnswer(Buffer.from(text)) });

  it('keeps + / and = of base64', () => {
    expect(read('signature=a+b/c==&respCode=00')).toEqual({ signature: 'a+b/c==', respCode: '00' });
  });

  it('keeps & inside braces and brackets', () => {
    expect(read('accInfo={a=1&b={c=2}&d=3}&list=[x&y]&respMsg=成功[00&0]&z=')).toEqual({
      accInfo: '{a=1&b={c=2}&d=3}',
      list: '[x&y]',
      respMsg: '成功[00&0]',
      z: '',
    });
  });

  it('decodes nothing', () => {
    expect(read('respMsg=100%25 a')).toEqual({ respMsg: '100%25 a' });
  });

  it('refuses a page, a name twice, and a name of no field', () => {
    expect(readAnswer(Buffer.from('<html>busy</html>'))).toBeNull();
    expect(readAnswer(Buffer.from('<a href="x=1">'))).toBeNull();
    expect(readAnswer(Buffer.from('respCode=00&respCode=34'))).toBeNull();
    expect(readAnswer(Buffer.from('respCode=00&&a=1'))).toBeNull();
  });
});
