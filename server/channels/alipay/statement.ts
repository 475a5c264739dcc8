import * as v from 'valibot';
import { beijing } from '../../../src/contract/time';
import { readAmount, readFee, Tally } from '../bills/amounts';
import { columnsOf, DOWNLOAD_TIMEOUT_MS, linesOf, MAX_STATEMENT_BYTES, StatementFault, whenWhole } from '../bills/reading';
import { readZip } from '../bills/zip';
import type { StatementAnswer, StatementRow } from '../channel';
import { send } from '../http';
import { fromSpacedTime } from '../wiretime';
import type { AlipayClient } from './client';
import type { AlipaySettings } from './settings';

const Located = v.object({ bill_download_url: v.string() });

/** Alipay says the same of a day whose bill is not made yet and of one that had no trade; bills are there by then. */
const SURE_AT_HOUR = 14;

const COLUMNS = [
  '支付宝交易号',
  '商户订单号',
  '业务类型',
  '商品名称',
  '创建时间',
  '完成时间',
  '订单金额(元)',
  '商家实收(元)',
  '退款批次号/请求号',
  '服务费(元)',
] as const;
type Column = (typeof COLUMNS)[number];

/**
 * The trade bill of one day: a signed answer names an address that lives 30 s and needs no signature. The file carries
 * neither signature nor hash, so it is held against its own checksum and sums; nothing is ever booked from it alone.
 * Source: Alipay, alipay.data.dataservice.bill.downloadurl.query.
 */
export async function alipayStatement(settings: AlipaySettings, client: AlipayClient, day: string): Promise<StatementAnswer> {
  const answer = await client.call('alipay.data.dataservice.bill.downloadurl.query', { bill_type: 'trade', bill_date: day });
  if (answer.is === 'unknown') return answer;
  if (answer.is === 'error') {
    if (!answer.signed || !/bill_not_exist$/i.test(answer.code)) return { is: 'unknown', why: answer.code };
    const sure = beijing(`${day}T00:00:00+08:00`).add(1, 'day').hour(SURE_AT_HOUR);
    return settings.clock().getTime() < sure.valueOf() ? { is: 'not_ready' } : { is: 'empty' };
  }
  const read = v.safeParse(Located, answer.content);
  const url = read.success ? billUrl(settings.gatewayUrl, read.output.bill_download_url) : null;
  if (!url) return { is: 'unknown', why: 'answer_content' };
  const file = await send({ method: 'GET', url, timeout_ms: DOWNLOAD_TIMEOUT_MS, max_bytes: MAX_STATEMENT_BYTES });
  if (file.is === 'unknown') return file;
  if (file.status !== 200) return { is: 'unknown', why: `http_${file.status}` };
  return whenWhole(() => readTradeZip(file.body, settings.sellerId));
}

/** The gateway's own host, or one beside it (openapi and dwbillcenter of alipay.com); @returns null for any other. */
function billUrl(gatewayUrl: string, named: string): string | null {
  if (!URL.canParse(named)) return null;
  const url = new URL(named);
  const { host, hostname } = new URL(gatewayUrl);
  const besides = hostname.slice(hostname.indexOf('.'));
  const known = url.host === host || (/^\.[^.]*[a-z]/.test(besides) && url.port === '' && url.hostname.endsWith(besides));
  return known && /^https?:$/.test(url.protocol) ? url.href : null;
}

/** @throws StatementFault `zip…`, or `zip_entry` when the detail file is not in it */
export async function* readTradeZip(zip: Buffer, sellerId: string): AsyncGenerator<StatementRow> {
  const details = readZip(zip).filter((entry) => /业务明细\.csv$/.test(entry.name));
  const [entry] = details;
  if (!entry || details.length > 1) throw new StatementFault('zip_entry');
  yield* readTradeCsv(entry.read(), sellerId);
}

/**
 * Reads the detail file: GBK, remarks in lines that begin with `#`, cells padded with tabs, refunds as negative amounts.
 * @throws StatementFault for anything else, and when the sums in the remarks are not those of the rows
 */
