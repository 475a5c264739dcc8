import type { KeyObject } from 'node:crypto';
import type { Fen } from '../../../src/contract/money';
import type { Db } from '../../store/database';
import type { Twin } from '../../twin';
import type { Body } from './requests';

export type Refusal =
  | 'already_paid'
  | 'price_changed'
  | 'account_closed'
  | 'account_unknown'
  | 'bill_unknown'
  | 'selection_unknown'
  | 'sold_out'
  | 'limit_reached'
  | 'amount_limit'
  | 'resting'
  | 'quote_expired'
  | 'order_differs'
  | 'not_accepted';

export interface Words {
  readonly zh: string;
  readonly en: string;
}

export interface Fact {
  readonly label: Words;
  readonly value: Words;
}

export interface Voucher {
  readonly code: string;
  readonly facts: readonly Fact[];
}

/** What giving an order back costs: a step counts before its `until`. */
export interface CancelTerms {
  readonly steps: readonly { readonly until: string; readonly fee_fen: Fen }[];
  readonly after_fee_fen: Fen | null;
}

/** A `fulfil` as it was read. */
export interface Order {
  readonly order_no: string;
  readonly quote_ref: string;
  readonly account: string;
  /** empty where the agency has no bills */
  readonly bills: readonly string[];
  readonly amount_fen: Fen;
  readonly paid_at: Date;
}

/** One agency's own rules; what all of them share (numbers once, pending, statements, signatures) stands beside this file. */
export interface Agency {
  readonly service: 'water' | 'hospital' | 'phone';
  /** begins its own references, `WP` */
  readonly prefix: string;
  readonly hasBills: boolean;
  identity(twin: Twin): { id: string; key: KeyObject };
  /** operations of its own, by name; what is not here is one of the shared ones or unknown */
  readonly own: Readonly<Record<string, (twin: Twin, body: Body) => Promise<unknown>>>;
  /** Why it does not take a paid order; runs under the order's and the account's lock, may take more. */
  refusal(twin: Twin, db: Db, order: Order): Promise<Refusal | undefined>;
  /** Takes what was paid for. */
  take(twin: Twin, db: Db, order: Order): Promise<Voucher | null>;
  /** Of a done order; undefined where nothing can be given back. */
  cancelTerms?(db: Db, orderNo: string): Promise<CancelTerms | undefined>;
}

/** The last two digits, which ask for a behaviour. */
export function tailOf(account: string): string {
  return account.slice(-2);
}
