import type { CancelTerms } from '../../contract/booking';
import { fen } from '../../contract/money';
import type { OrderView } from '../../contract/order';
import { booking } from '../../text/words/booking';
import { daysOf } from './days';
import { heldOf, isTaken, lastOf } from './past';
import { cancelRules } from './rules';

const now = Date.parse('2026-11-23T02:00:00Z');
const later = '2026-11-23T02:09:00Z';

const order = (id: string, status: OrderView['status'], doctor = 'd1', day = '2026-11-24', account = '5210 **** 0001'): OrderView =>
  ({
    id,
    service: 'hospital',
    status,
    expires_at: later,
    subject: { account, holder: null, nickname: null },
    details: { kind: 'booking', selection: { hospital: 'hx', doctor, day }, facts: [], title: { zh: '', en: '' } },
  }) as unknown as OrderView;
const bill = { ...order('bill', 'fulfilled'), service: 'water', details: { kind: 'bill', bills: [] } } as OrderView;

describe('what was booked before', () => {
  it('is the newest that the agency took, whatever became of it; a refused or unpaid one says nothing', () => {
    const orders = [bill, order('a', 'unpaid'), order('b', 'refunded'), order('c', 'returned'), order('d', 'fulfilled')];
    expect(lastOf('hospital', orders)?.id).toBe('c');
    expect(lastOf('movie', orders)).toBeUndefined();
  });

  it('waits for its payment until its time is over, to the second', () => {
    const orders = [order('a', 'fulfilled'), order('b', 'unpaid')];
    expect(heldOf('hospital', orders, now)?.id).toBe('b');
    expect(heldOf('hospital', orders, Date.parse(later))).toBeUndefined();
  });

  it('keeps the same account from the same place, and nobody else from it', () => {
    const orders = [order('a', 'fulfilled'), order('b', 'returned', 'd2'), order('c', 'unpaid', 'd3')];
    const taken = (doctor: string, account = '5210 **** 0001', at = now): boolean =>
      isTaken('hospital', orders, account, { hospital: 'hx', doctor, day: '2026-11-24' }, at);
    expect([taken('d1'), taken('d2'), taken('d3')]).toEqual([true, false, true]);
    expect([taken('d1', '5210 **** 0002'), taken('d3', undefined, Date.parse(later))]).toEqual([false, false]);
    expect(isTaken('hospital', orders, '5210 **** 0001', { hospital: 'hx', doctor: 'd1', day: '2026-11-25' }, now)).toBe(false);
  });
});

describe('the rules for giving back', () => {
  const terms: CancelTerms = {
    steps: [
      { until: '2026-11-23T12:00:00Z', fee_fen: fen(0) },
      { until: '2026-11-23T23:30:00Z', fee_fen: fen(1000) },
    ],
    after_fee_fen: null,
  };

  it('tell each step with its Beijing time, then what comes behind', () => {
    expect(cancelRules(terms, now, { language: 'zh' }, booking.zh)).toEqual(['今天 20:00 前免费取消', '明天 7:30 前取消收 ¥10.00', '之后不能取消']);
  });

  it('leave out what is over; nothing is left once it cannot be given back', () => {
    expect(cancelRules(terms, Date.parse('2026-11-23T12:00:00Z'), { language: 'en' }, booking.en)).toEqual([
      '¥10.00 to cancel until tomorrow 7:30',
      'After that it stands',
    ]);
    expect(cancelRules(terms, Date.parse('2026-11-23T23:30:00Z'), { language: 'zh' }, booking.zh)).toEqual([]);
    expect(cancelRules({ ...terms, after_fee_fen: fen(2000) }, Date.parse('2026-11-25T00:00:00Z'), { language: 'zh' }, booking.zh)).toEqual([
      '之后取消收 ¥20.00',
    ]);
  });
});

describe('days', () => {
  const choice = (key: string, left: number | null) => ({ key, title: { zh: '', en: '' }, note: null, amount_fen: null, left });

  it('are a week from tomorrow, Beijing: what is not offered is off, what is sold out is full', () => {
    const days = daysOf({
      part: 'day',
      choices: [choice('2026-11-25', 0), choice('2026-11-27', 3), choice('2026-11-28', null)],
      asked_at: '2026-11-23T16:30:00Z',
    });
    expect(days.map(({ day, state }) => `${day.slice(8)} ${state}`)).toEqual([
      '25 full',
      '26 off',
      '27 free',
      '28 free',
      '29 off',
      '30 off',
      '01 off',
    ]);
  });

  it('go on to the last day that is offered', () => {
    const days = daysOf({ part: 'day', choices: [choice('2026-12-04', 1)], asked_at: '2026-11-23T02:00:00Z' });
    expect([days.length, days[days.length - 1]]).toEqual([11, { day: '2026-12-04', state: 'free' }]);
  });
});
