import type { Bill } from '../../contract/bill';
import { type Fen, sumFen } from '../../contract/money';

/** A quote takes at most two years of bills. */
export const MOST_BILLS = 24;

/** Why a tap changed more than the bill that was tapped. */
export type ChoiceReason = 'later_off' | 'earlier_on' | 'most' | null;

export interface Choice {
  /** the oldest so many bills are chosen: an older one is never left behind */
  readonly count: number;
  readonly reason: ChoiceReason;
}

export function chooseAll(bills: readonly Bill[]): Choice {
  return bills.length > MOST_BILLS ? { count: MOST_BILLS, reason: 'most' } : { count: bills.length, reason: null };
}

/** Ticks or unticks the bill at `index` (0 is the oldest), and whatever must go with it. */
export function toggle({ count }: Choice, index: number): Choice {
  if (index < count) return { count: index, reason: index < count - 1 ? 'later_off' : null };
  if (index >= MOST_BILLS) return { count: MOST_BILLS, reason: 'most' };
  return { count: index + 1, reason: index > count ? 'earlier_on' : null };
}

export interface Sum {
  readonly amount: Fen;
  readonly late_fee: Fen;
}

export function sumOf(bills: readonly Bill[]): Sum {
  return { amount: sumFen(bills.map((bill) => bill.amount_fen)), late_fee: sumFen(bills.map((bill) => bill.late_fee_fen)) };
}
