import type { CancelTerms, Choice, Fact, Selection, Voucher } from '../../src/contract/booking';
import type { Fen } from '../../src/contract/money';
import type { OrderDetails } from '../../src/contract/order';
import type { Words } from '../../src/contract/service';
import type { PostingsAnswer } from '../agencies/statement';

/**
 * How the gateway talks to the counterparty of one service. One thin provider per kind of service: mapping and limits; the rules
 * are the agency's.
 */
export type Provider = BillProvider | BookingProvider | TopupProvider;

/** What every order goes through once it is paid. */
interface Counterparty {
  /** Safe to repeat: the agency books an order number once. */
  fulfil(order: FulfilOrder): Promise<Fulfilment>;
  /** What became of an order; `absent` = the agency never took it and will not. */
  query(number: string): Promise<Fulfilment | { is: 'absent' }>;
  /** What the agency says it wrote off and took back on one Beijing day, `2026-11-23`. */
  statement(day: string): Promise<PostingsAnswer>;
}

/** An account with open bills. */
export interface BillProvider extends Counterparty {
  readonly kind: 'bill';
  lookup(account: string): Promise<LookupAnswer>;
  quote(account: string, bills: readonly string[]): Promise<QuoteAnswer>;
}

/** Something that may run out: chosen part by part, held until it is paid, given back under rules. */
export interface BookingProvider extends Counterparty {
  readonly kind: 'booking';
  choices(selection: Selection): Promise<ChoicesAnswer>;
  /** Safe to repeat: the agency keeps a hold's number once. */
  hold(hold: { number: string; account: string; selection: Selection }): Promise<HoldAnswer>;
  /** Gives back what nobody pays for; also what the agency never heard of. `used`: an order lives on it. */
  release(number: string): Promise<{ is: 'released' } | { is: 'used' } | Unknown>;
  /** Gives a done order back. Safe to repeat: the agency takes an order back once. */
  cancel(order: { number: string; fee_fen: Fen; asked_at: Date }): Promise<CancelAnswer>;
  /** Whether an order was given back; `kept`: it stands as it was done. */
  queryCancel(number: string): Promise<{ is: 'cancelled'; fee_fen: Fen; at: Date } | { is: 'kept' } | { is: 'absent' } | Unknown>;
}

/** Something is credited to an account: its faces and prices depend on whose account it is. */
export interface TopupProvider extends Counterparty {
  readonly kind: 'topup';
  offers(account: string, selection: Selection): Promise<OffersAnswer>;
  quote(account: string, selection: Selection): Promise<QuoteAnswer>;
}

interface Unknown {
  is: 'unknown';
  why: string;
}

export type LookupAnswer = { is: 'found'; holder: string | null; details: OrderDetails } | { is: 'not_found' } | Unknown;

export type ChoicesAnswer = { is: 'found'; part: string | null; choices: readonly Choice[] } | { is: 'not_found' } | Unknown;

/** `until` of a refusal: when trying again makes sense. */
export type OffersAnswer =
  | { is: 'found'; holder: string | null; facts: readonly Fact[]; part: string | null; choices: readonly Choice[] }
  | { is: 'not_found' }
  | { is: 'refused'; why: string; until?: string | undefined }
  | Unknown;

export type QuoteAnswer =
  | {
      is: 'quoted';
      quote_ref: string;
      amount_fen: Fen;
      valid_until: Date;
      holder: string | null;
      details: OrderDetails;
    }
  | { is: 'refused'; why: string; until?: string | undefined }
  | Unknown;

export type HoldAnswer =
  | {
      is: 'held';
      quote_ref: string;
      amount_fen: Fen;
      valid_until: Date;
      holder: string | null;
      title: Words;
      facts: readonly Fact[];
      starts_at: string;
      cancel: CancelTerms;
    }
  | { is: 'refused'; why: string }
  | Unknown;

export type CancelAnswer = { is: 'cancelled'; fee_fen: Fen; at: Date } | { is: 'refused'; why: string } | Unknown;

export interface FulfilOrder {
  readonly number: string;
  readonly quote_ref: string;
  readonly account: string;
  readonly details: OrderDetails;
  readonly amount_fen: Fen;
  readonly paid_at: Date;
}

export type Fulfilment = { is: 'done'; agency_ref: string; at: Date; voucher?: Voucher | null } | { is: 'refused'; why: string } | Unknown;
