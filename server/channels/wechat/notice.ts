import * as v from 'valibot';
import type { Notice, RawNotice } from '../channel';
import { readJson } from '../http';
import type { WechatKeys } from './keys';
import { NoticedRefund, paidFact, refundState, Transaction, wasPaid } from './records';
import { openResource } from './resource';
import type { WechatSettings } from './settings';

const Envelope = v.object({
  id: v.string(),
  event_type: v.string(),
  resource: v.object({
    algorithm: v.string(),
    nonce: v.string(),
    associated_data: v.optional(v.string()),
    ciphertext: v.string(),
  }),
});

const UNREADABLE: Notice = { is: 'rejected', why: 'content' };

/**
 * Verifies a notice over its raw bytes, opens it and reads it. The key is made from WeChat's own number and the state
 * told, because the notice's `id` being the same in a repetition is an assumption. Source: WeChat Pay v3, callback.
 */
export async function readWechatNotice(settings: WechatSettings, keys: WechatKeys, raw: RawNotice): Promise<Notice> {
  const fault = await keys.faultOf(raw);
  if (fault) return { is: 'rejected', why: fault };
  const envelope = v.safeParse(Envelope, readJson(raw.body));
  if (!envelope.success) return UNREADABLE;
  const { id, event_type, resource } = envelope.output;
  const opened = openResource(resource, settings.apiV3Key);
  if (!opened) return UNREADABLE;
  if (event_type.startsWith('TRANSACTION.')) return readPayment(event_type, id, readJson(opened));
  if (event_type.startsWith('REFUND.')) return readRefund(settings, event_type, readJson(opened));
  return { is: 'other', key: id, about: 'event_type' };
}

function readPayment(event: string, id: string, content: unknown): Notice {
  const read = v.safeParse(Transaction, content);
  if (!read.success) return UNREADABLE;
  if (!wasPaid(read.output.trade_state)) return { is: 'other', key: id, about: 'not_paid' };
  const fact = paidFact(read.output);
  return fact ? { is: 'paid', key: `${event}:${fact.channel_no}`, fact } : UNREADABLE;
}

function readRefund(settings: WechatSettings, event: string, content: unknown): Notice {
  const read = v.safeParse(NoticedRefund, content);
  if (!read.success || read.output.mchid !== settings.mchId) return UNREADABLE;
  const { refund_id, refund_status, success_time, out_refund_no } = read.output;
  const state = refundState({ refund_id, status: refund_status, success_time });
  if (state.is === 'unknown') return UNREADABLE;
  return { is: 'refund', key: `${event}:${refund_id}`, refund_id: out_refund_no, state };
}
