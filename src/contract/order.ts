import type { Bill } from './bill';
import type { CancelCost, CancelTerms, Fact, Selection, Voucher } from './booking';
import type { Fen } from './money';
import type { Words } from './service';

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
  | 'cancelling' // the citizen gives it back; the agency has not answered yet
  | 'returning' // the agency took it back: the rest of the money is on its way
  | 'returned' // given back
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
  /** for WeChat's own browser, whose bridge wants the app's id as well */
  | { is: 'wechat-bridge'; appId: string; timeStamp: string; nonceStr: string; package: string; signType: 'RSA'; paySign: string }
  | { is: 'alipay-trade'; tradeNO: string }
  /** `scripts` are UnionPay's own, loaded in this order and only for this */
  | { is: 'unionpay-app'; tn: string; scripts: readonly string[] }
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
export type OrderDetails =
  | { readonly kind: 'bill'; readonly bills: readonly Bill[] }
  | {
      readonly kind: 'booking';
      readonly title: Words;
      /** what was chosen, so that the same can be booked again */
      readonly selection: Selection;
      readonly facts: readonly Fact[];
      /** ISO 8601 UTC */
      readonly starts_at: string;
      readonly cancel: CancelTerms;
    }
  | {
      readonly kind: 'topup';
      /** what is credited: `¥100 话费` */
      readonly title: Words;
      /** who credits it, where the service has several counterparties: the carrier */
      readonly by: Words;
      readonly facts: readonly Fact[];
    };

/** The bills of what is bought; none where it is no bill. */
export function billsOf(details: OrderDetails): readonly Bill[] {
  return details.kind === 'bill' ? details.bills : [];
}

export interface Quote {
  readonly id: string;
  readonly service: string;
  readonly amount_fen: Fen;
  readonly expires_at: string;
  readonly subject: Subject;
  readonly details: OrderDetails;
}

export interface Cancellation {
  readonly state: 'asked' | 'done' | 'refused';
  /** what the citizen agreed to */
  readonly fee_fen: Fen;
  /** why the agency refused, a code of `src/text` (`refusals`) */
  readonly why: string | null;
}

/** One stop on the line "钱在哪里". */
export interface Station {
  readonly code:
    | 'paid'
    | 'agency_told'
    | 'written_off'
    /** a part of what was paid goes back, and the order stands */
    | 'part_refunded'
    | 'settled'
    | 'refused'
    | 'cancel_asked'
    | 'cancelled'
    | 'refund_sent'
    | 'refunded';
  readonly state: 'done' | 'now' | 'next';
  /** when it happened (done) or is expected (now, next); ISO 8601 UTC */
  readonly at: string | null;
  /** of a part that goes back */
  readonly amount_fen?: Fen;
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
  /** what to show at the door, of a booking that is done */
  readonly voucher: Voucher | null;
  /** what giving it back costs now; null while it cannot be given back */
  readonly cancel: CancelCost | null;
  /** the citizen's last wish to give it back */
  readonly cancellation: Cancellation | null;
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
