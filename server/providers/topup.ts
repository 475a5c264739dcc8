import type { AgencyClient } from '../agencies/agency';
import { fulfilmentOf } from './fulfilment';
import type { Fulfilment, TopupProvider } from './provider';

/**
 * A service of kind `topup`: an amount is chosen for an account and credited to it. Faces, prices and limits are the agency's;
 * nothing is kept for the citizen but the price.
 */
export function topupProvider(agency: AgencyClient): TopupProvider {
  return {
    kind: 'topup',
    offers: (account, selection) => agency.offers(account, selection),
    async quote(account, selection) {
      const answer = await agency.quoteTopup(account, selection);
      if (answer.is !== 'quoted') return answer;
      const { title, by, facts, ...quote } = answer;
      return { ...quote, details: { kind: 'topup', title, by, facts } };
    },
    async fulfil({ number, details: _, ...order }) {
      return fulfilmentOf(await agency.fulfil({ order_no: number, ...order })) as Fulfilment;
    },
    query: async (number) => fulfilmentOf(await agency.query(number)),
    statement: (day) => agency.statement(day),
  };
}
