import type { Bill } from '../../../src/contract/bill';
import { fen } from '../../../src/contract/money';
import { beijing, daysUntil } from '../../../src/contract/time';
import { seeded, seededWhole, tailOf } from './accounts';
import { lateFee, principalOf, sharesOf, TIERS } from './tariff';

/** Test number 02: m³ of its three months; the last one ends at 226 m³ in the year, 10 of them in tier two. */
const ARREARS = [14, 13, 16];
const ARREARS_YEAR = 226;
const RISE_FEN = 100;

/**
 * All bills the company ever wrote for this account that its story lets stand open, oldest first; those written off
 * since are taken out by the caller. The newest one is always last month's. Late fees are as of `now`.
 */
export function billsOf(account: string, now: Date): Bill[] {
  const count = countOf(account);
  const periods = Array.from({ length: count }, (_, i) => monthsAgo(now, count - i));
  return periods.map((period, i) => billOf(account, period, i, periods, now));
}

/** Test number 11: what the quote says, one yuan of late fee above the look-up. */
export function risenBills(account: string, bills: readonly Bill[]): Bill[] {
  if (tailOf(account) !== '11') return [...bills];
  return bills.map((bill, i) =>
    i === 0 ? { ...bill, amount_fen: fen(bill.amount_fen + RISE_FEN), late_fee_fen: fen(bill.late_fee_fen + RISE_FEN) } : bill,
  );
}

function countOf(account: string): number {
  const tail = tailOf(account);
  if (tail === '02') return ARREARS.length;
  if (tail === '03' || tail === '04') return 0;
  if (Number(tail) >= 1 && Number(tail) <= 11) return 1;
  return Math.floor(seeded(account, 'count') * 4);
}

function billOf(account: string, period: string, index: number, periods: readonly string[], now: Date): Bill {
  const quantity = quantityOf(account, period, index, periods);
  const before = usedBefore(account, period, index, periods);
  const shares = sharesOf(quantity, before);
  const principal = principalOf(shares);
  const due_on = dueOn(period);
  const late = lateFee(principal, -daysUntil(due_on, now));
  return {
    no: period.replace('-', ''),
    period,
    due_on,
    amount_fen: fen(principal + late),
    late_fee_fen: late,
    usage: { quantity, unit: 'm3', year_quantity: before + quantity, tiers: TIERS, shares },
  };
}

function quantityOf(account: string, period: string, index: number, periods: readonly string[]): number {
  if (tailOf(account) !== '02') return seededWhole(account, period, 6, 24);
  const usual = ARREARS[index] ?? 0;
  if (index < ARREARS.length - 1) return usual;
  // Early in the year only a leak reaches tier two: the bill grows rather than break the tariff's rule.
  return Math.max(usual, ARREARS_YEAR - usedBefore(account, period, index, periods));
}

/** m³ from 1 January to the month before `period`. */
function usedBefore(account: string, period: string, index: number, periods: readonly string[]): number {
  const [year, month] = [period.slice(0, 4), Number(period.slice(5))];
  if (tailOf(account) === '02') {
    const open = ARREARS.slice(0, index).filter((_, i) => periods[i]?.startsWith(year));
    // What was used before the oldest open month fills the year up to the story's figure.
    const rest = month - 1 > open.length ? ARREARS_YEAR - ARREARS.reduce((sum, part) => sum + part, 0) : 0;
    return rest + open.reduce((sum, part) => sum + part, 0);
  }
  let used = 0;
  for (let earlier = 1; earlier < month; earlier++) used += seededWhole(account, `${year}-${String(earlier).padStart(2, '0')}`, 6, 24);
  return used;
}

/** The month `count` months before the Beijing month of `now`, `2026-10`. */
export function monthsAgo(now: Date, count: number): string {
  return beijing(now).startOf('month').subtract(count, 'month').format('YYYY-MM');
}

/** A month's bill is to be paid by the 25th of the next month. */
export function dueOn(period: string): string {
  const [year = 0, month = 0] = period.split('-').map(Number);
  const next = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
  return `${next}-25`;
}
