import { fen } from '../../contract/money';
import type { OrderView } from '../../contract/order';
import { byMonth, matches, payable, statusNow } from './months';

const order = (change: Partial<OrderView>): OrderView => ({
  id: 'order-0000000001',
  number: 'W7K429MQ3',
  service: 'water',
  status: 'fulfilled',
  amount_fen: fen(14396),
  subject: { account: '2051 **** 7736', holder: null, nickname: null },
  details: { kind: 'bill', bills: [] },
  created_at: '2026-11-23T01:40:00Z',
  expires_at: '2026-11-23T01:55:00Z',
  paid_at: '2026-11-23T01:41:00Z',
  paid_by: 'wechat',
  fulfilled_at: null,
  refusal: null,
  voucher: null,
  cancel: null,
  cancellation: null,
  stations: [],
  ...change,
});

describe('orders by month', () => {
  test('given an order paid at midnight in Beijing, then it belongs to the Beijing month', () => {
    const months = byMonth([order({ paid_at: '2026-10-31T16:30:00Z' }), order({ paid_at: '2026-10-31T15:30:00Z' })]);
    expect(months.map(({ period }) => period)).toEqual(['2026-11', '2026-10']);
  });

  test('given refunded, unpaid and cancelled orders, then they do not count as paid', () => {
    const [month] = byMonth([order({}), order({ status: 'refunded' }), order({ status: 'unpaid', paid_at: null }), order({ status: 'paid' })]);
    expect(month?.paid).toBe(28792);
    expect(month?.orders).toHaveLength(4);
  });
});

describe('an unpaid order', () => {
  const unpaid = order({ status: 'unpaid', paid_at: null });

  test('can be paid until its amount expires, and reads as expired afterwards', () => {
    expect(payable(unpaid, Date.parse('2026-11-23T01:54:59Z'))).toBe(true);
    expect(payable(unpaid, Date.parse('2026-11-23T01:55:00Z'))).toBe(false);
    expect(statusNow(unpaid, Date.parse('2026-11-23T02:00:00Z'))).toBe('expired');
  });

  test('is listed under open, not under done', () => {
    expect(matches('open', unpaid)).toBe(true);
    expect(matches('done', unpaid)).toBe(false);
    expect(matches('all', unpaid)).toBe(true);
  });
});
