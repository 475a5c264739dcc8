import { inflateSync } from 'node:zlib';
import { beijing } from '../../../src/contract/time';
import { DOWNLOAD_TIMEOUT_MS, linesOf, MAX_STATEMENT_BYTES, StatementFault, whenWhole } from '../bills/reading';
import { readZip } from '../bills/zip';
import type { StatementAnswer, StatementRow } from '../channel';
import { strictBase64 } from '../rsa';
import { compactTime, fromCompactTime } from '../wiretime';
import type { UnionpayClient } from './client';
import { readFen } from './records';
import type { UnionpaySettings } from './settings';

const NO_FILE = '98';
/** The same code is said of a file that is not made yet; by then it is. */
const SURE_AT_HOUR = 14;
/** A bill is a few hundred bytes a row; more is not one. */
const MAX_ZIP_BYTES = 4 * MAX_STATEMENT_BYTES;

/** Bytes of the 42 fields of a ZM row; one byte stands between two of them. */
const ZM_WIDTHS = [
  3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32, 1, 21, 15, 1, 15, 32, 13, 13, 8, 32, 13, 13, 12, 2, 1, 32,
  98,
];
const ZM_ROW_BYTES = ZM_WIDTHS.reduce((sum, width) => sum + width, ZM_WIDTHS.length - 1);
/** Bytes of the 22 fields of a ZME row. */
const ZME_WIDTHS = [3, 11, 11, 6, 10, 19, 12, 4, 2, 2, 6, 10, 4, 12, 13, 13, 15, 15, 1, 12, 2, 135];
const ZME_ROW_BYTES = ZME_WIDTHS.reduce((sum, width) => sum + width, ZME_WIDTHS.length - 1);
/** Where the fields begin that are read, counted from 1 as UnionPay does. */
const FIELD = { code: 1, traceNo: 4, traceTime: 5, txnAmt: 7, queryId: 10, orderId: 12, fee: 16, txnType: 20, merId: 28 } as const;

/**
 * The file of one clearing day (23:00 to 23:00): the answer, signed as a whole, carries a deflated zip with the ZM file
 * of all that succeeded and the ZME file of exceptions. Source: UnionPay 5.1.0, file transfer.
 */
export async function unionpayStatement(settings: UnionpaySettings, client: UnionpayClient, day: string): Promise<StatementAnswer> {
  const answer = await client.call(
    '',
    {
      txnType: '76',
      txnSubType: '01',
      bizType: '000000',
      settleDate: day.slice(5).replace('-', ''),
      fileType: '00',
      txnTime: compactTime(settings.clock()),
    },
    { url: settings.fileUrl, timeout_ms: DOWNLOAD_TIMEOUT_MS, max_bytes: MAX_STATEMENT_BYTES },
  );
  if (answer.is === 'unknown') return answer;
  const { respCode = '', fileContent = '', settleDate } = answer.fields;
  if (respCode === NO_FILE) {
    const sure = beijing(`${day}T00:00:00+08:00`).add(1, 'day').hour(SURE_AT_HOUR);
    return settings.clock().getTime() < sure.valueOf() ? { is: 'not_ready' } : { is: 'empty' };
  }
  if (respCode !== '00') return { is: 'unknown', why: /^\w{2}$/.test(respCode) ? respCode : 'answer_content' };
  // The date has no year and the signature does not bind an answer to its question: this does.
  if (settleDate && settleDate !== day.slice(5).replace('-', '')) return { is: 'unknown', why: 'answer_content' };
  return whenWhole(() => readFileContent(fileContent, settings.merId, day));
}

/** @throws StatementFault `compression`, `zip…`, `zip_entry` when the ZM file is not in it, or one of them twice */
export async function* readFileContent(content: string, merId: string, day: string): AsyncGenerator<StatementRow> {
  const entries = readZip(unpacked(content));
  const named = (kind: string) => entries.filter((entry) => entry.name.endsWith(`${kind}_${merId}`));
  const [[zm, ...more], [zme, ...moreExceptions]] = [named('ZM'), named('ZME')];
  if (!zm || more.length > 0 || moreExceptions.length > 0) throw new StatementFault('zip_entry');
  yield* readZm(zm.read(), merId, day);
  if (zme) yield* readZme(zme.read(), day);
}

