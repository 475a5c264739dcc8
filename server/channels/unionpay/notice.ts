import type { Notice, RawNotice } from '../channel';
import { readForm } from '../form';
import type { UnionpayClient } from './client';
import { outcome, paidFact, refundState } from './records';
import type { UnionpaySettings } from './settings';
import { messageFault } from './sign';

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
  const { txnType, queryId, respCode, orderId } = fields;
  if (!txnType || !queryId || !respCode || !orderId) return UNREADABLE;
  const key = `${txnType}:${queryId}:${respCode}`;
  if (txnType === '01') {
    if (outcome(respCode) !== 'succeeded') return { is: 'other', key, about: 'not_paid' };
    const fact = paidFact(fields);
    return fact ? { is: 'paid', key, fact } : UNREADABLE;
  }
  if (txnType !== '04') return { is: 'other', key, about: 'txn_type' };
  if (fields.merId !== settings.merId) return UNREADABLE;
  const state = refundState(fields, respCode);
  return state.is === 'unknown' ? UNREADABLE : { is: 'refund', key, refund_id: orderId, state };
}
