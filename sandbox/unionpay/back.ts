import { fen } from '../../src/contract/money';
import { channelNo, contentKey } from '../common/numbers';
import { findRefund, openRefund, type Refund, refundsOf, takenBack } from '../store/refunds';
import { findTrade, lockTrade, type Trade } from '../store/trades';
import type { Twin } from '../twin';
import { checkMoney, checkRequest, isKind, UnionpayError } from './request';
import type { Fields } from './signature';
import { clearingDay, echo, settlement } from './view';

const OK = { respCode: '00', respMsg: '成功[0000000]' };

/**
 * `backTransReq.do`: refund (04) or undo (31). 00 means accepted; the result comes by notice or query.
 * The same orderId and txnTime again is a duplicate (12), also for the same content: the merchant has to query.
 */
export async function giveBack(twin: Twin, fields: Fields): Promise<Record<string, string>> {
  checkRequest(twin, fields);
  const isUndo = isKind(fields, '31', '00', '000201');
  if (!isUndo && !isKind(fields, '04', '00', '000201')) throw new UnionpayError('10', '报文格式错误[txnType]');
  checkMoney(twin, fields, false);
  const now = twin.now();
  const amount = fen(Number(fields.txnAmt));
  const [orderId = '', txnTime = ''] = [fields.orderId, fields.txnTime];
  const made = await twin.change(async (db): Promise<Refund> => {
    const trade = await lockTrade(db, 'unionpay', 'trade_no', fields.origQryId ?? '');
    if (await findRefund(db, 'unionpay', 'merchant', orderId, txnTime)) throw new UnionpayError('12', '重复交易');
    if (await findTrade(db, 'unionpay', 'out_trade_no', orderId, txnTime)) throw new UnionpayError('12', '重复交易');
    if (trade?.state !== 'paid') throw new UnionpayError('35', '原交易不存在或状态不正确');
    const earlier = await refundsOf(db, trade);
    if (takenBack(earlier) >= trade.amount_fen) throw new UnionpayError('45', '原交易已成功撤销或退货');
    if (isUndo) checkUndo(trade, earlier, amount, now);
    else if (takenBack(earlier) + amount > trade.amount_fen) throw new UnionpayError('36', '与原交易信息不符[退货金额]');
    return openRefund(db, {
      trade_id: trade.id,
      channel: 'unionpay',
      kind: isUndo ? 'undo' : 'refund',
      scope: 'merchant',
      out_refund_no: orderId,
      txn_time: txnTime,
      refund_no: channelNo('', now, 21),
      amount_fen: amount,
      ends_as: twin.faults.of('unionpay').refund ?? 'success',
      notify_url: fields.backUrl ?? null,
      content: { ...fields },
      content_key: contentKey(fields),
      created_at: now,
      finish_at: new Date(now.getTime() + twin.settings.refund_delay_ms),
    });
  });
  return { ...echo(fields), queryId: made.refund_no, ...OK };
}

function checkUndo(trade: Trade, earlier: readonly Refund[], amount: number, now: Date): void {
  if (amount !== trade.amount_fen) throw new UnionpayError('36', '与原交易信息不符[撤销须全额]');
  if (takenBack(earlier) > 0) throw new UnionpayError('45', '原交易已退货');
  if (clearingDay(trade.paid_at ?? now) !== clearingDay(now)) throw new UnionpayError('35', '原交易状态不正确[须同一清算日撤销]');
}

/** `queryTrans.do`: `respCode` speaks of the query, `origRespCode` of the transaction. protocols 3.5 */
export async function queryTransaction(twin: Twin, fields: Fields): Promise<Record<string, string>> {
  checkRequest(twin, fields);
  if (!isKind(fields, '00', '00', '000000')) throw new UnionpayError('10', '报文格式错误[txnType]');
  const wanted = twin.faults.takeQueryCode();
  if (wanted === '34') throw new UnionpayError('34', '查无此交易');
  if (wanted) return { ...echo(fields), ...OK, origRespCode: wanted, origRespMsg: '仿真开关指定' };
  const [orderId = '', txnTime = ''] = [fields.orderId, fields.txnTime];
  const trade = fields.queryId
    ? await findTrade(twin.pool, 'unionpay', 'trade_no', fields.queryId)
    : await findTrade(twin.pool, 'unionpay', 'out_trade_no', orderId, txnTime);
  if (trade) return { ...echo(fields), ...kindOf(trade.content as Fields), ...OK, ...tradeFacts(trade) };
  const refund = await findRefund(twin.pool, 'unionpay', 'merchant', orderId, txnTime);
  if (refund) return { ...echo(fields), ...kindOf(refund.content as Fields), ...OK, ...refundFacts(refund) };
  throw new UnionpayError('34', '查无此交易');
}

// The answer names the transaction asked for, not the query.
function kindOf(content: Fields): Record<string, string> {
  const { orderId = '', txnTime = '', txnType = '', txnSubType = '', reqReserved = '' } = content;
  return { orderId, txnTime, txnType, txnSubType, reqReserved };
}

function tradeFacts(trade: Trade): Record<string, string> {
  if (trade.state === 'paid' && trade.paid_at) {
    return { ...settlement(trade, trade.paid_at), origRespCode: '00', origRespMsg: '成功[0000000]', issuerIdentifyMode: '0' };
  }
  const facts = { txnAmt: String(trade.amount_fen), currencyCode: '156' };
  if (trade.last_code) return { ...facts, origRespCode: trade.last_code, origRespMsg: '余额不足' };
  return { ...facts, origRespCode: '05', origRespMsg: '交易已受理，请稍后查询' };
}

function refundFacts(refund: Refund): Record<string, string> {
  const facts = { txnAmt: String(refund.amount_fen), currencyCode: '156', queryId: refund.refund_no };
  if (refund.state === 'processing') return { ...facts, origRespCode: '05', origRespMsg: '交易已受理，请稍后查询' };
  if (refund.state !== 'success') return { ...facts, origRespCode: '01', origRespMsg: '交易失败' };
  return { ...settlement(refund, refund.finished_at ?? refund.created_at), origRespCode: '00', origRespMsg: '成功[0000000]' };
}
