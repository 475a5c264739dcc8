import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseForm, writeForm } from '../common/form';
import { publicKey } from '../common/rsa';
import { digest, readRaw, signFields, verifyFields, writeRaw } from './signature';

const vectors = join(__dirname, '../../../shared/vectors');
const suite = existsSync(vectors) ? describe : describe.skip;

suite('public UnionPay vectors', () => {
  // Read within the tests: the body of a skipped suite runs too.
  const notices = () => {
    const { cases } = JSON.parse(readFileSync(join(vectors, 'unionpay-back-notify.json'), 'utf8')) as { cases: { params: Record<string, string> }[] };
    return cases;
  };

  it('verifies real notices with the certificate they carry', () => {
    for (const { params } of notices()) expect(verifyFields(params, publicKey(params.signPubKeyCert ?? ''))).toBe(true);
  });

  it('fails when the certificate lost its CR', () => {
    for (const { params } of notices()) {
      const stripped = { ...params, signPubKeyCert: (params.signPubKeyCert ?? '').replaceAll('\r', '') };
      expect(verifyFields(stripped, publicKey(stripped.signPubKeyCert))).toBe(false);
    }
  });

  it('brings them through a form and through an unencoded answer', () => {
    for (const { params } of notices()) {
      expect(parseForm(writeForm(params))).toEqual(params);
      expect(readRaw(writeRaw(params))).toEqual(params);
    }
  });
});

describe('UnionPay texts', () => {
  it('hashes the sorted fields without signature and empty values', () => {
    expect(digest({ b: '2', a: '1', c: '', signature: 'x' })).toBe(digest({ a: '1', b: '2' }));
    expect(digest({ a: '1' })).toMatch(/^[0-9a-f]{64}$/);
  });

  it('reads values that hold =, & in braces and in brackets', () => {
    expect(readRaw('sig=ab+/==&reqReserved={a=1&b={c&d}}&list=[x&y]&end=1')).toEqual({
      sig: 'ab+/==',
      reqReserved: '{a=1&b={c&d}}',
      list: '[x&y]',
      end: '1',
    });
  });

  it('refuses a signature when one field changes', () => {
    const { privateKey, publicKey: open } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signed = signFields({ txnAmt: '14396', orderId: 'A1234567' }, privateKey);
    expect(verifyFields(signed, open)).toBe(true);
    expect(verifyFields({ ...signed, txnAmt: '14397' }, open)).toBe(false);
    expect(verifyFields({ txnAmt: '14396' }, open)).toBe(false);
  });
});
