import { deflateSync } from 'node:zlib';
import { beijing } from '../../src/contract/time';
import { toGbk } from '../common/gbk';
import { zipOf } from '../common/zip';
import { type Movement, movementsOf, spanOf } from '../store/days';
import type { Twin } from '../twin';
import { checkRequest, isKind, UnionpayError } from './request';
import type { Fields } from './signature';
import { echo } from './view';

/** Bytes of the ZM file's 42 fields; a blank stands between two. protocols 3.7 */
const WIDTHS = '3,11,11,6,10,19,12,4,2,21,2,32,2,6,10,13,13,4,15,2,2,6,2,4,32,1,21,15,1,15,32,13,13,8,32,13,13,12,2,1,32,98'.split(',').map(Number);
/** Bytes of the ZME file's 22 fields. protocols 3.7 */
const ZME_WIDTHS = '3,11,11,6,10,19,12,4,2,2,6,10,4,12,13,13,15,15,1,12,2,135'.split(',').map(Number);
const ACQUIRER = '48020000';

/** The file of a clearing day, 23:00 to 23:00: `fileContent` is base64 of a deflated zip. 98: there is none (yet). */
export async function giveFile(twin: Twin, fields: Fields): Promise<Record<string, string>> {
  checkRequest(twin, fields, false);
  if (!isKind(fields, '76', '01', '000000') || fields.fileType !== '00') throw new UnionpayError('10', '报文格式错误[txnType]');
  const day = dayOf(twin, fields.settleDate ?? '');
  const span = spanOf(day, 1);
  const none = new UnionpayError('98', '文件不存在');
  if (span.to > twin.now() || twin.faults.takeStatementDelay('unionpay')) throw none;
  const rows = await movementsOf(twin, 'unionpay', span, 'finished_at');
  if (rows.length === 0) throw none;
  const { unionpay_mer_id: merId } = twin.keys.ids;
  const stamp = day.slice(2).replaceAll('-', '');
  const zip = zipOf([
    {
      name: toGbk(`INN${stamp}88ZM_${merId}`),
      content: Buffer.concat(rows.map((row, i) => lineOf(row, merId, i === 0 ? (twin.faults.of('unionpay').statement?.fees ?? 0) : 0))),
    },
    { name: toGbk(`INN${stamp}88ZME_${merId}`), content: exceptionsOf(twin, rows) },
  ]);
  return {
    ...echo(fields),
    respCode: '00',
    respMsg: '成功[0000000]',
    settleDate: fields.settleDate ?? '',
    fileType: '00',
    fileName: `${merId}_${day.replaceAll('-', '')}.zip`,
    fileContent: deflateSync(twin.faults.of('unionpay').statement?.spoil ? zip.subarray(0, -1) : zip).toString('base64'),
  };
}

/** `settleDate` has no year: the last such day that is not to come. @throws UnionpayError 10 */
function dayOf(twin: Twin, settleDate: string): string {
  const today = beijing(twin.now());
  const [month, date] = [settleDate.slice(0, 2), settleDate.slice(2)];
  if (!/^\d{4}$/.test(settleDate)) throw new UnionpayError('10', '报文格式错误[settleDate]');
  const year = `${month}${date}` > today.format('MMDD') ? today.year() - 1 : today.year();
  return `${year}-${month}-${date}`;
}

/** What UnionPay put aside: as many of the day's rows as the switch says, under a code of its own. The fields' places are an assumption [M]. */
function exceptionsOf(twin: Twin, rows: readonly Movement[]): Buffer {
  const { exceptions = 0 } = twin.faults.of('unionpay').statement ?? {};
  const merId = twin.keys.ids.unionpay_mer_id;
  const lines = rows.slice(0, exceptions).map((row) => {
    const { 2: acquirer, 3: sender, 4: traceNo, 5: traceTime, 6: account, 7: amount, 8: mcc, 9: terminal } = fieldsOf(row, merId);
    return padded({ 1: 'E74', 2: acquirer, 3: sender, 4: traceNo, 5: traceTime, 6: account, 7: amount, 8: mcc, 9: terminal }, ZME_WIDTHS);
  });
  return Buffer.concat(lines);
}

function lineOf(row: Movement, merId: string, moreFee: number): Buffer {
  return padded(fieldsOf(row, merId, moreFee), WIDTHS);
}

/** One row: every field padded with blanks, its width counted in bytes. */
function padded(values: Readonly<Record<number, string | undefined>>, widths: readonly number[]): Buffer {
  const cells = widths.map((width, i) => {
    const bytes = toGbk(values[i + 1] ?? '');
    if (bytes.length > width) throw new Error(`field ${i + 1} of a day's file is longer than ${width} bytes`);
    return Buffer.concat([bytes, Buffer.alloc(width - bytes.length, ' ')]);
  });
  return Buffer.concat([...cells.flatMap((cell, i) => (i === 0 ? [cell] : [Buffer.from(' '), cell])), Buffer.from('\r\n')]);
}

function fieldsOf(row: Movement, merId: string, moreFee = 0): Record<number, string> {
  const isRefund = row.kind === 'refund';
  const number = isRefund ? row.refund_no : row.trade_no;
  const digits = String(row.amount_fen).padStart(12, '0');
  // 0.60 %, rounded to fen; D is taken from the merchant, C given.
  const fee = String(Math.round(row.amount_fen * 0.006) + moreFee).padStart(12, '0');
  return {
    1: isRefund ? (row.is_undo ? 'S31' : 'S30') : 'S22',
    2: ACQUIRER,
    3: ACQUIRER,
    4: number.slice(-6),
    5: beijing(row.at).format('MMDDHHmmss'),
    6: '6216****0018',
    7: digits,
    8: '4900',
    9: '08',
    10: number,
    12: isRefund ? row.out_refund_no : row.out_trade_no,
    13: '01',
    16: `${isRefund ? 'C' : 'D'}${fee}`,
    17: `${isRefund ? 'D' : 'C'}${digits}`,
    18: '0001',
    20: isRefund ? (row.is_undo ? '31' : '04') : '01',
    21: isRefund ? '00' : '01',
    22: '000201',
    27: isRefund ? row.trade_no : '',
    28: merId,
    31: '成都市民服务',
    41: isRefund ? row.out_trade_no : '',
  };
}
