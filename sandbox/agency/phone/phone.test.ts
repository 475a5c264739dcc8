import { FACES, priceOf } from './faces';
import { CARRIERS, carrierOf, holderOf, placeOf, restsUntil } from './numbers';
import { TEST_PHONES } from './test-numbers';

const at = (text: string) => new Date(`${text}+08:00`);

describe('mobile numbers', () => {
  it.each([
    ['13812345678', 'mobile'],
    ['19512345678', 'mobile'],
    ['18612345678', 'unicom'],
    ['13312345678', 'telecom'],
    ['13800000015', 'telecom'],
    ['13300000015', 'mobile'],
  ] as const)('%s is with %s', (number, carrier) => expect(carrierOf(number)?.id).toBe(carrier));

  it.each(['17012345678', '19212345678', '1381234567', '138123456789', '23812345678', '1381234567a', '13812345604'])('%s is nobody’s', (number) =>
    expect(carrierOf(number)).toBeUndefined(),
  );

  it('belong to one place and one person, whenever they are asked for', () => {
    expect(placeOf('13812345678')).toEqual(placeOf('13812349999'));
    expect(holderOf('13812345678', CARRIERS.mobile)).toBe(holderOf('13812345678', CARRIERS.mobile));
    expect(holderOf('13312345678', CARRIERS.telecom)).toBeNull();
  });

  it('of the table all are known but the one that is not in service', () => {
    for (const { account, tail } of TEST_PHONES)
      expect([tail, account.slice(-2), carrierOf(account) !== undefined]).toEqual([tail, tail, tail !== '04']);
  });
});

describe('what a face costs', () => {
  it('is a little less than its face, to the fen', () => {
    expect(FACES.map((face) => priceOf(face, CARRIERS.mobile))).toEqual([998, 1996, 2994, 4990, 9980, 19960, 29940, 49900]);
    expect(priceOf(30, CARRIERS.unicom)).toBe(2985);
  });
});

describe('the closing of the books', () => {
  it('takes China Mobile the last half hour of the month', () => {
    expect(restsUntil('13812345678', CARRIERS.mobile, at('2026-11-30T23:29:59'))).toBeUndefined();
    expect(restsUntil('13812345678', CARRIERS.mobile, at('2026-11-30T23:30:00'))).toEqual(at('2026-12-01T00:00:00'));
    expect(restsUntil('13812345678', CARRIERS.mobile, at('2026-12-01T00:00:00'))).toBeUndefined();
  });

  it('takes the others the first hour of the next one, each in its turn', () => {
    expect(restsUntil('18612345678', CARRIERS.unicom, at('2026-12-01T00:10:00'))).toEqual(at('2026-12-01T00:30:00'));
    expect(restsUntil('13312345678', CARRIERS.telecom, at('2026-12-01T00:10:00'))).toBeUndefined();
    expect(restsUntil('13312345678', CARRIERS.telecom, at('2026-12-01T00:40:00'))).toEqual(at('2026-12-01T01:00:00'));
  });

  it('is always met by test number 16', () => {
    const now = at('2026-11-23T10:00:00');
    expect(restsUntil('13800000016', CARRIERS.mobile, now)).toEqual(at('2026-11-23T10:30:00'));
  });
});