export async function* readTradeCsv(chunks: AsyncIterable<Buffer>, sellerId: string): AsyncGenerator<StatementRow> {
  const gbk = new TextDecoder('gbk', { fatal: true });
  const [paid, refunded] = [new Tally(), new Tally()];
  const remarks: string[] = [];
  let header: string[] | undefined;
  for await (const bytes of linesOf(chunks)) {
    const line = decode(gbk, bytes);
    if (line.startsWith('#')) remarks.push(line);
    else if (line.trim() === '') continue;
    else if (!header) header = line.split(',').map((name) => name.trim().replace(/（/g, '(').replace(/）/g, ')'));
    else {
      const cells = fitCells(splitCells(line), header);
      const at = columnsOf(header, COLUMNS);
      const row = readRow(cells, at);
      // The sums are of what came in, which an offer of the merchant's makes less than the order.
      (row.kind === 'payment' ? paid : refunded).add(readAmount((cells[at['商家实收(元)']] ?? '').replace(/^-/, '')));
      yield row;
    }
    if (remarks.length > 32) throw new StatementFault('remarks');
  }
  compareRemarks(remarks.join('\n'), sellerId, paid, refunded);
}

function decode(gbk: TextDecoder, bytes: Buffer): string {
  try {
    return gbk.decode(bytes);
  } catch {
    throw new StatementFault('encoding');
  }
}

/** Cells at commas, except within double quotes; without the tabs and blanks that pad them. */
function splitCells(line: string): string[] {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim());
  return [...line.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(?:,|$)/g)]
    .slice(0, line.endsWith(',') ? undefined : -1)
    .map((match) => (match[1]?.replace(/""/g, '"') ?? match[2] ?? '').trim());
}

/** What people typed may hold commas that nothing quotes: the name of the goods ends where a time follows, the remark ends the row. */
function fitCells(cells: string[], header: readonly string[]): string[] {
  const extra = cells.length - header.length;
  if (extra === 0) return cells;
  const goods = header.indexOf('商品名称');
  if (extra < 0 || goods < 0) throw new StatementFault('row_columns');
  for (let more = 0; more <= extra; more++) {
    if (!fromSpacedTime(cells[goods + more + 1] ?? '')) continue;
    const head = [...cells.slice(0, goods), cells.slice(goods, goods + more + 1).join(','), ...cells.slice(goods + more + 1)];
    return [...head.slice(0, header.length - 1), head.slice(header.length - 1).join(',')];
  }
  throw new StatementFault('row_columns');
}

function readRow(cells: readonly string[], at: Record<Column, number>): StatementRow {
  const cell = (name: Column) => cells[at[name]] ?? '';
  const time = fromSpacedTime(cell('完成时间'));
  if (!time) throw new StatementFault('time');
  const amount = readAmount(cell('订单金额(元)'));
  // Whether a fee is written as a cost or as a loss differs between bills; what it does to us does not.
  const fee = Math.abs(readFee(cell('服务费(元)') || '0'));
  const common = { channel_no: cell('支付宝交易号'), at: time };
  if (cell('业务类型') === '交易' && amount > 0) return { kind: 'payment', attempt_id: cell('商户订单号'), amount_fen: amount, fee, ...common };
  if (cell('业务类型') !== '退款' || amount >= 0) throw new StatementFault('row_kind');
  const back = readAmount(cell('订单金额(元)').slice(1));
  return { kind: 'refund', refund_id: cell('退款批次号/请求号'), amount_fen: back, fee: fee && -fee, ...common, pending: false };
}

function compareRemarks(remarks: string, sellerId: string, paid: Tally, refunded: Tally): void {
  if (!remarks.includes('列表结束')) throw new StatementFault('no_end');
  // The account is the seller's number with `0156` behind it.
  if (/#账号：\[(\d{16,20})\]/.exec(remarks)?.[1]?.slice(0, 16) !== sellerId) throw new StatementFault('merchant');
  for (const [word, tally] of [['交易', paid] as const, ['退款', refunded] as const]) {
    const told = new RegExp(`#${word}合计：(\\d+)笔，商家实收(?:退款)?共-?(\\d+(?:\\.\\d+)?)元`).exec(remarks);
    if (!told) throw new StatementFault('no_sums');
    if (Number(told[1]) !== tally.count || readAmount(told[2] as string) !== tally.sum) throw new StatementFault('sums');
  }
}
