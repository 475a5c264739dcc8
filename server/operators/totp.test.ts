import { base32, codeOf, otpauth, stepAt, stepOf } from './totp';

const secret = Buffer.from('12345678901234567890');

describe('a one-time code', () => {
  // RFC 6238, appendix B (SHA-1); its eight digits end in the six that apps show.
  it.each([
    ['1970-01-01T00:00:59Z', '287082'],
    ['2005-03-18T01:58:29Z', '081804'],
    ['2005-03-18T01:58:31Z', '050471'],
    ['2009-02-13T23:31:30Z', '005924'],
    ['2033-05-18T03:33:20Z', '279037'],
    ['2603-10-11T11:33:20Z', '353130'],
  ])('of %s is %s', (time, code) => {
    expect(codeOf(secret, stepAt(new Date(time)))).toBe(code);
  });

  it('is known for half a minute before and after its own, and no longer', () => {
    const now = new Date('2026-11-23T04:00:10Z');
    const code = codeOf(secret, stepAt(now));
    const later = (seconds: number) => stepOf(secret, code, new Date(now.getTime() + seconds * 1000));
    expect([-41, -40, 0, 49, 50].map(later)).toEqual([undefined, stepAt(now), stepAt(now), stepAt(now), undefined]);
    expect(stepOf(secret, ` ${code}`, now)).toBeUndefined();
  });
});

it('a secret is told as authenticator apps take it', () => {
  // RFC 4648, section 10
  expect(['f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => base32(Buffer.from(text)))).toEqual([
    'MY',
    'MZXQ',
    'MZXW6',
    'MZXW6YQ',
    'MZXW6YTB',
    'MZXW6YTBOI',
  ]);
  expect(otpauth(secret, 'li.na')).toContain('otpauth://totp/Rongyifu%3Ali.na?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&');
});
