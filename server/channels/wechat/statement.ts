import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as v from 'valibot';
import { readAmount, readFee, Tally } from '../bills/amounts';
import { columnsOf, DOWNLOAD_TIMEOUT_MS, inflated, linesOf, MAX_STATEMENT_BYTES, StatementFault, whenWhole } from '../bills/reading';
import type { StatementAnswer, StatementRow } from '../channel';
import { send } from '../http';
import { fromSpacedTime } from '../wiretime';
import type { WechatClient } from './client';
import type { WechatSettings } from './settings';
import { authorization, makeNonce, unixSeconds } from './signature';

const Bill = v.object({ hash_type: v.literal('SHA1'), hash_value: v.pipe(v.string(), v.regex(/^[0-9a-fA-F]{40}$/)), download_url: v.string() });

/** The columns that are read; they are found by name, for WeChat adds to them. */
const COLUMNS = [
  '交易时间',
  '商户号',
  '微信订单号',
  '商户订单号',
  '交易状态',
  '货币种类',
  '微信退款单号',
  '商户退款单号',
  '退款状态',
  '手续费',
  '订单金额',
  '申请退款金额',
] as const;

/**
 * The trade bill of one day. The address comes in a signed answer; the file itself is unsigned, so the SHA-1 that the
 * answer names is compared with the file as it is once unpacked. Source: WeChat Pay v3, bills.
 */
export async function wechatStatement(settings: WechatSettings, client: WechatClient, day: string): Promise<StatementAnswer> {
  const bill = await fetchBill(settings, client, `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL&tar_type=GZIP`);
  if (bill.is === 'refused') return { is: 'unknown', why: bill.code };
  return bill.is === 'file' ? whenWhole(() => readTradeBill(bill.open(), settings.mchId)) : bill;
}

export type FetchedBill =
  | { is: 'file'; open: () => AsyncGenerator<Buffer> } // unpacked; at its end its hash has been compared
  | { is: 'not_ready' }
  | { is: 'empty' }
  | { is: 'refused'; code: string }
  | { is: 'unknown'; why: string };

/** Asks where a bill is and fetches it. */
export async function fetchBill(settings: WechatSettings, client: WechatClient, path: string): Promise<FetchedBill> {
  const reply = await client('GET', path);
  if (reply.is === 'unknown') return reply;
  if (reply.is === 'error') {
    if (reply.code === 'NO_STATEMENT_EXIST') return { is: 'empty' };
    return reply.code === 'STATEMENT_CREATING' ? { is: 'not_ready' } : { is: 'refused', code: reply.code };
  }
  const read = v.safeParse(Bill, reply.content);
  if (!read.success || !URL.canParse(read.output.download_url)) return { is: 'unknown', why: 'answer_content' };
  const file = await download(settings, new URL(read.output.download_url));
  return file.is === 'unknown' ? file : { is: 'file', open: () => unpacked(file.body, read.output.hash_value) };
}

/** Path and query are WeChat's, the origin is the one that we are set up for: a signature goes nowhere else. */
async function download(settings: WechatSettings, named: URL): Promise<{ is: 'answered'; body: Buffer } | { is: 'unknown'; why: string }> {
  const target = named.pathname + named.search;
  const timestamp = unixSeconds(settings.clock());
  const answer = await send({
    method: 'GET',
    url: new URL(target, settings.baseUrl).href,
    headers: {
      authorization: authorization(settings, { method: 'GET', target, body: '', timestamp, nonce: makeNonce() }),
      accept: 'application/json',
    },
    timeout_ms: DOWNLOAD_TIMEOUT_MS,
    max_bytes: MAX_STATEMENT_BYTES,
  });
  if (answer.is === 'answered' && answer.status !== 200) return { is: 'unknown', why: `http_${answer.status}` };
  return answer;
}

async function* unpacked(packed: Buffer, sha1: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha1');
  for await (const chunk of inflated(Readable.from([packed]).pipe(createGunzip()))) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha1.toLowerCase()) throw new StatementFault('hash');
}

/**
 * Reads a trade bill: UTF-8 with a BOM, a header, rows whose cells each begin with a backtick (so a comma within one
 * divides nothing), a header and a row of sums. A refund that came to nothing is counted but not handed out.
 * @throws StatementFault for anything else, and when the sums are not those of the rows
 */
export async function* readTradeBill(chunks: AsyncIterable<Buffer>, mchId: string): AsyncGenerator<StatementRow> {
  const paid = new Tally();
  const refunded = new Tally();
  let header: string[] | undefined;
  let sums: { names: string[]; values?: string[] } | undefined;
  for await (const bytes of linesOf(chunks)) {
    const line = bytes.toString('utf8').replace(/^\uFEFF/, '');
    if (line === '') continue;
    if (!header) header = line.split(',');
    else if (sums) {
      if (sums.values) throw new StatementFault('after_sums');
      sums.values = cellsOf(line, sums.names.length);
    } else if (!line.startsWith('`')) sums = { names: line.split(',') };
    else {
      const row = readRow(cellsOf(line, header.length), columnsOf(header, COLUMNS), mchId);
      (row.kind === 'payment' ? paid : refunded).add(row.amount_fen);
      if (row.kind === 'payment' || !row.failed) yield handedOut(row);
    }
  }
  compareSums(sums, paid, refunded);
}

export function cellsOf(line: string, count: number): string[] {
  const cells = line.startsWith('`') ? line.slice(1).split(',`') : [];
  if (cells.length !== count) throw new StatementFault('row_columns');
  return cells.map((cell) => cell.trim());
}

type ReadRow = StatementRow & { failed?: boolean };

function handedOut({ failed: _, ...row }: ReadRow): StatementRow {
  return row as StatementRow;
}

function readRow(cells: readonly string[], at: Record<(typeof COLUMNS)[number], number>, mchId: string): ReadRow {
  const cell = (name: (typeof COLUMNS)[number]) => cells[at[name]] ?? '';
  const time = fromSpacedTime(cell('交易时间'));
  if (!time) throw new StatementFault('time');
  if (cell('商户号') !== mchId) throw new StatementFault('merchant');
  if (cell('货币种类') !== 'CNY') throw new StatementFault('currency');
  const common = { channel_no: cell('微信订单号'), fee: readFee(cell('手续费')), at: time };
  if (cell('交易状态') === 'SUCCESS') return { kind: 'payment', attempt_id: cell('商户订单号'), amount_fen: readAmount(cell('订单金额')), ...common };
  if (cell('交易状态') !== 'REFUND') throw new StatementFault('row_kind');
  // The time of a refund is when it was accepted, so that its result may still be open.
  const state = cell('退款状态');
  return {
    kind: 'refund',
    refund_id: cell('商户退款单号'),
    amount_fen: readAmount(cell('申请退款金额')),
    ...common,
    channel_no: cell('微信退款单号'),
    pending: state === 'PROCESSING',
    failed: state !== 'SUCCESS' && state !== 'PROCESSING',
  };
}

/** Fees are not compared: WeChat rounds their sum, and they move no citizen's money. */
function compareSums(sums: { names: string[]; values?: string[] } | undefined, paid: Tally, refunded: Tally): void {
  if (!sums?.values) throw new StatementFault('no_sums');
  const { names, values } = sums;
  const told = (name: string) => values[names.indexOf(name)] ?? '';
  // The count is written as a decimal, `45.0`.
  if (Number(told('总交易单数')) !== paid.count + refunded.count) throw new StatementFault('sums');
  if (readAmount(told('订单总金额')) !== paid.sum || readAmount(told('申请退款总金额')) !== refunded.sum) throw new StatementFault('sums');
}
