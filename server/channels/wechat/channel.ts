import * as v from 'valibot';
import type { Attempt, AttemptState, Channel, CloseAnswer, RefundAttempt, RefundState } from '../channel';
import { type WechatClient, type WechatReply, wechatClient } from './client';
import { wechatFlow } from './flow';
import { wechatKeys } from './keys';
import { readWechatNotice } from './notice';
import { pay } from './pay';
import { attemptState, Refund, refundState, Transaction } from './records';
import type { WechatSettings } from './settings';
import { wechatStatement } from './statement';

const MAX_REASON = 80;

/** WeChat Pay, APIv3, for the WeChat mini-program, WeChat's browser (JSAPI) and other browsers (H5). Amounts are fen on the wire too. */
export function wechatChannel(settings: WechatSettings): Channel {
  const keys = wechatKeys(settings);
  const client = wechatClient(settings, keys);
  return {
    id: 'wechat',
    pay: (attempt) => pay(settings, client, attempt),
    query: (attempt) => query(settings, client, attempt),
    close: (attempt) => close(settings, client, attempt),
    refund: (refund) => askRefund(settings, client, refund),
    queryRefund: (refund) => queryRefund(client, refund),
    statement: (day) => wechatStatement(settings, client, day),
    flow: (day) => wechatFlow(settings, client, day),
    readNotice: (raw) => readWechatNotice(settings, keys, raw),
    acknowledge: (taken, rejected) =>
      taken
        ? { status: 200, type: 'application/json', body: '{"code":"SUCCESS"}' }
        : { status: refusal(rejected), type: 'application/json', body: '{"code":"FAIL","message":"not taken"}' },
  };
}

async function query(settings: WechatSettings, client: WechatClient, attempt: Attempt): Promise<AttemptState> {
  const reply = await client('GET', `${orderPath(attempt)}?mchid=${encodeURIComponent(settings.mchId)}`);
  if (reply.is === 'unknown') return reply;
  // Not proof of anything: 404 answers are unsigned. "May still be paid" is what is left.
  if (reply.is === 'error') return isNoOrder(reply) ? { is: 'unpaid' } : { is: 'unknown', why: reply.code };
  const read = v.safeParse(Transaction, reply.content);
  // WeChat's signature does not bind an answer to its question; the number in it does.
  if (!read.success || read.output.out_trade_no !== attempt.id) return { is: 'unknown', why: 'answer_content' };
  return attemptState(read.output);
}

/**
 * Only the signed 204 closes. That a repeated close answers 204 again is an assumption; were it an error, `unknown`
 * leads to a query, whose answer is signed. Source: WeChat Pay v3, close.
 */
async function close(settings: WechatSettings, client: WechatClient, attempt: Attempt): Promise<CloseAnswer> {
  const reply = await client('POST', `${orderPath(attempt)}/close`, { mchid: settings.mchId });
  if (reply.is === 'unknown') return reply;
  if (reply.is === 'ok') return reply.content === null ? { is: 'closed' } : { is: 'unknown', why: 'answer_content' };
  if (reply.code === 'ORDERPAID') return { is: 'paid' };
  return isNoOrder(reply) ? { is: 'not_there' } : { is: 'unknown', why: reply.code };
}

/**
 * 200 means accepted. `notify_url` is always sent: without it WeChat may answer to the portal's address, in the XML of
 * its second version. A `failed` here is an unsigned 4xx: the refund query confirms it. Source: WeChat Pay v3, refund.
 */
async function askRefund(settings: WechatSettings, client: WechatClient, refund: RefundAttempt): Promise<RefundState> {
  const reply = await client('POST', '/v3/refund/domestic/refunds', {
    transaction_id: refund.attempt.channel_no,
    out_refund_no: refund.id,
    ...(refund.reason && { reason: [...refund.reason].slice(0, MAX_REASON).join('') }),
    notify_url: settings.refundNotifyUrl,
    amount: { refund: refund.amount_fen, total: refund.total_fen, currency: 'CNY' },
  });
  return reply.is === 'error' ? { is: 'failed', code: reply.code } : readRefundReply(reply, refund);
}

async function queryRefund(client: WechatClient, refund: RefundAttempt): Promise<RefundState> {
  const reply = await client('GET', `/v3/refund/domestic/refunds/${encodeURIComponent(refund.id)}`);
  if (reply.is !== 'error') return readRefundReply(reply, refund);
  const absent = reply.status === 404 && ['REFUND_NOT_EXISTS', 'RESOURCE_NOT_EXISTS'].includes(reply.code);
  return absent ? { is: 'absent' } : { is: 'unknown', why: reply.code };
}

function readRefundReply(reply: Exclude<WechatReply, { is: 'error' }>, refund: RefundAttempt): RefundState {
  if (reply.is === 'unknown') return reply;
  const read = v.safeParse(Refund, reply.content);
  if (!read.success || read.output.out_refund_no !== refund.id || read.output.amount.refund !== refund.amount_fen) {
    return { is: 'unknown', why: 'answer_content' };
  }
  return refundState(read.output);
}

function orderPath(attempt: Attempt): string {
  return `/v3/pay/transactions/out-trade-no/${encodeURIComponent(attempt.id)}`;
}

function isNoOrder(reply: { status: number; code: string }): boolean {
  return reply.status === 404 && reply.code === 'ORDER_NOT_EXIST';
}

/** WeChat sends again after any status but 2xx; ours tells an operator apart whose fault it was. */
function refusal(rejected: Parameters<Channel['acknowledge']>[1]): number {
  if (!rejected) return 500;
  return rejected === 'content' ? 400 : 401;
}
