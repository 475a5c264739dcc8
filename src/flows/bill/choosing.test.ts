import type { Bill } from '../../contract/bill';
import { fen } from '../../contract/money';
import { chooseAll, MOST_BILLS, sumOf, toggle } from './choosing';

const bill = (period: string, amount = 4000, late = 0): Bill => ({
  no: period.replace('-', ''),
  period,
  due_on: `${period}-25`,
  amount_fen: fen(amount),
  late_fee_fen: fen(late),
});
const three = [bill('2026-08', 4473, 231), bill('2026-09', 4035, 96), bill('2026-10', 5888)];

describe('choosing bills', () => {
  it('chooses all at first', () => {
    expect(chooseAll(three)).toEqual({ count: 3, reason: null });
  });

  it('given an older month is unticked, then the later ones go too, and it says why', () => {
    expect(toggle({ count: 3, reason: null }, 0)).toEqual({ count: 0, reason: 'later_off' });
    expect(toggle({ count: 3, reason: null }, 1)).toEqual({ count: 1, reason: 'later_off' });
  });

  it('given the latest ticked month is unticked, then nothing else changes and nothing is said', () => {
    expect(toggle({ count: 3, reason: 'later_off' }, 2)).toEqual({ count: 2, reason: null });
  });

  it('given a later month is ticked, then the older ones come too', () => {
    expect(toggle({ count: 0, reason: null }, 2)).toEqual({ count: 3, reason: 'earlier_on' });
    expect(toggle({ count: 1, reason: null }, 1)).toEqual({ count: 2, reason: null });
  });

  it('given more bills than a quote takes, then the oldest ones are chosen and it says so', () => {
    const many = Array.from({ length: 30 }, (_, i) => bill(`20${10 + i}-01`));
    expect(chooseAll(many)).toEqual({ count: MOST_BILLS, reason: 'most' });
    expect(toggle(chooseAll(many), 29)).toEqual({ count: MOST_BILLS, reason: 'most' });
  });
});

describe('summing bills', () => {
  it('adds whole fen, late fees among them', () => {
    expect(sumOf(three)).toEqual({ amount: 14396, late_fee: 327 });
    expect(sumOf([])).toEqual({ amount: 0, late_fee: 0 });
  });
});
