import type { Fen } from '../../src/contract/money';
import type { OrderDetails } from '../../src/contract/order';
import type { PostingsAnswer } from '../agencies/statement';

/** How the gateway talks to the counterparty of one service. One thin provider per service: mapping and limits; the rules are the agency's. */
export interface Provider {
  lookup(account: string): Promise<LookupAnswer>;
  quote(account: string, bills: readonly string[]): Promise<QuoteAnswer>;
  /** Safe to repeat: the agency books an order number once. */
  fulfil(order: FulfilOrder): Promise<Fulfilment>;
  /** What became of an order; `absent` = the agency never took it and will not. */
  query(number: string): Promise<Fulfilment | { is: 'absent' }>;
  /** What the agency says it wrote off on one Beijing day, `2026-11-23`. */
  statement(day: string): Promise<PostingsAnswer>;
}

export type LookupAnswer = { is: 'found'; holder: string | null; details: OrderDetails } | { is: 'not_found' } | { is: 'unknown'; why: string };

export type QuoteAnswer =
  | {
      is: 'quoted';
      quote_ref: string;
      amount_fen: Fen;
      valid_until: Date;
      holder: string | null;
      details: OrderDetails;
      bill_keys: readonly string[];
    }
  | { is: 'refused'; why: string }
  | { is: 'unknown'; why: string };

export interface FulfilOrder {
  readonly number: string;
  readonly quote_ref: string;
  readonly account: string;
  readonly details: OrderDetails;
  readonly amount_fen: Fen;
  readonly paid_at: Date;
}

export type Fulfilment = { is: 'done'; agency_ref: string; at: Date } | { is: 'refused'; why: string } | { is: 'unknown'; why: string };
