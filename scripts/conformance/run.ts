import { randomBytes } from 'node:crypto';
import type { Selection } from '../../src/contract/booking';
import { checkBills } from './bills';
import { checkBookings } from './bookings';
import type { Party } from './client';
import { Report, type Row } from './report';
import { checkSignatures } from './signatures';
import { checkStatement } from './statements';

export interface Run {
  readonly party: Party;
  readonly report: Report;
  /** of a household with an open bill, or of whoever books */
  readonly account: string;
  readonly selection: Selection | undefined;
  /** whose statement is read; yesterday unless told */
  readonly day: string | undefined;
  newNumber(): string;
  canWait(ms: number): boolean;
  pause(ms: number): Promise<void>;
}

export interface RunOptions {
  readonly kind: 'bill' | 'booking';
  readonly account: string;
  readonly selection?: Selection;
  readonly day?: string;
  /** how long a check may wait for a hold to end */
  readonly patience_s?: number;
  /** lets time pass; tests move their clocks instead */
  readonly pause?: (ms: number) => Promise<void>;
  readonly told?: (row: Row) => void;
}

/** Every check that applies to a service of this kind, one after another. It books, pays for and cancels what it needs. */
export async function runConformance(party: Party, options: RunOptions): Promise<Report> {
  const report = new Report(options.told);
  const run: Run = {
    party,
    report,
    account: options.account,
    selection: options.selection,
    day: options.day,
    newNumber: () => `C${randomBytes(7).toString('hex').toUpperCase()}`,
    canWait: (ms) => ms <= (options.patience_s ?? 0) * 1000,
    pause: options.pause ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
  };
  await checkSignatures(run);
  await (options.kind === 'booking' ? checkBookings(run) : checkBills(run));
  await checkStatement(run);
  return report;
}
