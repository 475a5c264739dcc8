import { billsOf, type OrderDetails, type Subject } from '../../src/contract/order';
import type { Vault } from '../security/vault';

/** The sealed part of a quote and of the order made from it. */
export interface OrderContent {
  /** the whole account number, for the agency only */
  readonly account: string;
  readonly quote_ref: string;
  readonly subject: Subject;
  readonly details: OrderDetails;
}

/**
 * What a payment for it claims, so that nobody pays for the same twice: its bills, the hold that the agency keeps, or the
 * price that a top-up was quoted. Under
 * every known key, so that gateways that change keys one after the other still meet.
 * @param hold its number, of a booking
 * @returns for each thing that is claimed its indexes, the current key's first
 */
export function claimsOf(
  vault: Vault,
  service: string,
  content: Pick<OrderContent, 'account' | 'details' | 'quote_ref'>,
  hold: string | null,
): Buffer[][] {
  const bills = billsOf(content.details).map((bill) => vault.indexes('bill', service, content.account, bill.no));
  // There is no bill, but two orders of one hold, or of one price, must not both be paid.
  if (content.details.kind === 'topup') return [vault.indexes('quote', service, content.quote_ref)];
  return hold === null ? bills : [...bills, vault.indexes('hold', service, hold)];
}
