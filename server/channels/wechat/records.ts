import * as v from 'valibot';
import { fen } from '../../../src/contract/money';
import type { AttemptState, PaidFact, RefundState } from '../channel';
import { fromOffsetTime } from '../wiretime';

const wireFen = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.transform(fen));

/** A transaction as the query and the payment notice tell it. Fields that an unpaid one lacks are missing, not null. */
export const Transaction = v.object({
  out_trade_no: v.string(),
  mchid: v.string(),
  appid: v.string(),
  trade_state: v.string(),
  transaction_id: v.optional(v.string()),
  success_time: v.optional(v.string()),
  /** `total` is what was ordered; `payer_total` is less when WeChat gave a coupon */
  amount: v.optional(v.object({ total: wireFen, currency: v.optional(v.string(), 'CNY') })),
});
export type Transaction = v.InferOutput<typeof Transaction>;

/** A refund as refund and refund query tell it. */
export const Refund = v.object({
  out_refund_no: v.string(),
  refund_id: v.string(),
  status: v.string(),
  success_time: v.optional(v.string()),
  amount: v.object({ refund: wireFen }),
});

/** A refund as its notice tells it: other names for the state. */
export const NoticedRefund = v.object({
  mchid: v.string(),
  out_refund_no: v.string(),
  refund_id: v.string(),
  refund_status: v.string(),
  success_time: v.optional(v.string()),
});

/** @returns null when a paid transaction lacks what a paid one has. */
export function paidFact(transaction: Transaction): PaidFact | null {
  const { transaction_id, success_time, amount } = transaction;
  const paid_at = success_time ? fromOffsetTime(success_time) : null;
  if (!transaction_id || !amount || !paid_at) return null;
  return {
    attempt_id: transaction.out_trade_no,
    channel_no: transaction_id,
    amount_fen: amount.total,
    currency: amount.currency,
    merchant: transaction.mchid,
    app: transaction.appid,
    paid_at,
  };
}

/** `REFUND` means paid once, and refunded at least in part since. */
export function wasPaid(tradeState: string): boolean {
  return tradeState === 'SUCCESS' || tradeState === 'REFUND';
}

/** Source: WeChat Pay v3, query. Past its expiry an unpaid order goes on answering `NOTPAY` until somebody closes it. */
export function attemptState(transaction: Transaction): AttemptState {
  const state = transaction.trade_state;
  if (wasPaid(state)) {
    const fact = paidFact(transaction);
    return fact ? { is: 'paid', fact } : { is: 'unknown', why: 'answer_content' };
  }
  // A payment that failed at the bank (PAYERROR) may be tried again on the same order, so nothing is over yet.
  if (['NOTPAY', 'USERPAYING', 'ACCEPT', 'PAYERROR'].includes(state)) return { is: 'unpaid' };
  if (state === 'CLOSED' || state === 'REVOKED') return { is: 'closed' };
  return { is: 'unknown', why: 'trade_state' };
}

/** Source: WeChat Pay v3, refund. `PROCESSING` is the usual first answer; `ABNORMAL` means that the payer's card is void. */
export function refundState(refund: { refund_id: string; status: string; success_time?: string | undefined }): RefundState {
  switch (refund.status) {
    case 'SUCCESS': {
      const at = refund.success_time ? fromOffsetTime(refund.success_time) : null;
      return at ? { is: 'succeeded', channel_no: refund.refund_id, at } : { is: 'unknown', why: 'answer_content' };
    }
    case 'PROCESSING':
      return { is: 'processing', channel_no: refund.refund_id };
    case 'ABNORMAL':
    case 'CLOSED':
      return { is: 'failed', code: refund.status };
    default:
      return { is: 'unknown', why: 'refund_status' };
  }
}
