import { type CancelTerms, cancelCostAt } from '../../contract/booking';
import { showFen } from '../../contract/money';
import type { Text } from '../../text';
import { midSentence, showMoment } from '../../text/format';
import type { booking } from '../../text/words/booking';

/** When a booking can be given back and for how much, from now on, a line for each step. @param now ms since 1970 */
export function cancelRules(terms: CancelTerms, now: number, { language }: Pick<Text, 'language'>, w: (typeof booking)['zh']): string[] {
  const steps = terms.steps.filter(({ until }) => Date.parse(until) > now);
  if (!cancelCostAt(terms, new Date(now))) return [];
  const lines = steps.map(({ until, fee_fen }) => {
    const time = midSentence(showMoment(until, now, language));
    return fee_fen ? w.feeUntil(time, showFen(fee_fen)) : w.freeUntil(time);
  });
  return [...lines, terms.after_fee_fen === null ? w.noneAfter : w.feeAfter(showFen(terms.after_fee_fen))];
}
