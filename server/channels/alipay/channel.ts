import * as v from 'valibot';
import { yuanFromFen } from '../../../src/contract/money';
import type { Attempt, AttemptState, Channel, CloseAnswer, PayAnswer, RefundAttempt, RefundState } from '../channel';
import { spacedTime } from '../wiretime';
import { type AlipayClient, alipayClient } from './client';
import { readAlipayNotice } from './notice';
import { CreatedTrade, refundAnswer, refundQueryAnswer, tradeState } from './records';
import type { AlipaySettings } from './settings';
import { alipayStatement } from './statement';

const MAX_REASON = 256;

/** Alipay for its mini-program and for pages inside it (trade.create), and for other browsers (trade.wap.pay). Amounts are yuan texts on the wire. */
export function alipayChannel(settings: AlipaySettings): Channel {
  const client = alipayClient(settings);
  return {
    id: 'alipay',
    async pay(attempt) {
      if (attempt.surface === 'alipay' || attempt.inside === 'alipay') return createTrade(settings, client, attempt);
      if (attempt.inside === 'browser') return openPage(settings, client, attempt);
      return { is: 'refused', code: 'SURFACE' };
    },
    query: (attempt) => query(settings, client, attempt),
    close: (attempt) => close(client, attempt),
    refund: (refund) => askRefund(settings, client, refund),
    queryRefund: (refund) => queryRefund(settings, client, refund),
    statement: (day) => alipayStatement(settings, client, day),
    readNotice: (raw) => readAlipayNotice(settings, client.keys, raw),
    // Alipay reads the body, not the status; it must be these seven bytes.
    acknowledge: (taken) => ({ status: 200, type: 'text/plain', body: taken ? 'success' : 'fail' }),
  };
}

function order(attempt: Attempt) {
  return {
    out_trade_no: attempt.id,
    total_amount: yuanFromFen(attempt.amount_fen),
    subject: attempt.description,
    time_expire: spacedTime(attempt.expires_at),
  };
}

/**
 * That the same order again answers the same trade_no is an assumption; another number would still be the same
 * out_trade_no, which is what is queried. Source: Alipay, alipay.trade.create.
 */
async function createTrade(settings: AlipaySettings, client: AlipayClient, attempt: Attempt): Promise<PayAnswer> {
  if (!attempt.payer) return { is: 'refused', code: 'NO_PAYER' };
  const buyer = buyerField(attempt.payer);
  const biz = { ...order(attempt), product_code: 'JSAPI_PAY', op_app_id: settings.appId, [buyer]: attempt.payer };
  const answer = await client.call('alipay.trade.create', biz, { toplevel: { notify_url: settings.notifyUrl } });
  if (answer.is === 'unknown') return answer;
  if (answer.is === 'error') {
    // Inconsistent: Alipay knows the number with other content, so a trade under it may still be paid.
    if (!answer.signed || answer.code === 'ACQ.CONTEXT_INCONSISTENT') return { is: 'unknown', why: answer.code };
    return answer.code === 'ACQ.TRADE_HAS_SUCCESS' ? { is: 'already_paid' } : { is: 'refused', code: answer.code };
  }
  const read = v.safeParse(CreatedTrade, answer.content);
  if (!read.success || read.output.out_trade_no !== attempt.id) return { is: 'unknown', why: 'answer_content' };
  const { trade_no } = read.output;
  return { is: 'ready', request: { is: 'alipay-trade', tradeNO: trade_no }, channel_no: trade_no };
}

/** Applications made before open_id still know people as 2088…. */
function buyerField(payer: string): 'buyer_id' | 'buyer_open_id' {
  return /^2088\d{12}$/.test(payer) ? 'buyer_id' : 'buyer_open_id';
}

/** Nothing is asked: the trade comes into being when the payer signs in over there. Source: Alipay, alipay.trade.wap.pay. */
function openPage(settings: AlipaySettings, client: AlipayClient, attempt: Attempt): PayAnswer {
  const back = settings.returnUrl(attempt.id);
  const biz = { ...order(attempt), product_code: 'QUICK_WAP_WAY', quit_url: back };
  const toplevel = { notify_url: settings.notifyUrl, return_url: back };
  const url = client.pageUrl('alipay.trade.wap.pay', biz, { toplevel });
  return { is: 'ready', request: { is: 'redirect', url }, channel_no: null };
}

async function query(settings: AlipaySettings, client: AlipayClient, attempt: Attempt): Promise<AttemptState> {
  const answer = await client.call('alipay.trade.query', { out_trade_no: attempt.id });
  if (answer.is === 'unknown') return answer;
  if (answer.is === 'ok') return tradeState(settings, answer.content, attempt);
  const absent = answer.signed && answer.code === 'ACQ.TRADE_NOT_EXIST';
  return absent ? { is: 'unpaid' } : { is: 'unknown', why: answer.code };
}

/** Never trade.cancel, which would refund a paid trade. Source: Alipay, alipay.trade.close. */
async function close(client: AlipayClient, attempt: Attempt): Promise<CloseAnswer> {
  const answer = await client.call('alipay.trade.close', { out_trade_no: attempt.id });
  if (answer.is === 'unknown') return answer;
  if (answer.is === 'ok') {
    const own = answer.content.out_trade_no === attempt.id;
    return own ? { is: 'closed' } : { is: 'unknown', why: 'answer_content' };
  }
  if (!answer.signed) return { is: 'unknown', why: answer.code };
  switch (answer.code) {
    case 'ACQ.TRADE_HAS_SUCCESS':
      return { is: 'paid' };
    case 'ACQ.TRADE_HAS_CLOSE':
      return { is: 'closed' };
    case 'ACQ.TRADE_NOT_EXIST':
      return { is: 'not_there' };
    default:
      // TRADE_STATUS_ERROR and its kin are said of paid and of closed trades: the query tells which.
      return { is: 'unknown', why: answer.code };
  }
}

async function askRefund(settings: AlipaySettings, client: AlipayClient, refund: RefundAttempt): Promise<RefundState> {
  const answer = await client.call('alipay.trade.refund', {
    trade_no: refund.attempt.channel_no,
    out_request_no: refund.id,
    refund_amount: yuanFromFen(refund.amount_fen),
    ...(refund.reason && { refund_reason: [...refund.reason].slice(0, MAX_REASON).join('') }),
  });
  if (answer.is === 'unknown') return answer;
  if (answer.is === 'ok') return refundAnswer(settings, answer.content, refund);
  // The number was used with another amount: money may have gone back, so this is nothing to try with a new number.
  const unsure = !answer.signed || answer.code === 'ACQ.DISCORDANT_REPEAT_REQUEST';
  return unsure ? { is: 'unknown', why: answer.code } : { is: 'failed', code: answer.code };
}

async function queryRefund(settings: AlipaySettings, client: AlipayClient, refund: RefundAttempt): Promise<RefundState> {
  // Alipay tells the time only to those who ask for it.
  const biz = { trade_no: refund.attempt.channel_no, out_request_no: refund.id, query_options: ['gmt_refund_pay'] };
  const answer = await client.call('alipay.trade.fastpay.refund.query', biz);
  if (answer.is === 'unknown') return answer;
  if (answer.is === 'error') return { is: 'unknown', why: answer.code };
  return refundQueryAnswer(settings, answer.content, refund);
}
