import { type Fen, fen } from '../../../src/contract/money';
import type { PaidFact, RefundState } from '../channel';
import type { Fields } from '../form';
import { fromCompactTime } from '../wiretime';

/** A6 (A1 in the older list) is a success with a flaw on UnionPay's side: it is one, and reconciliation looks at it. */
const SUCCEEDED = new Set(['00', 'A6', 'A1']);
/** Communication timeout, state unknown, accepted: ask again. */
const UNDECIDED = new Set(['03', '04', '05']);

export type Outcome = 'succeeded' | 'undecided' | 'failed' | 'none';

/** What a transaction's code (`origRespCode` of a query, `respCode` of a notice) means. Source: UnionPay 5.1.0, respCode. */
export function outcome(code: string | undefined): Outcome {
  if (!code) return 'none';
  if (SUCCEEDED.has(code)) return 'succeeded';
  return UNDECIDED.has(code) ? 'undecided' : 'failed';
}

/** Digits of fen. @returns null when it is no amount. */
export function readFen(text: string | undefined): Fen | null {
  return text !== undefined && /^\d{1,12}$/.test(text) ? fen(Number(text)) : null;
}

/**
 * What a query or a notice vouches for. The amount is `txnAmt`, what was ordered; UnionPay names no app, so its merchant
 * stands there again.
 * @returns null when something is missing.
 */
export function paidFact(fields: Fields): PaidFact | null {
  const { orderId, queryId, merId, currencyCode } = fields;
  const amount_fen = readFen(fields.txnAmt);
  const paid_at = tracedAt(fields);
  if (!orderId || !queryId || !merId || !currencyCode || amount_fen === null || !paid_at) return null;
  const currency = currencyCode === '156' ? 'CNY' : currencyCode;
  return { attempt_id: orderId, channel_no: queryId, amount_fen, currency, merchant: merId, app: merId, paid_at };
}

/** `traceTime` (MMDDhhmmss) has no year: it is txnTime's, or the next one's for a payment across New Year. */
export function tracedAt({ traceTime, txnTime }: Fields): Date | null {
  const started = fromCompactTime(txnTime ?? '');
  if (!started || !txnTime) return null;
  if (!traceTime || !/^\d{10}$/.test(traceTime)) return started;
  const year = Number(txnTime.slice(0, 4)) + (traceTime.slice(0, 2) < txnTime.slice(4, 6) ? 1 : 0);
  return fromCompactTime(`${year}${traceTime}`) ?? started;
}

/** The state of a refund whose own fields these are, from its code. */
export function refundState(fields: Fields, code: string | undefined): RefundState {
  const { queryId } = fields;
  switch (outcome(code)) {
    case 'succeeded': {
      const at = tracedAt(fields);
      return queryId && at ? { is: 'succeeded', channel_no: queryId, at } : { is: 'unknown', why: 'answer_content' };
    }
    case 'undecided':
      return { is: 'processing', channel_no: queryId ?? null };
    case 'failed':
      return { is: 'failed', code: code ?? '' };
    case 'none':
      return { is: 'unknown', why: 'answer_content' };
  }
}
