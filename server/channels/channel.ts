import type { Inside } from '../../src/contract/inside';
import type { Fen } from '../../src/contract/money';
import type { ChannelId, PayRequest, Surface } from '../../src/contract/order';

/**
 * One payment channel. A method makes one request to the provider (files take two, and a refused undo is followed by a
 * refund), never throws for what the provider or the network did (that is an answer: `unknown`), and never decides what
 * becomes of an order: `server/payments` does.
 */
export interface Channel {
  readonly id: ChannelId;
  /** Prepares a payment. Safe to repeat with the same attempt. */
  pay(attempt: Attempt): Promise<PayAnswer>;
  query(attempt: Attempt): Promise<AttemptState>;
  /** Asks that the attempt can no longer be paid. */
  close(attempt: Attempt): Promise<CloseAnswer>;
  /** Safe to repeat with the same refund: the number is the key. */
  refund(refund: RefundAttempt): Promise<RefundState>;
  queryRefund(refund: RefundAttempt): Promise<RefundState>;
  /** Verifies and reads a notice over its raw bytes. */
  readNotice(raw: RawNotice): Promise<Notice>;
  /**
   * What the provider wants to hear: taken (it stops sending) or not (it sends again).
   * `rejected` is why {@link readNotice} refused, if it did; left out when the fault is ours.
   */
  acknowledge(taken: boolean, rejected?: Rejection): { status: number; type: string; body: string };
  /**
   * What the provider says moved on one day. The file is downloaded and checked whole before its first row is handed out;
   * rows are then read from it one by one.
   * @param day Beijing day, `2026-11-23`; UnionPay's runs from 23:00 of the day before to 23:00
   */
  statement(day: string): Promise<StatementAnswer>;
  /**
   * How the day moved the merchant's own account, where a channel tells it in a second file: what the statement comes to is
   * compared with it.
   */
  flow?(day: string): Promise<FlowAnswer>;
}

/** A stored try to charge. `id` is `out_trade_no` / `orderId` on the wire. */
export interface Attempt {
  readonly id: string;
  readonly amount_fen: Fen;
  /** ≤ 40 characters, without `/ = &` */
  readonly description: string;
  readonly surface: Surface;
  /** what the web suite runs in, which with the surface decides the channel's product; null in mini-programs */
  readonly inside: Inside | null;
  /** appid / app_id the attempt is made with; UnionPay has none and gives its merId */
  readonly app: string;
  /** openid (WeChat) or open_id (Alipay) of the payer at the attempt's own app; null where the wallet's page finds out */
  readonly payer: string | null;
  readonly client_ip: string;
  /** UnionPay's txnTime; kept because its query needs it */
  readonly started_at: Date;
  readonly expires_at: Date;
  /** the channel's own number, once known */
  readonly channel_no: string | null;
  /** when the payer's money moved, once known */
  readonly paid_at?: Date | null;
}

/** What the provider vouches for; compared with the attempt before anything is shipped. */
export interface PaidFact {
  readonly attempt_id: string;
  readonly channel_no: string;
  readonly amount_fen: Fen;
  readonly currency: string;
  /** mchid / seller_id / merId */
  readonly merchant: string;
  /** appid / app_id; UnionPay has none and gives its merId again */
  readonly app: string;
  readonly paid_at: Date;
}

/** `why` and `code` everywhere below are short codes for logs and alarms, never a provider's free text. */
export type PayAnswer =
  | { is: 'ready'; request: PayRequest; channel_no: string | null }
  | { is: 'already_paid' }
  | { is: 'refused'; code: string } // this request made nothing payable; what an earlier one made still is
  | { is: 'unknown'; why: string };

export type AttemptState =
  | { is: 'paid'; fact: PaidFact }
  | { is: 'unpaid' } // may still be paid, also when the channel has not heard of it yet
  | { is: 'closed' } // can no longer be paid, says the channel
  | { is: 'unknown'; why: string };

export type CloseAnswer =
  | { is: 'closed' }
  | { is: 'paid' } // query tells the facts
  | { is: 'not_there' } // nothing to close yet: the payer may still create it until it expires
  | { is: 'unknown'; why: string };

export interface RefundAttempt {
  /** `out_refund_no` / `out_request_no` / `orderId` on the wire; 8–32 letters and digits */
  readonly id: string;
  readonly attempt: Attempt & { readonly channel_no: string };
  readonly amount_fen: Fen;
  /** what the whole attempt charged */
  readonly total_fen: Fen;
  readonly reason: string;
  /** UnionPay's txnTime of the refund */
  readonly started_at: Date;
  readonly channel_no: string | null;
}

export type RefundState =
  | { is: 'succeeded'; channel_no: string; at: Date }
  | { is: 'processing'; channel_no: string | null }
  | { is: 'failed'; code: string } // not paid back; the liability stays open
  | { is: 'absent' } // the channel knows no such refund (query only)
  | { is: 'unknown'; why: string };

/** Header names in lower case; the body exactly as it came. */
export interface RawNotice {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/**
 * Why a notice was not believed. `clock`: its signature time is too far from ours (worth an alarm); `key`: signed with
 * a key we do not hold; `probe`: the provider tests whether we verify (no alarm); `content`: signed, but unreadable.
 */
export type Rejection = 'signature' | 'clock' | 'key' | 'probe' | 'content';

export type Notice =
  /** `refund_id` is ours, from the notice */
  | { is: 'paid'; key: string; fact: PaidFact }
  | { is: 'refund'; key: string; refund_id: string; state: RefundState }
  /** verified, but nothing for us to do (a partial refund told again, a trade timed out) */
  | { is: 'other'; key: string; about: string }
  | { is: 'rejected'; why: Rejection };

export type StatementAnswer =
  | { is: 'ready'; rows: AsyncIterable<StatementRow> }
  | { is: 'not_ready' } // ask later
  | { is: 'empty' } // the provider has no statement for that day, and will have none
  | { is: 'unknown'; why: string }; // no answer, or a file that is not whole

/** Sums of a day's account movements. */
export interface Flow {
  readonly paid_fen: Fen;
  readonly refunded_fen: Fen;
  /** what the channel kept of it, less what it gave back; negative when it gave back more */
  readonly fee_fen: number;
}

export type FlowAnswer =
  | { is: 'ready'; flow: Flow }
  | { is: 'not_ready' }
  | { is: 'empty' }
  | { is: 'refused'; code: string } // the channel does not give it to us
  | { is: 'unknown'; why: string };

/** One movement of a statement. `fee` is in thousandths of a fen: positive when we pay it, negative when it is given back. */
export type StatementRow =
  | {
      readonly kind: 'payment';
      readonly attempt_id: string;
      readonly channel_no: string;
      readonly amount_fen: Fen;
      readonly fee: number;
      readonly at: Date;
    }
  | {
      readonly kind: 'refund';
      readonly refund_id: string;
      readonly channel_no: string;
      readonly amount_fen: Fen;
      readonly fee: number;
      readonly at: Date;
      /** accepted, but not paid back yet when the statement was made */
      readonly pending: boolean;
    }
  | {
      /** what the channel itself puts up for a look: it names no number of ours */
      readonly kind: 'exception';
      /** the channel's trace of it */
      readonly trace: string;
      /** the channel's short code of what it is */
      readonly code: string;
      readonly amount_fen: Fen;
      readonly fee: number;
      readonly at: Date;
    };
