import type { Bill } from './bill';
import type { Fen } from './money';

/** Who collects the money for us. */
export const channels = ['wechat', 'alipay', 'unionpay'] as const;
export type ChannelId = (typeof channels)[number];

/** Where the citizen is when the wallet opens; decides which of a channel's products is used. */
export type Surface = 'weapp' | 'alipay' | 'h5';

/** An order as a citizen sees it. The gateway's finer states are in `server/orders/states.ts`. */
export type OrderStatus =
  | 'unpaid' // nothing was charged
  | 'paid' // charged; the agency has not answered yet
  | 'fulfilled' // the agency wrote it off
  | 'refunding' // refused or paid twice: money is on its way back
  | 'refunded'
  | 'cancelled' // given up before any payment
  | 'expired'; // the quote ran out before any payment

export type PaymentStatus =
  | 'open' // the wallet may be opened
  | 'unclear' // the channel has not told us yet; never shown as failed
  | 'paid'
  | 'closed' // cannot be paid any more
  | 'refused'; // the channel did not take the order

/** What a platform's wallet needs, made and signed by the gateway. */
export type PayRequest =
  | { is: 'wechat-jsapi'; timeStamp: string; nonceStr: string; package: string; signType: 'RSA'; paySign: string }
  | { is: 'alipay-trade'; tradeNO: string }
  | { is: 'redirect'; url: string }
  | { is: 'form'; action: string; fields: Readonly<Record<string, string>> };

/** For whom something is paid, masked. */
export interface Subject {
  /** `2051 **** 7736` */
  readonly account: string;
  /** `*淑芬`; null when the agency names no holder */
  readonly holder: string | null;
  /** what the citizen calls it */
  readonly nickname: string | null;
}

/** What is bought; one member per kind of service. */
export type OrderDetails = { readonly kind: 'bill'; readonly bills: readonly Bill[] };

export interface Quote {
  readonly id: string;
  readonly service: string;
  readonly amount_fen: Fen;
  readonly expires_at: string;
  readonly subject: Subject;
  readonly details: OrderDetails;
}

/** One stop on the line "钱在哪里". */
export interface Station {
  readonly code: 'paid' | 'agency_told' | 'written_off' | 'settled' | 'refused' | 'refund_sent' | 'refunded';
  readonly state: 'done' | 'now' | 'next';
  /** when it happened (done) or is expected (now, next); ISO 8601 UTC */
  readonly at: string | null;
}

export interface OrderView {
  /** the client's own id */
  readonly id: string;
  /** the number people see, check-digited: `W7K429MQ3` */
  readonly number: string;
  readonly service: string;
  readonly status: OrderStatus;
  readonly amount_fen: Fen;
  readonly subject: Subject;
  readonly details: OrderDetails;
  readonly created_at: string;
  /** until when the amount holds */
  readonly expires_at: string;
  readonly paid_at: string | null;
  readonly paid_by: ChannelId | null;
  readonly fulfilled_at: string | null;
  /** why the agency refused or the money went back, as a code of `src/text` (`refusals`) */
  readonly refusal: string | null;
  readonly stations: readonly Station[];
}

export interface PaymentView {
  readonly id: string;
  readonly status: PaymentStatus;
  readonly channel: ChannelId;
  readonly amount_fen: Fen;
  readonly expires_at: string;
  readonly orders: readonly OrderView[];
}

/** A payment that may be opened now. */
export interface OpenedPayment extends PaymentView {
  /** null when nothing is left to do in the wallet (already paid) */
  readonly request: PayRequest | null;
}

/** A receipt: the facts, and the signed text that anyone can verify offline (docs/receipts.md). */
export interface Receipt {
  readonly number: string;
  readonly order: OrderView;
  readonly issued_at: string;
  readonly agency_ref: string;
  /** `RYF1.<payload>.<signature>`, both base64url */
  readonly code: string;
  /** public page that verifies it; the QR holds this */
  readonly verify_url: string;
}
