import type { Notice, RawNotice } from '../channel';
import { readForm } from '../form';
import type { UnionpayClient } from './client';
import { outcome, paidFact, refundState } from './records';
import type { UnionpaySettings } from './settings';
import { messageFault } from './sign';

/** Refund and undo. */
const GIVEN_BACK = new Set(['04', '31']);

const UNREADABLE: Notice = { is: 'rejected', why: 'content' };

/**
 * Verifies and reads a back-end notice: unlike the gateway's answers, an ordinary form. Front-end transactions notify
 * success only, refunds both. Source: UnionPay 5.1.0, callback.
 */
export function readUnionpayNotice(settings: UnionpaySettings, client: UnionpayClient, raw: RawNotice): Notice {
  const fields = readForm(raw.body);
  if (!fields) return UNREADABLE;
  const fault = messageFault(fields, client.signers, settings.clock());
  if (fault) return { is: 'rejected', why: fault };
  const { txnType, queryId, respCode, orderId, traceTime, origRespCode } = fields;
  if (!txnType || !queryId || !respCode || !orderId) return UNREADABLE;
  // Answers are signed with the same key: 00 there means accepted, or speaks of the question. Only what went through has a
  // trace, and only a query's answer has a second code.
  if (!traceTime || origRespCode) return UNREADABLE;
  const key = `${txnType}:${queryId}:${respCode}`;
  if (txnType === '01') {
    if (outcome(respCode) !== 'succeeded') return { is: 'other', key, about: 'not_paid' };
    const fact = paidFact(fields);
    return fact ? { is: 'paid', key, fact } : UNREADABLE;
  }
  if (!GIVEN_BACK.has(txnType)) return { is: 'other', key, about: 'txn_type' };
  if (fields.merId !== settings.merId) return UNREADABLE;
  const state = refundState(fields, respCode);
  return state.is === 'unknown' ? UNREADABLE : { is: 'refund', key, refund_id: orderId, state };
}
