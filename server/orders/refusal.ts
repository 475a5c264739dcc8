import { isProblemCode, type Problem } from '../../src/contract/problem';

const PROBLEMS: Readonly<Record<string, Problem['code']>> = {
  already_paid: 'nothing_due',
  bill_unknown: 'bill_gone',
  selection_unknown: 'selection_gone',
  account_closed: 'account_unknown',
  resting: 'agency_resting',
};

/** What a citizen hears when an agency gives no price. */
export function problemOfRefusal(why: string): Problem['code'] {
  return PROBLEMS[why] ?? (isProblemCode(why) ? why : 'bill_gone');
}
