import { fen } from '../../../src/contract/money';
import { lateFee, principalOf, sharesOf } from './tariff';

describe('the water tariff', () => {
  it('charges tier one up to 216 m³ a year', () => {
    expect(sharesOf(16, 200)).toEqual([{ tier: 1, quantity: 16, price_fen: 303, amount_fen: 4848 }]);
  });

  it('splits a month that crosses into tier two: 6 × 3.03 + 10 × 4.07 = 58.88', () => {
    const shares = sharesOf(16, 210);
    expect(shares.map(({ tier, quantity, amount_fen }) => [tier, quantity, amount_fen])).toEqual([
      [1, 6, 1818],
      [2, 10, 4070],
    ]);
    expect(principalOf(shares)).toBe(5888);
  });

  it('crosses all three tiers in one month', () => {
    expect(sharesOf(100, 210).map((share) => [share.tier, share.quantity])).toEqual([
      [1, 6],
      [2, 84],
      [3, 10],
    ]);
  });

  it('starts tier two exactly behind 216', () => {
    expect(sharesOf(1, 216)[0]?.tier).toBe(2);
    expect(sharesOf(1, 215)[0]?.tier).toBe(1);
  });
});

describe('the late fee', () => {
  it('is nothing on the due day and 0.1 % on the day after', () => {
    expect(lateFee(fen(4242), 0)).toBe(0);
    expect(lateFee(fen(4242), -3)).toBe(0);
    expect(lateFee(fen(4242), 1)).toBe(4);
  });

  it('rounds half up to the fen', () => {
    expect(lateFee(fen(500), 1)).toBe(1);
    expect(lateFee(fen(499), 1)).toBe(0);
  });

  it('never exceeds the principal', () => {
    expect(lateFee(fen(4242), 5000)).toBe(4242);
  });
});
