import type { TariffShare, TariffTier } from '../../../src/contract/bill';
import { type Fen, fen, sumFen } from '../../../src/contract/money';

/** Chengdu's household water by the calendar year: yuan 3.03 to 216 m³, 4.07 to 300 m³, 7.19 above. */
export const TIERS: readonly TariffTier[] = [
  { upto: 216, price_fen: fen(303) },
  { upto: 300, price_fen: fen(407) },
  { upto: null, price_fen: fen(719) },
];

/**
 * Splits a month's use over the tiers.
 * @param quantity m³ of this bill, whole
 * @param before m³ used since 1 January before this bill
 */
export function sharesOf(quantity: number, before: number): TariffShare[] {
  const shares: TariffShare[] = [];
  let from = before;
  for (const [i, { upto, price_fen }] of TIERS.entries()) {
    const end = Math.min(before + quantity, upto ?? Number.POSITIVE_INFINITY);
    if (end <= from) continue;
    const part = end - from;
    shares.push({ tier: i + 1, quantity: part, price_fen, amount_fen: fen(part * price_fen) });
    from = end;
  }
  return shares;
}

export function principalOf(shares: readonly TariffShare[]): Fen {
  return sumFen(shares.map((share) => share.amount_fen));
}

/**
 * 0.1 % of the principal a day, from the day after the due day on, never more than the principal; rounded half up to
 * the fen.
 * @param daysLate whole days past `due_on`; zero or negative when not late
 */
export function lateFee(principal: Fen, daysLate: number): Fen {
  if (daysLate <= 0) return fen(0);
  return fen(Math.min(principal, Math.floor((principal * daysLate + 500) / 1000)));
}
