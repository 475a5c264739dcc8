import { beijingDay } from '../../../src/contract/time';
import type { Attempt, AttemptState, Channel, CloseAnswer, PaidFact, PayAnswer, RefundAttempt, RefundState } from '../channel';
import type { Fields } from '../form';
import { compactTime } from '../wiretime';
import { openInApp, orderFields } from './app';
import { type UnionpayClient, unionpayClient } from './client';
import { readUnionpayNotice } from './notice';
import { outcome, paidFact, readFen, refundState } from './records';
import type { UnionpaySettings } from './settings';
import { unionpayStatement } from './statement';

const DEFAULT_MARGIN_MS = 5 * 60_000;
const NO_SUCH_TRANSACTION = '34';
/** The money was taken after payTimeout: UnionPay settles it within the day, so it is neither paid nor closed yet. */
const DEBITED_TOO_LATE = '42';
/** The original was undone or refunded before. */
const ALREADY_GIVEN_BACK = '45';
/** A bad moment, too many questions, or this number was sent before: the refund query tells. */
const REFUND_UNDECIDED = new Set(['02', '03', '04', '05', '06', '12', '37', '39']);

/** UnionPay's gateway 5.1.0 for browsers and for pages inside 云闪付. Amounts are digits of fen; times are Beijing's. */
export function unionpayChannel(settings: UnionpaySettings): Channel {
  const client = unionpayClient(settings);
  return {
    id: 'unionpay',
    async pay(attempt) {
      if (attempt.inside === 'unionpay') return openInApp(settings, client, attempt);
      return attempt.inside === 'browser' ? openForm(settings, client, attempt) : { is: 'refused', code: 'SURFACE' };
    },
    query: (attempt) => query(settings, client, attempt),
    close: (attempt) => close(settings, client, attempt),
    refund: (refund) => askRefund(settings, client, refund),
    queryRefund: (refund) => queryRefund(client, refund),
    statement: (day) => unionpayStatement(settings, client, day),
    readNotice: async (raw) => readUnionpayNotice(settings, client, raw),
    acknowledge: (taken) => (taken ? { status: 200, type: 'text/plain', body: 'ok' } : { status: 500, type: 'text/plain', body: 'not taken' }),
  };
}

/** Nothing is asked: the payer's browser posts the form. The same attempt makes the same form. Source: UnionPay 5.1.0, frontTransReq. */
function openForm(settings: UnionpaySettings, client: UnionpayClient, attempt: Attempt): PayAnswer {
  const fields = client.sign({ ...orderFields(settings, attempt), frontUrl: settings.frontUrl(attempt.id) });
  const request = { is: 'form', action: client.address('frontTransReq.do'), fields } as const;
  return { is: 'ready', request, channel_no: null };
}

/** What a query shows, before the clock is asked what it means. */
type Seen =
  | { is: 'paid'; fact: PaidFact }
  | { is: 'undecided' } // UnionPay is at work on it
  | { is: 'nothing' } // never begun, or failed
  | { is: 'unknown'; why: string };

function askState(client: UnionpayClient, orderId: string, startedAt: Date) {
  const fields = { txnType: '00', txnSubType: '00', bizType: '000000', orderId, txnTime: compactTime(startedAt) };
  return client.call('queryTrans.do', fields);
}

/**
 * The answer has two codes: `respCode` is about the question, `origRespCode` about the transaction. A failed one may be
 * tried again by the payer, and an unknown one begun, until payTimeout; only after it and a margin are they over.
 * What UnionPay does after a debit past payTimeout is an assumption: we keep asking. Source: UnionPay 5.1.0, respCode.
 */
async function look(client: UnionpayClient, attempt: Attempt): Promise<Seen> {
  const answer = await askState(client, attempt.id, attempt.started_at);
  if (answer.is === 'unknown') return answer;
  const { respCode, origRespCode } = answer.fields;
  if (respCode === NO_SUCH_TRANSACTION) return { is: 'nothing' };
  if (respCode !== '00') return { is: 'unknown', why: codeOf(respCode) };
  if (origRespCode === DEBITED_TOO_LATE) return { is: 'unknown', why: DEBITED_TOO_LATE };
  switch (outcome(origRespCode)) {
    case 'succeeded':
      return paidState(answer.fields);
    case 'undecided':
      return { is: 'undecided' };
    case 'failed':
      return { is: 'nothing' };
    case 'none':
      return { is: 'unknown', why: 'answer_content' };
  }
}

