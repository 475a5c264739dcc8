import { createPublicKey } from 'node:crypto';
import { rsaSign, rsaVerify, strictBase64 } from './rsa';
import { oneByteOff, rsaPair, vector, vectorSuite } from './testing';

vectorSuite('public vector: RSA-SHA256', () => {
  it('verifies with the right key only', () => {
    const known = vector('wechat-rsa-verify-java');
    expect(rsaVerify(known.message, known.signature, createPublicKey(known.publicKeyPem))).toBe(true);
    expect(rsaVerify(known.message, known.signature, createPublicKey(known.mustNotVerifyWithPublicKeyPem))).toBe(false);
  });

  it('rejects every signature with one byte changed', () => {
    const known = vector('wechat-rsa-verify-java');
    const key = createPublicKey(known.publicKeyPem);
    for (const wrong of oneByteOff(Buffer.from(known.signature))) expect(rsaVerify(known.message, wrong.toString('latin1'), key)).toBe(false);
  });
});

describe('signatures', () => {
  it('verify what was signed, as text or as bytes', () => {
    const { publicKey, privateKey } = rsaPair();
    expect(rsaVerify(Buffer.from('水费'), rsaSign('水费', privateKey), publicKey)).toBe(true);
    expect(rsaVerify('水', rsaSign('水费', privateKey), publicKey)).toBe(false);
  });

  it('read canonical base64 only', () => {
    expect(strictBase64('aGk=')?.toString()).toBe('hi');
    for (const text of ['aGk', 'aGl=', 'aG k=', 'aGk=\n', 'a-k=']) expect(strictBase64(text)).toBeNull();
  });
});
