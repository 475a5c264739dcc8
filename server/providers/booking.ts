import type { CancelTerms } from '../../src/contract/booking';
import type { Fen } from '../../src/contract/money';
import type { AgencyClient } from '../agencies/agency';
import { fulfilmentOf } from './fulfilment';
import type { BookingProvider, Fulfilment } from './provider';

/**
 * A service of kind `booking`: something is chosen, held, paid for, and may be given back. The stock and the rules are the
 * agency's; an answer that contradicts itself counts as none.
 */
export function bookingProvider(agency: AgencyClient): BookingProvider {
  return {
    kind: 'booking',
    choices: (selection) => agency.choices(selection),
    async hold({ number, account, selection }) {
      const answer = await agency.hold({ hold_no: number, account, selection });
      if (answer.is === 'held' && !isSound(answer.cancel, answer.amount_fen))
        return { is: 'unknown', why: 'cancel rules that contradict themselves' };
      return answer;
    },
    async release(number) {
      const answer = await agency.release(number);
      return answer.is === 'refused' ? { is: 'used' } : answer;
    },
    async fulfil({ number, details: _, ...order }) {
      return fulfilmentOf(await agency.fulfil({ order_no: number, ...order })) as Fulfilment;
    },
    query: async (number) => fulfilmentOf(await agency.query(number)),
    async cancel({ number, ...wish }) {
      const answer = await agency.cancel({ order_no: number, ...wish });
      return answer.is === 'pending' ? { is: 'unknown', why: 'pending' } : answer;
    },
    async queryCancel(number) {
      const answer = await agency.query(number);
      if (answer.is === 'cancelled' || answer.is === 'unknown') return answer;
      return { is: answer.is === 'not_found' ? 'absent' : 'kept' };
    },
    statement: (day) => agency.statement(day),
  };
}

/** Steps in the order of time, fees that do not fall and never reach the price: giving back must give something back. */
function isSound({ steps, after_fee_fen }: CancelTerms, price: Fen): boolean {
  const fees = [...steps.map((step) => step.fee_fen), ...(after_fee_fen === null ? [] : [after_fee_fen])];
  const ends = steps.map((step) => Date.parse(step.until));
  return fees.every((fee, i) => fee < price && fee >= (fees[i - 1] ?? 0)) && ends.every((end, i) => i === 0 || end > (ends[i - 1] as number));
}
