import fc from 'fast-check';
import { amountParts, fen, fenFromYuan, fenInCapitals, showFen, yuanFromFen } from './money';
import { beijingDay, daysUntil } from './time';

describe('money', () => {
  it('goes to yuan and back by the digits', () => {
    fc.assert(fc.property(fc.integer({ min: -1e13, max: 1e13 }), (value) => fenFromYuan(yuanFromFen(fen(value))) === value));
  });

  it.each([
    ['0.29', 29],
    ['143.96', 14396],
    ['0.3', 30],
    ['-12.00', -1200],
    ['0.01000', 1],
    ['100', 10000],
  ])('reads %s as %d fen', (text, value) => expect(fenFromYuan(text)).toBe(value));

  it.each(['', '.5', '1.', '1.005', '1e3', ' 1', '1,000.00', 'NaN', '--1', '１'])('refuses %j', (text) =>
    expect(() => fenFromYuan(text)).toThrow(RangeError),
  );

  it.each([0.5, Number.NaN, 2 ** 53])('is never %d', (value) => expect(() => fen(value)).toThrow(RangeError));

  it('is shown with its thousands', () => {
    expect(amountParts(fen(-128640))).toEqual({ sign: '−', whole: '1,286', cents: '40' });
    expect(showFen(fen(5))).toBe('¥0.05');
  });

  it.each([
    [14396, '壹佰肆拾叁元玖角陆分'],
    [0, '零元整'],
    [100, '壹元整'],
    [105, '壹元零伍分'],
    [10, '壹角整'],
    [5, '伍分'],
    [100000, '壹仟元整'],
    [100501, '壹仟零伍元零壹分'],
    [1000000, '壹万元整'],
    [1000100, '壹万零壹元整'],
    [10010000, '壹拾万零壹佰元整'],
    [20000000000, '贰亿元整'],
    [10000000100, '壹亿零壹元整'],
  ])('%d fen is %s on a receipt', (value, words) => expect(fenInCapitals(fen(value))).toBe(words));
});

describe('days are Beijing days', () => {
  it('turn at 16:00 UTC', () => {
    expect(beijingDay('2026-11-22T15:59:59Z')).toBe('2026-11-22');
    expect(beijingDay('2026-11-22T16:00:00Z')).toBe('2026-11-23');
  });

  it('are counted whole', () => {
    expect(daysUntil('2026-11-25', '2026-11-22T16:30:00Z')).toBe(2);
    expect(daysUntil('2026-11-05', '2026-11-23T10:00:00Z')).toBe(-18);
  });
});
