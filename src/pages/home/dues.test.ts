import type { Bill } from '../../contract/bill';
import { fen } from '../../contract/money';
import type { Lookup, SavedAccount } from '../../contract/routes';
import { water } from '../../services/water/service';
import { sumDues, usedTogether } from './dues';

const bill = (period: string, amount: number, due_on: string): Bill => ({
  no: period,
  period,
  due_on,
  amount_fen: fen(amount),
  late_fee_fen: fen(0),
  usage: { quantity: 14, unit: 'm3', year_quantity: 140, tiers: [], shares: [] },
});
const account = (id: string): SavedAccount => ({ id, service: 'water', nickname: null, account: '2051 **** 7736', used_at: '2026-11-01T00:00:00Z' });
const lookup = (asked_at: string, ...bills: Bill[]): Lookup => ({
  subject: { account: '2051 **** 7736', holder: null, nickname: null },
  saved: null,
  bills,
  asked_at,
});

describe('what is due on home', () => {
  test('given two accounts, then the total is to the fen, the most pressing stands first, and the oldest answer dates the sum', () => {
    const dues = sumDues([
      { account: account('late'), service: water, lookup: lookup('2026-11-23T01:41:00Z', bill('2026-10', 5888, '2026-12-05')) },
      {
        account: account('soon'),
        service: water,
        lookup: lookup('2026-11-23T01:12:00Z', bill('2026-09', 4035, '2026-11-05'), bill('2026-10', 4473, '2026-12-05')),
      },
    ]);
    expect(dues.list.map((due) => due.account.id)).toEqual(['soon', 'late']);
    expect(dues.list[0]?.due_on).toBe('2026-11-05');
    expect(dues.total).toBe(14396);
    expect(dues.asOf).toBe('2026-11-23T01:12:00Z');
  });

  test('given an account that has not answered and one that owes nothing, then neither is listed', () => {
    const dues = sumDues([
      { account: account('silent'), service: water, lookup: undefined },
      { account: account('clear'), service: water, lookup: lookup('2026-11-23T01:41:00Z') },
    ]);
    expect(dues).toEqual({ list: [], total: 0, asOf: '2026-11-23T01:41:00Z' });
  });

  test('given bills of one unit, then use adds up; given a bill without, then nothing is claimed', () => {
    const with14 = bill('2026-10', 1, '2026-12-05');
    const { usage: _, ...without } = with14;
    expect(usedTogether([with14, with14])).toEqual({ quantity: 28, unit: 'm3' });
    expect(usedTogether([with14, without])).toBeNull();
  });
});
