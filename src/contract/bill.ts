import type { Fen } from './money';

/** One step of a tiered tariff: up to `upto` units in the calendar year at `price_fen` a unit; the last step has no end. */
export interface TariffTier {
  readonly upto: number | null;
  readonly price_fen: Fen;
}

/** How a bill's amount came about, so that a person can check the multiplication. */
export interface TariffShare {
  readonly tier: number;
  readonly quantity: number;
  readonly price_fen: Fen;
  readonly amount_fen: Fen;
}

export interface Usage {
  readonly quantity: number;
  readonly unit: 'm3' | 'kWh';
  /** units used since 1 January, this bill included */
  readonly year_quantity: number;
  readonly tiers: readonly TariffTier[];
  readonly shares: readonly TariffShare[];
}

/** An open bill of an account as its agency tells it. */
export interface Bill {
  /** the agency's own number of the bill, unique within the account */
  readonly no: string;
  /** month billed, `2026-10` */
  readonly period: string;
  /** last Beijing day to pay without a late fee, `2026-11-05` */
  readonly due_on: string;
  /** all that is to be paid, late fee included */
  readonly amount_fen: Fen;
  readonly late_fee_fen: Fen;
  readonly usage?: Usage;
}
