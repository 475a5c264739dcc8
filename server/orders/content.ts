import type { OrderDetails, Subject } from '../../src/contract/order';

/** The sealed part of a quote and of the order made from it. */
export interface OrderContent {
  /** the whole account number, for the agency only */
  readonly account: string;
  readonly quote_ref: string;
  readonly subject: Subject;
  readonly details: OrderDetails;
}
