import type { Fulfilment } from '../providers';
import { type FulfilmentState, fulfilmentMachine, next, type OrderState, orderMachine } from '../states';

export type FulfilmentStep =
  | { readonly is: 'nothing' | 'ask_later' }
  | { readonly is: 'done' | 'refused'; readonly fulfilment: FulfilmentState; readonly order: OrderState };

/** An agency says what became of an order. Pure; "unknown" is never a refusal. */
export function onAgencyAnswer(fulfilment: FulfilmentState, order: OrderState, answer: Fulfilment['is']): FulfilmentStep {
  if (answer === 'unknown') return { is: 'ask_later' };
  const heard = answer === 'done' ? 'agency_done' : 'agency_refused';
  const [nextFulfilment, nextOrder] = [next(fulfilmentMachine, fulfilment, heard), next(orderMachine, order, heard)];
  if (!nextFulfilment || !nextOrder) return { is: 'nothing' };
  return { is: answer, fulfilment: nextFulfilment, order: nextOrder };
}

/** How an agency is told of an order; a test's agency does it too. */
export interface FulfilTalk {
  fulfil(): Promise<Fulfilment>;
  query(): Promise<Fulfilment | { is: 'absent' }>;
}

/** The first try tells the agency; later ones ask what it did, and tell it again only if it never heard. */
export async function talkFulfilment(agency: FulfilTalk, tries: number): Promise<Fulfilment> {
  if (tries === 1) return agency.fulfil();
  const answer = await agency.query();
  return answer.is === 'absent' ? agency.fulfil() : answer;
}