async function query(settings: UnionpaySettings, client: UnionpayClient, attempt: Attempt): Promise<AttemptState> {
  const seen = await look(client, attempt);
  if (seen.is === 'nothing') return isOver(settings, attempt) ? { is: 'closed' } : { is: 'unpaid' };
  return seen.is === 'undecided' ? { is: 'unpaid' } : seen;
}

function paidState(fields: Fields): Seen {
  const fact = paidFact(fields);
  return fact ? { is: 'paid', fact } : { is: 'unknown', why: 'answer_content' };
}

function isOver(settings: UnionpaySettings, attempt: Attempt): boolean {
  return settings.clock().getTime() > attempt.expires_at.getTime() + (settings.marginMs ?? DEFAULT_MARGIN_MS);
}

/** UnionPay has nothing to close with: payTimeout does it, and a query after it and the margin is the only proof. */
async function close(settings: UnionpaySettings, client: UnionpayClient, attempt: Attempt): Promise<CloseAnswer> {
  const seen = await look(client, attempt);
  switch (seen.is) {
    case 'paid':
      return { is: 'paid' };
    case 'nothing':
      return { is: isOver(settings, attempt) ? 'closed' : 'not_there' };
    case 'undecided':
      return { is: 'unknown', why: 'undecided' };
    case 'unknown':
      return seen;
  }
}

/** How far from 23:00 an undo is still tried: the two clocks may disagree about it. */
const CLEARING_EDGE_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;

/**
 * Whether all of a payment goes back on its own clearing day, which runs from 23:00 to 23:00: then it is undone, and the
 * payer's card never shows it. Source: UnionPay 5.1.0, undo and refund.
 */
function mayUndo(settings: UnionpaySettings, { attempt, amount_fen, total_fen }: RefundAttempt): boolean {
  if (amount_fen !== total_fen || !attempt.paid_at) return false;
  const dayOf = (ms: number) => beijingDay(ms + HOUR_MS);
  const now = settings.clock().getTime();
  return dayOf(attempt.paid_at.getTime()) === dayOf(now) && dayOf(now) === dayOf(now + CLEARING_EDGE_MS);
}

/**
 * Undoes or refunds; 00 means accepted only, and notice or query tell the result. Both are asked for under the same
 * orderId and txnTime, so whichever arrives first is the only one. A refused undo made nothing, and a refund is asked for
 * at once. That UnionPay keeps no refused undo under the number is an assumption; were it a duplicate (12), the query
 * decides. Source: UnionPay 5.1.0, backTransReq 31 and 04.
 */
async function askRefund(settings: UnionpaySettings, client: UnionpayClient, refund: RefundAttempt): Promise<RefundState> {
  if (!mayUndo(settings, refund)) return giveBack(settings, client, refund, '04');
  const undone = await giveBack(settings, client, refund, '31');
  return undone.is === 'failed' && undone.code !== ALREADY_GIVEN_BACK ? giveBack(settings, client, refund, '04') : undone;
}

async function giveBack(settings: UnionpaySettings, client: UnionpayClient, refund: RefundAttempt, txnType: '04' | '31'): Promise<RefundState> {
  const answer = await client.call('backTransReq.do', {
    txnType,
    txnSubType: '00',
    bizType: '000201',
    orderId: refund.id,
    txnTime: compactTime(refund.started_at),
    txnAmt: String(refund.amount_fen),
    currencyCode: '156',
    origQryId: refund.attempt.channel_no,
    backUrl: settings.backUrl,
  });
  if (answer.is === 'unknown') return answer;
  const { respCode, queryId } = answer.fields;
  if (respCode === '00') return { is: 'processing', channel_no: queryId ?? null };
  const decided = respCode && !REFUND_UNDECIDED.has(respCode) && outcome(respCode) === 'failed';
  return decided ? { is: 'failed', code: respCode } : { is: 'unknown', why: codeOf(respCode) };
}

async function queryRefund(client: UnionpayClient, refund: RefundAttempt): Promise<RefundState> {
  const answer = await askState(client, refund.id, refund.started_at);
  if (answer.is === 'unknown') return answer;
  const { respCode, origRespCode, txnAmt } = answer.fields;
  if (respCode === NO_SUCH_TRANSACTION) return { is: 'absent' };
  if (respCode !== '00') return { is: 'unknown', why: codeOf(respCode) };
  if (readFen(txnAmt) !== refund.amount_fen) return { is: 'unknown', why: 'answer_content' };
  return refundState(answer.fields, origRespCode);
}

function codeOf(respCode: string | undefined): string {
  return respCode && /^\w{2}$/.test(respCode) ? respCode : 'answer_content';
}
