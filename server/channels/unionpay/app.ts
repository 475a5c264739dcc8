import type { Attempt, PayAnswer } from '../channel';
import type { Fields } from '../form';
import { compactTime } from '../wiretime';
import type { UnionpayClient } from './client';
import { outcome } from './records';
import type { UnionpaySettings } from './settings';

/** A bad moment, or a number that was sent before: the query tells whether something can be paid. */
const UNDECIDED = new Set(['02', '03', '04', '05', '06', '12', '37', '39']);

/** What every way to pay says of the order. */
export function orderFields(settings: UnionpaySettings, attempt: Attempt): Fields {
  return {
    txnType: '01',
    txnSubType: '01',
    bizType: '000201',
    orderId: attempt.id,
    txnTime: compactTime(attempt.started_at),
    txnAmt: String(attempt.amount_fen),
    currencyCode: '156',
    payTimeout: compactTime(attempt.expires_at),
    orderDesc: attempt.description,
    backUrl: settings.backUrl,
  };
}

/**
 * Inside 云闪付 the order is placed by us, and the app's own script opens the wallet with its number (`tn`). That the same
 * order again gets a number again, as long as it is unpaid, is an assumption. Source: UnionPay 5.1.0, appTransReq.
 */
export async function openInApp(settings: UnionpaySettings, client: UnionpayClient, attempt: Attempt): Promise<PayAnswer> {
  const answer = await client.call('appTransReq.do', orderFields(settings, attempt));
  if (answer.is === 'unknown') return answer;
  const { respCode = '', tn } = answer.fields;
  if (respCode === '00') {
    if (!tn) return { is: 'unknown', why: 'answer_content' };
    return { is: 'ready', request: { is: 'unionpay-app', tn, scripts: settings.scripts }, channel_no: null };
  }
  if (!/^\w{2}$/.test(respCode)) return { is: 'unknown', why: 'answer_content' };
  return outcome(respCode) === 'failed' && !UNDECIDED.has(respCode) ? { is: 'refused', code: respCode } : { is: 'unknown', why: respCode };
}
