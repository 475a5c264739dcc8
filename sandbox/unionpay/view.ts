import { beijing } from '../../src/contract/time';
import type { Refund } from '../store/refunds';
import type { Trade } from '../store/trades';
import type { Twin } from '../twin';
import { type Fields, signFields } from './signature';

/** Signs whatever UnionPay says, its certificate included, with the certificate's own CR LF line ends. protocols 3.2 */
export function sealed(twin: Twin, fields: Fields): Record<string, string> {
  const { key, certificatePem } = twin.keys.unionpay;
  return signFields({ ...fields, signMethod: '01', signPubKeyCert: withCrLf(certificatePem) }, key);
}

export function withCrLf(pem: string): string {
  return pem.trimEnd().replace(/\r?\n/g, '\r\n');
}

/** What an answer repeats of the request. */
export function echo(fields: Fields): Record<string, string> {
  const names = [
    'accessType',
    'bizType',
    'currencyCode',
    'merId',
    'orderId',
    'origQryId',
    'reqReserved',
    'txnAmt',
    'txnSubType',
    'txnTime',
    'txnType',
  ];
  const kept: Record<string, string> = { version: '5.1.0', encoding: 'UTF-8' };
  for (const name of names) if (fields[name]) kept[name] = fields[name];
  return kept;
}

/** The clearing day runs from 23:00 to 23:00, Beijing. protocols 3.4 */
export function clearingDay(at: Date): string {
  return beijing(at.getTime() + 3_600_000).format('YYYYMMDD');
}

/** Settlement facts of a transaction that went through. The account is masked. */
export function settlement(of: Trade | Refund, at: Date): Record<string, string> {
  const no = 'trade_no' in of ? of.trade_no : of.refund_no;
  return {
    queryId: no,
    traceNo: no.slice(-6),
    traceTime: beijing(at).format('MMDDHHmmss'),
    settleAmt: String(of.amount_fen),
    settleCurrencyCode: '156',
    settleDate: clearingDay(at).slice(4),
    currencyCode: '156',
    txnAmt: String(of.amount_fen),
    accNo: '6216****0018',
    payCardType: '01',
    payType: '0001',
  };
}

/** The callback and the browser's return tell the same. protocols 3.6 */
export function paidFields(trade: Trade): Record<string, string> {
  return { ...echo(trade.content as Fields), ...settlement(trade, trade.paid_at ?? trade.created_at), respCode: '00', respMsg: 'success' };
}
