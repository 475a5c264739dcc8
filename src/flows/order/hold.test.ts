import type { OrderView } from '../../contract/order';
import { holdOf } from './hold';

const order = (expires_at: string): OrderView => ({ expires_at }) as OrderView;
const now = Date.parse('2026-11-23T01:41:08Z');

describe('how long an amount holds', () => {
  it('given several orders, then until the first of them runs out', () => {
    expect(holdOf([order('2026-11-23T01:56:00Z'), order('2026-11-23T01:50:00Z')], now)).toEqual({ until: '2026-11-23T01:50:00Z', over: false });
  });

  it('is over at the very second it ends', () => {
    expect(holdOf([order('2026-11-23T01:41:09Z')], now)?.over).toBe(false);
    expect(holdOf([order('2026-11-23T01:41:08Z')], now)?.over).toBe(true);
  });

  it('knows nothing without orders', () => {
    expect(holdOf([], now)).toBeNull();
  });
});
