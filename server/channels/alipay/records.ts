import * as v from 'valibot';
import { type Fen, fenFromYuan } from '../../../src/contract/money';
import type { Attempt, AttemptState, RefundAttempt, RefundState } from '../channel';
import { fromSpacedTime } from '../wiretime';
import type { AlipaySettings } from './settings';

/** Alipay's domestic gateway charges in yuan only, and names no currency. */
export const CURRENCY = 'CNY';

export const CreatedTrade = v.object({ out_trade_no: v.string(), trade_no: v.pipe(v.string(), v.minLength(1)) });

const QueriedTrade = v.object({
  out_trade_no: v.string(),
  trade_no: v.string(),
  trade_status: v.string(),
  total_amount: v.string(),
  send_pay_date: v.optional(v.string()),
});

const RefundAnswer = v.object({
  out_trade_no: v.optional(v.string()),
  fund_change: v.optional(v.string()),
  gmt_refund_pay: v.optional(v.string()),
});

const QueriedRefund = v.object({
  out_request_no: v.optional(v.string()),
  refund_amount: v.optional(v.string()),
  refund_status: v.optional(v.string()),
  gmt_refund_pay: v.optional(v.string()),
});

/** Yuan as the wire writes them. @returns null when it is no amount. */
export function readYuan(text: string | undefined): Fen | null {
  try {
    return text === undefined ? null : fenFromYuan(text);
  } catch {
    return null;
  }
}

/**
 * Source: Alipay, alipay.trade.query. A trade closed after it was paid (refunded in full) is still a paid one. The answer
 * names neither seller nor app: Alipay knows only the asking app's own trades, so those are what it vouches for.
 */
export function tradeState(settings: AlipaySettings, content: unknown, attempt: Attempt): AttemptState {
  const read = v.safeParse(QueriedTrade, content);
  if (!read.success || read.output.out_trade_no !== attempt.id) return { is: 'unknown', why: 'answer_content' };
  const { trade_status, send_pay_date, trade_no, total_amount } = read.output;
  if (trade_status === 'WAIT_BUYER_PAY') return { is: 'unpaid' };
  if (trade_status === 'TRADE_CLOSED' && !send_pay_date) return { is: 'closed' };
  if (!['TRADE_SUCCESS', 'TRADE_FINISHED', 'TRADE_CLOSED'].includes(trade_status)) return { is: 'unknown', why: 'trade_status' };
  const amount_fen = readYuan(total_amount);
  if (amount_fen === null) return { is: 'unknown', why: 'answer_content' };
  const fact = {
    attempt_id: attempt.id,
    channel_no: trade_no,
    amount_fen,
    currency: CURRENCY,
    merchant: settings.sellerId,
    app: settings.appId,
    // The date is optional on Alipay's page; money that is there must not stay unseen for want of it.
    paid_at: (send_pay_date && fromSpacedTime(send_pay_date)) || settings.clock(),
  };
  return { is: 'paid', fact };
}

/**
 * Source: Alipay, alipay.trade.refund. `fund_change` N is a repeated number as well as money not moved yet: the refund
 * query tells which. Alipay gives refunds no number of its own; its bills know them by ours.
 */
export function refundAnswer(settings: AlipaySettings, content: unknown, refund: RefundAttempt): RefundState {
  const read = v.safeParse(RefundAnswer, content);
  const { out_trade_no = refund.attempt.id } = read.success ? read.output : {};
  if (!read.success || out_trade_no !== refund.attempt.id) return { is: 'unknown', why: 'answer_content' };
  if (read.output.fund_change !== 'Y') return { is: 'processing', channel_no: null };
  return { is: 'succeeded', channel_no: refund.id, at: readTime(read.output.gmt_refund_pay) ?? settings.clock() };
}

/** Source: Alipay, alipay.trade.fastpay.refund.query: paid back only if `REFUND_SUCCESS`; no amount, no such refund. */
export function refundQueryAnswer(settings: AlipaySettings, content: unknown, refund: RefundAttempt): RefundState {
  const read = v.safeParse(QueriedRefund, content);
  if (!read.success) return { is: 'unknown', why: 'answer_content' };
  const { out_request_no, refund_amount, refund_status, gmt_refund_pay } = read.output;
  if (refund_amount === undefined && refund_status === undefined) return { is: 'absent' };
  if (out_request_no !== undefined && out_request_no !== refund.id) return { is: 'unknown', why: 'answer_content' };
  if (readYuan(refund_amount) !== refund.amount_fen) return { is: 'unknown', why: 'refund_amount' };
  if (refund_status !== 'REFUND_SUCCESS') return { is: 'processing', channel_no: null };
  return { is: 'succeeded', channel_no: refund.id, at: readTime(gmt_refund_pay) ?? settings.clock() };
}

function readTime(text: string | undefined): Date | null {
  return text === undefined ? null : fromSpacedTime(text);
}
