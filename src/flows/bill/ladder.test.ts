import { fen } from '../../contract/money';
import { highestTier, ladderOf } from './ladder';

const water = [
  { upto: 216, price_fen: fen(303) },
  { upto: 300, price_fen: fen(407) },
  { upto: null, price_fen: fen(719) },
];

describe('the tariff’s ladder', () => {
  it('gives the endless tier a fifth and shares the rest by length', () => {
    expect(ladderOf(water, 0).steps.map(({ width }) => width)).toEqual([57.6, 22.4, 20]);
  });

  it('given 226 m³ this year, then tier one is full and the mark stands in tier two', () => {
    const { steps, mark } = ladderOf(water, 226);
    expect(steps.map(({ filled }) => filled)).toEqual([100, 11.9, 0]);
    expect(mark).toBeCloseTo(57.6 + 22.4 * (10 / 84), 0);
  });

  it('given use beyond every end, then the mark stays inside the drawing', () => {
    expect(ladderOf(water, 310).mark).toBeGreaterThan(80);
    expect(ladderOf(water, 100_000).mark).toBeLessThanOrEqual(100);
  });

  it('fills nothing for no use', () => {
    expect(ladderOf(water, 0)).toMatchObject({ mark: 0, steps: [{ filled: 0 }, { filled: 0 }, { filled: 0 }] });
  });

  it('draws a single price as one step', () => {
    expect(ladderOf([{ upto: null, price_fen: fen(300) }], 12).steps).toHaveLength(1);
    expect(ladderOf([{ upto: null, price_fen: fen(300) }], 12).steps[0]?.width).toBe(100);
  });

  it('fills the whole width when every tier has an end', () => {
    expect(ladderOf(water.slice(0, 2), 0).steps.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(100);
  });
});

describe('the highest tier of a bill', () => {
  it('is the last share’s, and 0 without usage', () => {
    const shares = [1, 2].map((tier) => ({ tier, quantity: 1, price_fen: fen(1), amount_fen: fen(1) }));
    expect(highestTier({ quantity: 2, unit: 'm3', year_quantity: 217, tiers: water, shares })).toBe(2);
    expect(highestTier(undefined)).toBe(0);
  });
});
