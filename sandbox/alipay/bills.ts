import { sumFen, yuanFromFen } from '../../src/contract/money';
import { toGbk } from '../common/gbk';
import { type Ctx, textOf } from '../common/http';
import { letters } from '../common/numbers';
import { zipOf } from '../common/zip';
import { type Movement, movementsOf, spanOf } from '../store/days';
import type { Twin } from '../twin';
import { AlipayError } from './errors';
import { alipayTime, BUYER_LOGON_ID } from './payment';
import type { AlipayRequest } from './request';

/** protocols 2.7: the address lives 30 s and each call gives another. */
const LINK_LIFE_MS = 30_000;
const HEADER =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
/** 0.60 %, rounded to fen in every row. */
const FEE_SHARE = 0.006;

interface Kept {
  readonly file: Buffer;
  readonly until: number;
}
const kept = new WeakMap<Twin, Map<string, Kept>>();

/** `alipay.data.dataservice.bill.downloadurl.query` */
export async function locateBill(twin: Twin, request: AlipayRequest): Promise<Record<string, unknown>> {
  const day = textOf(request.biz.bill_date);
  if (request.biz.bill_type !== 'trade' || !/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new AlipayError('40004', 'isp.bill_type_invalid', '账单类型错误');
  const span = spanOf(day);
  // The one code for "not yet", "today" and "nothing that day" is an assumption [M].
  const none = new AlipayError('40004', 'isp.bill_not_exist', '账单不存在');
  if (span.to > twin.now() || twin.faults.takeStatementDelay('alipay')) throw none;
  const rows = await movementsOf(twin, 'alipay', span, 'finished_at');
  if (rows.length === 0) throw none;
  const token = letters(32);
  links(twin).set(token, { file: spoilt(twin, zipFor(twin, day, rows)), until: twin.now().getTime() + LINK_LIFE_MS });
  return { code: '10000', msg: 'Success', bill_download_url: `${twin.settings.origin}/downloadBillFile.resource?bizType=trade&token=${token}` };
}

/** A plain GET; who has the address has the file. */
export function downloadBill(twin: Twin, c: Ctx): Response {
  const found = links(twin).get(c.req.query('token') ?? '');
  if (!found || found.until < twin.now().getTime()) return new Response('link expired', { status: 403 });
  return new Response(new Uint8Array(found.file), { headers: { 'content-type': 'application/zip' } });
}

/** A byte within the first file's content: its name is in the list at the end once more. */
function spoilt(twin: Twin, file: Buffer): Buffer {
  const at = 160;
  return twin.faults.of('alipay').statement?.spoil
    ? Buffer.concat([file.subarray(0, at), Buffer.of((file[at] ?? 0) ^ 1), file.subarray(at + 1)])
    : file;
}

function links(twin: Twin): Map<string, Kept> {
  const map = kept.get(twin) ?? new Map<string, Kept>();
  kept.set(twin, map);
  for (const [token, { until }] of map) if (until < twin.now().getTime()) map.delete(token);
  return map;
}

function zipFor(twin: Twin, day: string, rows: readonly Movement[]): Buffer {
  const name = `${twin.keys.ids.alipay_seller_id}0156_${day.replaceAll('-', '')}_业务明细`;
  return zipOf([
    { name: toGbk(`${name}.csv`), content: toGbk(detailOf(twin, day, rows)) },
    { name: toGbk(`${name}(汇总).csv`), content: toGbk('#支付宝业务汇总查询\r\n') },
  ]);
}

function detailOf(twin: Twin, day: string, rows: readonly Movement[]): string {
  const of = (kind: Movement['kind']) => rows.filter((row) => row.kind === kind);
  const sum = (kind: Movement['kind']) => yuanFromFen(sumFen(of(kind).map((row) => row.amount_fen)));
  const stamp = day.replaceAll('-', '年').replace(/年(\d\d)$/, '月$1日');
  return [
    '#支付宝业务明细查询',
    `#账号：[${twin.keys.ids.alipay_seller_id}0156]`,
    `#起始日期：[${stamp} 00:00:00]   终止日期：[${stamp} 23:59:59]`,
    '#-----------------------------------------业务明细列表----------------------------------------',
    HEADER,
    ...rows.map((row, i) => cellsOf(row, i === 0 ? (twin.faults.of('alipay').statement?.fees ?? 0) : 0).join(',')),
    '#-----------------------------------------业务明细列表结束------------------------------------',
    `#交易合计：${of('payment').length}笔，商家实收共${sum('payment')}元，商家优惠共0.00元`,
    `#退款合计：${of('refund').length}笔，商家实收退款共-${sum('refund')}元，商家优惠退款共0.00元`,
    `#导出时间：[${alipayTime(twin.now())}]`,
    '',
  ].join('\r\n');
}

function cellsOf(row: Movement, moreFee: number): string[] {
  const isRefund = row.kind === 'refund';
  const padded = (text: string) => `${text}\t`;
  const amount = `${isRefund ? '-' : ''}${yuanFromFen(row.amount_fen)}`;
  const fee = ((Math.round(row.amount_fen * FEE_SHARE) + moreFee) / 100).toFixed(2);
  return [
    padded(row.trade_no),
    padded(row.out_trade_no),
    isRefund ? '退款' : '交易',
    padded(textOf(row.content.subject) || '仿真多出的一笔,含逗号'),
    padded(alipayTime(row.created_at)),
    padded(alipayTime(row.at)),
    padded(''),
    padded(''),
    padded(''),
    padded(''),
    padded(`*某(${BUYER_LOGON_ID})`),
    amount,
    amount,
    ...Array.from({ length: 5 }, () => '0.00'),
    padded(''),
    '0.00',
    '0.00',
    padded(isRefund ? row.out_refund_no : ''),
    isRefund ? fee : `-${fee}`,
    '0.00',
    padded(''),
  ];
}
