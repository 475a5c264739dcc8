import type { Notice } from '../../server/channels/channel';
import type { FulfilmentState, OrderState, PaymentState, RefundState } from '../../server/states';
import type { ChannelId } from '../../src/contract/order';

export type Work = 'payments' | 'fulfilments' | 'refunds' | 'orders';

/** Our side, as a history drives it: in memory with the gateway's pure decisions, or the gateway itself over a database. */
export interface Books {
  /** @returns the order's number */
  place(citizen: number, bills: readonly string[]): Promise<string>;
  open(citizen: number, orders: readonly string[], channel: ChannelId): Promise<void>;
  check(payment: string): Promise<void>;
  cancel(citizen: number, order: string): Promise<void>;
  /** Ends normally when the notice is acknowledged. */
  notice(channel: ChannelId, notice: Exclude<Notice, { is: 'rejected' }>): Promise<void>;
  /** Takes one row that is due, if any. @returns how many were */
  work(what: Work): Promise<number>;
  look(): Promise<Picture>;
}

/** What the books say when nothing is left to do. */
export interface Picture {
  readonly orders: readonly { number: string; status: OrderState; amount: number }[];
  readonly payments: readonly { id: string; channel: ChannelId; status: PaymentState; amount: number; orders: readonly string[] }[];
  readonly fulfilments: readonly { order: string; status: FulfilmentState; due: boolean }[];
  readonly refunds: readonly { id: string; payment: string; order: string; amount: number; status: RefundState; due: boolean }[];
  /** sums of the ledger's accounts */
  readonly balances: Readonly<Record<string, number>>;
  /** ledger transactions that do not sum to zero */
  readonly crooked: number;
}