function unpacked(content: string): Buffer {
  const packed = strictBase64(content.replace(/\s/g, ''));
  if (!packed || packed.length === 0) throw new StatementFault('compression');
  try {
    return inflateSync(packed, { maxOutputLength: MAX_ZIP_BYTES });
  } catch {
    throw new StatementFault('compression');
  }
}

/**
 * Reads a ZM file. Widths count bytes, so a row is cut before anything is decoded. Merchants have different versions of
 * the layout: a row of another length is none of ours to guess at.
 * @throws StatementFault `row_length` and others
 */
export async function* readZm(chunks: AsyncIterable<Buffer>, merId: string, day: string): AsyncGenerator<StatementRow> {
  for await (const line of linesOf(chunks)) {
    if (line.length === 0) continue;
    if (line.length !== ZM_ROW_BYTES) throw new StatementFault('row_length');
    yield readRow((number) => fieldOf(line, number), merId, day);
  }
}

/**
 * Reads a ZME file: what UnionPay put aside, such as a success with a flaw (A6) or a correction by hand. Its rows name no
 * order, so they are passed on to be looked at. Of its 22 fields the widths are known; that the first nine are those of a
 * ZM row, and that the layout may not differ, are assumptions.
 * @throws StatementFault `row_length` and others
 */
export async function* readZme(chunks: AsyncIterable<Buffer>, day: string): AsyncGenerator<StatementRow> {
  for await (const line of linesOf(chunks)) {
    if (line.length === 0) continue;
    if (line.length !== ZME_ROW_BYTES) throw new StatementFault('row_length');
    const field = (number: number) => fieldOf(line, number, ZME_WIDTHS);
    const [amount_fen, at] = [readFen(field(FIELD.txnAmt)), timeOf(field(FIELD.traceTime), day)];
    if (amount_fen === null) throw new StatementFault('amount');
    if (!at) throw new StatementFault('time');
    yield { kind: 'exception', trace: `${field(FIELD.traceNo)}-${field(FIELD.traceTime)}`, code: field(FIELD.code), amount_fen, fee: 0, at };
  }
}

function fieldOf(line: Buffer, number: number, all: readonly number[] = ZM_WIDTHS): string {
  const widths = all.slice(0, number);
  const end = widths.reduce((sum, width) => sum + width, number - 1);
  // What is read is digits and letters; names in GBK stand in other fields.
  return line.toString('latin1', end - (widths.at(-1) as number), end).trim();
}

function readRow(field: (number: number) => string, merId: string, day: string): StatementRow {
  const amount_fen = readFen(field(FIELD.txnAmt));
  const at = timeOf(field(FIELD.traceTime), day);
  if (amount_fen === null) throw new StatementFault('amount');
  if (!at) throw new StatementFault('time');
  if (field(FIELD.merId) !== merId) throw new StatementFault('merchant');
  const common = { channel_no: field(FIELD.queryId), amount_fen, fee: feeOf(field(FIELD.fee)), at };
  switch (field(FIELD.txnType)) {
    case '01':
      return { kind: 'payment', attempt_id: field(FIELD.orderId), ...common };
    case '04':
    case '31':
      return { kind: 'refund', refund_id: field(FIELD.orderId), ...common, pending: false };
    default:
      throw new StatementFault('row_kind');
  }
}

/** `D` is taken from us, `C` given to us; fen. @returns thousandths of a fen, positive when we pay */
function feeOf(text: string): number {
  const match = /^([CD]?)(\d{1,12})$/.exec(text);
  if (!match) throw new StatementFault('fee');
  const value = Number(match[2]) * 1000;
  return match[1] === 'C' && value ? -value : value;
}

/** `MMDDhhmmss` has no year: it is the clearing day's, or the year before for New Year's Eve. */
function timeOf(text: string, day: string): Date | null {
  const year = Number(day.slice(0, 4)) - (text.startsWith('12') && day.slice(5, 7) === '01' ? 1 : 0);
  return /^\d{10}$/.test(text) ? fromCompactTime(`${year}${text}`) : null;
}
