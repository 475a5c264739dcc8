import type { OrderStatus, OrderView, PaymentStatus, PaymentView } from '../../contract/order';
import { isMoving, outcomeOf, pauseAfter } from './outcome';

const now = Date.parse('2026-11-23T01:41:00Z');
const order = (status: OrderStatus, expires_at = '2026-11-23T01:56:00Z') => ({ status, expires_at }) as OrderView;
const payment = (status: PaymentStatus) => ({ status }) as PaymentView;

describe('what a result page says', () => {
  it.each([
    [['fulfilled'], 'fulfilled'],
    [['paid'], 'waiting'],
    [['fulfilled', 'paid'], 'waiting'],
    [['fulfilled', 'fulfilled'], 'fulfilled'],
    [['fulfilled', 'refunded'], 'mixed'],
    [['fulfilled', 'refunding'], 'mixed'],
    [['refunding', 'refunded'], 'refunding'],
    [['refunded'], 'refunded'],
    [['unpaid'], 'unpaid'],
    [['cancelled'], 'cancelled'],
    [['expired'], 'expired'],
    [['cancelled', 'expired'], 'expired'],
  ] as const)('given orders %j, then %s', (statuses, outcome) => {
    expect(
      outcomeOf(
        null,
        statuses.map((status) => order(status)),
        0,
        now,
      ),
    ).toBe(outcome);
  });

  it('given a return from the wallet, then it is being confirmed for some seconds, whatever the channel says first', () => {
    expect(outcomeOf(payment('open'), [order('unpaid')], 1_000, now)).toBe('confirming');
    expect(outcomeOf(payment('unclear'), [order('unpaid')], 4_999, now)).toBe('confirming');
  });

  it('given it is still open after that, then nothing was paid', () => {
    expect(outcomeOf(payment('open'), [order('unpaid')], 10_000, now)).toBe('unpaid');
  });

  it('given the channel cannot tell, then it is unclear, never failed, even when the order’s time is over', () => {
    expect(outcomeOf(payment('unclear'), [order('unpaid')], 10_000, now)).toBe('unclear');
    expect(outcomeOf(payment('unclear'), [order('expired')], 60_000, now)).toBe('unclear');
  });

  it('given the payment is paid before its orders know, then the agency is being waited for', () => {
    expect(outcomeOf(payment('paid'), [order('unpaid')], 0, now)).toBe('waiting');
  });

  it('given a closed payment, then the order decides', () => {
    expect(outcomeOf(payment('closed'), [order('unpaid')], 0, now)).toBe('unpaid');
    expect(outcomeOf(payment('closed'), [order('unpaid', '2026-11-23T01:40:00Z')], 0, now)).toBe('expired');
  });
});

describe('asking again', () => {
  it('goes on only while something may change', () => {
    expect((['confirming', 'unclear', 'waiting', 'refunding'] as const).every(isMoving)).toBe(true);
    expect((['fulfilled', 'refunded', 'mixed', 'cancelled', 'expired', 'unpaid'] as const).some(isMoving)).toBe(false);
  });

  it('slows down', () => {
    expect([0, 29_999, 30_000, 180_000, 900_000].map(pauseAfter)).toEqual([2_000, 2_000, 5_000, 15_000, 60_000]);
  });
});
