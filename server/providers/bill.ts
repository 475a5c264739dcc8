import { sumFen } from '../../src/contract/money';
import { billsOf } from '../../src/contract/order';
import type { AgencyClient } from '../agencies/agency';
import { fulfilmentOf } from './fulfilment';
import type { BillProvider, Fulfilment } from './provider';

/**
 * A service of kind `bill`: an account with open bills. All rules are the agency's; here its answers become ours, and one that
 * contradicts itself counts as none.
 */
export function billProvider(agency: AgencyClient): BillProvider {
  return {
    kind: 'bill',
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
      };
    },
    async fulfil(order) {
      const { number, details, ...rest } = order;
      return fulfilmentOf(await agency.fulfil({ order_no: number, ...rest, bills: billsOf(details).map((bill) => bill.no) })) as Fulfilment;
    },
    query: async (number) => fulfilmentOf(await agency.query(number)),
    statement: (day) => agency.statement(day),
  };
}
