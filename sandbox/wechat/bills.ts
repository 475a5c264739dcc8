import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Fen, fen, sumFen, yuanFromFen, ZERO } from '../../src/contract/money';
import { type Ctx, pathAndQuery, textOf } from '../common/http';
import { letters } from '../common/numbers';
import { type Movement, movementsOf, spanOf } from '../store/days';
import type { Twin } from '../twin';
import { WechatError } from './errors';
import type { Outcome } from './guard';
import { checkSignature } from './guard';
import { tradeType } from './trade-view';

/** An address lives 5 minutes; older pages say 30 s. protocols 1.12 */
const TOKEN_LIFE_MS = 300_000;
const HEADER =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const SUMS = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';
/** 0.60 %: thousandths of a fen from fen are six a piece. */
const FEE_PER_FEN = 6;

interface Kept {
  readonly file: Buffer;
  readonly until: number;
}

/** Files that were named and may be fetched, by token. In memory: they live five minutes. */
const kept = new WeakMap<Twin, Map<string, Kept>>();

/** `GET /v3/bill/tradebill?bill_date=&bill_type=ALL&tar_type=GZIP`: names the file, its SHA-1 and where it is. */
export async function tradeBill(twin: Twin, c: Ctx): Promise<Outcome> {
  const day = dayOf(c);
  if ((c.req.query('bill_type') ?? 'ALL') !== 'ALL') throw new WechatError(400, 'PARAM_ERROR', '账单类型错误');
  const span = spanOf(day);
  if (span.to > twin.now()) throw new WechatError(400, 'NO_STATEMENT_EXIST', '账单文件不存在');
  if (twin.faults.takeStatementDelay('wechat')) throw new WechatError(400, 'STATEMENT_CREATING', '账单生成中');
  const rows = await movementsOf(twin, 'wechat', span, 'created_at');
  if (rows.length === 0) throw new WechatError(400, 'NO_STATEMENT_EXIST', '账单文件不存在');
  return nameFile(twin, c, Buffer.from(csvOf(twin, rows), 'utf8'));
}

export function dayOf(c: Ctx): string {
  const day = c.req.query('bill_date') ?? '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new WechatError(400, 'PARAM_ERROR', '账单日期错误');
  return day;
}

/** Keeps a file for the download and says where it is; spoilt, it no longer has the hash that was named. */
export function nameFile(twin: Twin, c: Ctx, plain: Buffer): Outcome {
  const given = twin.faults.of('wechat').statement?.spoil ? Buffer.concat([plain.subarray(0, -9), Buffer.from('1'), plain.subarray(-8)]) : plain;
  const file = c.req.query('tar_type') === 'GZIP' ? gzipSync(given) : given;
  const token = letters(32);
  files(twin).set(token, { file, until: twin.now().getTime() + TOKEN_LIFE_MS });
  const hash_value = createHash('sha1').update(plain).digest('hex');
  const download_url = `${twin.settings.origin}/v3/billdownload/file?token=${token}`;
  return { status: 200, body: { hash_type: 'SHA1', hash_value, download_url } };
}

/** `GET /v3/billdownload/file?token=`: a signed request, an unsigned file. */
export function downloadBill(twin: Twin, c: Ctx): Response {
  try {
    checkSignature(twin, c, Buffer.alloc(0));
  } catch (error) {
    if (error instanceof WechatError) return error.answer();
    throw error;
  }
  const found = files(twin).get(new URLSearchParams(pathAndQuery(c).split('?')[1]).get('token') ?? '');
  if (!found || found.until < twin.now().getTime()) return new WechatError(400, 'INVALID_REQUEST', '下载链接已失效').answer();
  return new Response(new Uint8Array(found.file), { headers: { 'content-type': 'application/octet-stream' } });
}

function files(twin: Twin): Map<string, Kept> {
  const map = kept.get(twin) ?? new Map<string, Kept>();
  kept.set(twin, map);
  for (const [token, { until }] of map) if (until < twin.now().getTime()) map.delete(token);
  return map;
}

/** With a BOM and CRLF, every cell of a row behind a backtick. protocols 1.12 [V] */
function csvOf(twin: Twin, rows: readonly Movement[]): string {
  const total = (kind: Movement['kind']): Fen => sumFen(rows.filter((row) => row.kind === kind).map((row) => row.amount_fen));
  const [paid, back] = [yuanFromFen(total('payment')), yuanFromFen(total('refund'))];
  const fees = rows.reduce((sum, row) => sum + feeOf(row), 0);
  const sums = [`${rows.length}.0`, paid, back, '0.0', yuanFromFen(fen(Math.round(fees / 1000))), paid, back];
  const lines = [HEADER, ...rows.map((row) => ticked(cellsOf(twin, row))), SUMS, ticked(sums)];
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

export function ticked(cells: readonly string[]): string {
  return cells.map((cell) => `\`${cell}`).join(',');
}

/** Thousandths of a fen; given back with a refund. */
export function feeOf(row: Movement): number {
  return row.amount_fen * FEE_PER_FEN * (row.kind === 'payment' ? 1 : -1);
}

/** `2026-11-23 10:02:03`, Beijing. */
export function wallTime(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

function cellsOf(twin: Twin, row: Movement): string[] {
  const { wechat_app_id, wechat_mch_id } = twin.keys.ids;
  const amount = yuanFromFen(row.amount_fen);
  const zero = yuanFromFen(ZERO);
  const isRefund = row.kind === 'refund';
  const state = { success: 'SUCCESS', processing: 'PROCESSING' }[row.state] ?? 'FAIL';
  const fee = (feeOf(row) / 100_000).toFixed(5);
  return [
    wallTime(row.at),
    textOf(row.content.appid) || wechat_app_id,
    wechat_mch_id,
    '0',
    '',
    row.trade_no,
    row.out_trade_no,
    row.payer,
    // A row that nobody paid has no content either.
    row.content.description === undefined ? 'JSAPI' : tradeType(row.content),
    isRefund ? 'REFUND' : 'SUCCESS',
    'OTHERS',
    'CNY',
    isRefund ? zero : amount,
    zero,
    isRefund ? row.refund_no : '0',
    isRefund ? row.out_refund_no : '0',
    isRefund ? amount : zero,
    zero,
    isRefund ? 'ORIGINAL' : '',
    isRefund ? state : '',
    String(row.content.description ?? '仿真多出的一笔,含逗号'),
    '',
    fee,
    '0.60%',
    isRefund ? zero : amount,
    isRefund ? amount : zero,
    '',
  ];
}
