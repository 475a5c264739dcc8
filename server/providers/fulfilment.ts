import type { QueryAnswer } from '../agencies/answers';
import type { Fulfilment } from './provider';

/** What an agency says of a paid order, as the gateway takes it. */
export function fulfilmentOf(answer: QueryAnswer | { is: 'unknown'; why: string }): Fulfilment | { is: 'absent' } {
  switch (answer.is) {
    case 'done':
      return { is: 'done', agency_ref: answer.agency_ref, at: answer.at, voucher: answer.voucher };
    // Taken, not finished: the citizen may be told so, and we ask again.
    case 'pending':
      return { is: 'unknown', why: 'pending' };
    case 'not_found':
      return { is: 'absent' };
    // It was done and is so no more, though nobody asked for that: neither an end that we know nor a refusal.
    case 'cancelled':
      return { is: 'unknown', why: 'cancelled' };
    default:
      return answer;
  }
}
