import { sumFen } from '../../src/contract/money';
import type { AgencyClient } from '../agencies/agency';
import type { Fulfilment, Provider } from './provider';

/**
 * A service of kind `bill`: an account with open bills. All rules are the agency's; here its answers become ours, and one that
 * contradicts itself counts as none.
 */
export function billProvider(agency: AgencyClient): Provider {
  return {
    async lookup(account) {
      const answer = await agency.lookup(account);
      if (answer.is !== 'found') return answer;
      return { is: 'found', holder: answer.holder, details: { kind: 'bill', bills: answer.bills } };
    },
    async quote(account, bills) {
      const answer = await agency.quote(account, bills);
      if (answer.is !== 'quoted') return answer;
      const asked = new Set(bills);
      const whole = answer.bills.length === asked.size && answer.bills.every((bill) => asked.has(bill.no));
      if (!whole || sumFen(answer.bills.map((bill) => bill.amount_fen)) !== answer.amount_fen)
        return { is: 'unknown', why: 'the quote does not add up' };
      return {
        is: 'quoted',
        quote_ref: answer.quote_ref,
        amount_fen: answer.amount_fen,
        valid_until: answer.valid_until,
        holder: answer.holder,
        details: { kind: 'bill', bills: answer.bills },
        bill_keys: answer.bills.map((bill) => bill.no),
      };
    },
    async fulfil(order) {
      return fulfilment(
        await agency.fulfil({
          order_no: order.number,
          quote_ref: order.quote_ref,
          account: order.account,
          bills: order.details.bills.map((bill) => bill.no),
          amount_fen: order.amount_fen,
          paid_at: order.paid_at,
        }),
      );
    },
    async query(number) {
      const answer = await agency.query(number);
      return answer.is === 'not_found' ? { is: 'absent' } : fulfilment(answer);
    },
    statement: (day) => agency.statement(day),
  };
}

type Posted = Exclude<Awaited<ReturnType<AgencyClient['query']>>, { is: 'not_found' }>;

function fulfilment(answer: Posted): Fulfilment {
  if (answer.is === 'done') return { is: 'done', agency_ref: answer.agency_ref, at: answer.at };
  // Taken, not finished: the citizen may be told so, and we ask again.
  if (answer.is === 'pending') return { is: 'unknown', why: 'pending' };
  return answer;
}
