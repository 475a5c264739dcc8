import type { Fen } from './money';
import type { Words } from './service';

/**
 * What a citizen chose, part by part: `{ hospital: 'hx', department: 'ent', doctor: 'd3' }`. Names and keys are the agency's;
 * a list stands where several are chosen (seats). Bookings, top-ups and purchases are quoted by a selection.
 */
export type Selection = Readonly<Record<string, string | string[]>>;

/** One thing that may be chosen next. */
export interface Choice {
  readonly key: string;
  readonly title: Words;
  readonly note: Words | null;
  /** what it costs; null while that depends on what is chosen after it */
  readonly amount_fen: Fen | null;
  /** how many are left; null where that is not counted */
  readonly left: number | null;
}

/** A line about what was booked, in the agency's words. */
export interface Fact {
  readonly label: Words;
  readonly value: Words;
}

/** What giving a booking back costs. A step counts before its `until`; behind the last one `after_fee_fen`, null: no more. */
export interface CancelTerms {
  readonly steps: readonly { readonly until: string; readonly fee_fen: Fen }[];
  readonly after_fee_fen: Fen | null;
}

/** What the citizen shows at the door. */
export interface Voucher {
  readonly code: string;
  readonly facts: readonly Fact[];
}

/** What a cancellation costs at one moment, and until when it costs that; null: for ever. */
export interface CancelCost {
  readonly fee_fen: Fen;
  readonly until: string | null;
}

/** @returns null when it can no longer be given back */
export function cancelCostAt(terms: CancelTerms, at: Date): CancelCost | null {
  const step = terms.steps.find(({ until }) => at.getTime() < Date.parse(until));
  if (step) return { fee_fen: step.fee_fen, until: step.until };
  return terms.after_fee_fen === null ? null : { fee_fen: terms.after_fee_fen, until: null };
}
