export const caseKinds = [
  'missing_here',
  'missing_there',
  'unknown_here',
  'amount_differs',
  'listed_twice',
  'refund_missing_here',
  'refund_missing_there',
  'agency_missing',
  'agency_extra',
  'exception_listed',
  'flow_differs',
  'fees_differ',
  'cancellation_missing_here',
  'cancellation_missing_there',
] as const;
export type CaseKind = (typeof caseKinds)[number];

/** Who acts next. The gateway's own steps end either in a resolution or with a person. */
export type CaseOwner = 'gateway' | 'finance' | 'agency';

/** A code; docs/reconciliation.md says what to do. */
export type NextStep =
  | 'query_and_settle'
  | 'query'
  | 'query_refund'
  | 'query_and_post_again'
  | 'query_and_fulfil'
  | 'query_cancellation'
  | 'ask_what_it_is'
  | 'ask_for_corrected_bill'
  | 'bill_and_query_disagree'
  | 'other_side_denies'
  | 'agency_must_reverse'
  | 'look_at_refund'
  | 'look_at_cancellation'
  | 'ask_again_by_hand';

/** What happens first with a difference of each kind. */
export const firstStep: Readonly<Record<CaseKind, { owner: CaseOwner; next_step: NextStep }>> = {
  missing_here: { owner: 'gateway', next_step: 'query_and_settle' },
  missing_there: { owner: 'gateway', next_step: 'query' },
  unknown_here: { owner: 'finance', next_step: 'ask_what_it_is' },
  amount_differs: { owner: 'gateway', next_step: 'query' },
  listed_twice: { owner: 'finance', next_step: 'ask_for_corrected_bill' },
  refund_missing_here: { owner: 'gateway', next_step: 'query_refund' },
  refund_missing_there: { owner: 'gateway', next_step: 'query_refund' },
  agency_missing: { owner: 'gateway', next_step: 'query_and_post_again' },
  agency_extra: { owner: 'gateway', next_step: 'query_and_fulfil' },
  exception_listed: { owner: 'finance', next_step: 'ask_what_it_is' },
  flow_differs: { owner: 'finance', next_step: 'ask_for_corrected_bill' },
  fees_differ: { owner: 'finance', next_step: 'ask_for_corrected_bill' },
  cancellation_missing_here: { owner: 'gateway', next_step: 'query_cancellation' },
  cancellation_missing_there: { owner: 'gateway', next_step: 'query_cancellation' },
};
