import fc from 'fast-check';
import type { CancelTerms } from '../../src/contract/booking';
import { fen } from '../../src/contract/money';
import type { OrderDetails } from '../../src/contract/order';
import { orderMachine } from '../states';
import { costOf, onCancelAnswer, onWish } from './decisions';

const NOON = new Date('2026-11-23T04:00:00Z');
const at = (hours: number) => new Date(NOON.getTime() + hours * 3_600_000);
const cancel: CancelTerms = {
  steps: [
    { until: at(8).toISOString(), fee_fen: fen(0) },
    { until: at(20).toISOString(), fee_fen: fen(1000) },
  ],
  after_fee_fen: null,
};
const booking: OrderDetails = {
  kind: 'booking',
  title: { zh: '内科', en: 'Medicine' },
  selection: {},
  facts: [],
  starts_at: at(21).toISOString(),
  cancel,
};
const bill: OrderDetails = { kind: 'bill', bills: [] };

describe('a wish to give back', () => {
  it.each([
    ['before the first step ends', 7.9, 0, { is: 'taken', fee_fen: 0 }],
    ['on the second step, for its fee', 8, 1000, { is: 'taken', fee_fen: 1000 }],
    ['on the second step, for the fee of the first', 8, 0, { is: 'refused', problem: 'fee_changed', fee_fen: 1000 }],
    ['for a fee that is too high', 7.9, 1000, { is: 'refused', problem: 'fee_changed', fee_fen: 0 }],
    ['without a fee', 7.9, undefined, { is: 'refused', problem: 'fee_changed', fee_fen: 0 }],
    ['behind the last step', 20, 1000, { is: 'refused', problem: 'cancel_over' }],
  ])('%s', (_, hours, agreed, wish) => expect(onWish('fulfilled', booking, agreed, false, at(hours))).toEqual(wish));

  it('that was told before is known, whatever it says now', () => {
    for (const status of ['cancelling', 'returning', 'returned'] as const) expect(onWish(status, booking, 7, false, at(99))).toEqual({ is: 'known' });
  });

  it('is not for bills, unpaid orders, or what operators paid back in part', () => {
    const no = { is: 'refused', problem: 'cannot_cancel' };
    expect(onWish('fulfilled', bill, 0, false, NOON)).toEqual(no);
    expect(onWish('paid', booking, 0, false, NOON)).toEqual(no);
    expect(onWish('fulfilled', booking, 0, true, NOON)).toEqual(no);
  });

  it('is only ever taken for the fee that is shown at that moment', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 30, noNaN: true }), fc.integer({ min: 0, max: 2000 }), (hours, agreed) => {
        const wish = onWish('fulfilled', booking, agreed, false, at(hours));
        const cost = costOf('fulfilled', booking, at(hours));
        return wish.is === 'taken' ? cost?.fee_fen === agreed : cost?.fee_fen !== agreed;
      }),
    );
  });

  it('can be told by nobody but a fulfilled booking’s citizen', () => {
    const states = new Set(orderMachine.edges.flatMap(({ from, to }) => [from, to]));
    expect([...states].filter((status) => costOf(status, booking, NOON))).toEqual(['fulfilled']);
    expect(costOf('fulfilled', bill, NOON)).toBeNull();
  });
});

describe('an agency’s answer', () => {
  it('gives the order back, leaves it as it was, or is asked for again', () => {
    expect(onCancelAnswer('asked', 'cancelling', 'cancelled')).toEqual({ is: 'cancelled', cancellation: 'done', order: 'returning' });
    expect(onCancelAnswer('asked', 'cancelling', 'refused')).toEqual({ is: 'refused', cancellation: 'refused', order: 'fulfilled' });
    expect(onCancelAnswer('asked', 'cancelling', 'unknown')).toEqual({ is: 'ask_later' });
  });

  it('that comes twice, or late, changes nothing more', () => {
    expect(onCancelAnswer('done', 'returning', 'cancelled')).toEqual({ is: 'nothing' });
    expect(onCancelAnswer('done', 'returned', 'refused')).toEqual({ is: 'nothing' });
    expect(onCancelAnswer('refused', 'fulfilled', 'cancelled')).toEqual({ is: 'nothing' });
  });
});
