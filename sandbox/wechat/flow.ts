import { fen, sumFen, yuanFromFen } from '../../src/contract/money';
import type { Ctx } from '../common/http';
import { type Movement, movementsOf, spanOf } from '../store/days';
import type { Twin } from '../twin';
import { dayOf, feeOf, nameFile, ticked, wallTime } from './bills';
import { WechatError } from './errors';
import type { Outcome } from './guard';

const HEADER = '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,资金变更提交申请人,备注,业务凭证号';
const SUMS = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额';

interface Line {
  readonly at: Date;
  readonly no: string;
  readonly name: '交易' | '退款' | '扣除交易手续费' | '退还交易手续费';
  /** positive: into the account */
  readonly amount: number;
  readonly voucher: string;
}

/** `GET /v3/bill/fundflowbill?bill_date=&account_type=BASIC&tar_type=GZIP`. protocols 1.12 */
export async function fundFlowBill(twin: Twin, c: Ctx): Promise<Outcome> {
  const day = dayOf(c);
  if ((c.req.query('account_type') ?? 'BASIC') !== 'BASIC') throw new WechatError(400, 'PARAM_ERROR', '账户类型错误');
  const span = spanOf(day);
  if (span.to > twin.now()) throw new WechatError(400, 'NO_STATEMENT_EXIST', '账单文件不存在');
  const rows = await movementsOf(twin, 'wechat', span, 'created_at');
  if (rows.length === 0) throw new WechatError(400, 'NO_STATEMENT_EXIST', '账单文件不存在');
  const lines = linesOf(rows, twin.faults.of('wechat').statement?.fees ?? 0);
  return nameFile(twin, c, Buffer.from(csvOf(lines, twin.keys.ids.wechat_mch_id), 'utf8'));
}

/**
 * A movement and its fee, both in whole fen: what rounding left of one fee goes into the next, so that a day's fees come to
 * the trade bill's sum. How the real one spreads it, and the names of the kinds, are assumptions [M].
 */
function linesOf(rows: readonly Movement[], more: number): Line[] {
  let [exact, charged] = [0, 0];
  const lines: Line[] = [];
  for (const row of rows) {
    if (row.kind === 'refund' && !['success', 'processing'].includes(row.state)) continue;
    const isRefund = row.kind === 'refund';
    const [no, voucher] = isRefund ? [row.refund_no, row.out_refund_no] : [row.trade_no, row.out_trade_no];
    lines.push({ at: row.at, no, voucher, name: isRefund ? '退款' : '交易', amount: isRefund ? -row.amount_fen : row.amount_fen });
    exact += feeOf(row);
    const fee = Math.sign(exact) * Math.round(Math.abs(exact) / 1000) - charged;
    charged += fee;
    if (fee !== 0) lines.push({ at: row.at, no, voucher, name: fee > 0 ? '扣除交易手续费' : '退还交易手续费', amount: -fee });
  }
  const first = lines[0];
  if (more !== 0 && first) lines.push({ ...first, name: '扣除交易手续费', amount: -more });
  return lines;
}

function csvOf(lines: readonly Line[], mchId: string): string {
  let balance = 0;
  const rows = lines.map((line, i) => {
    balance += line.amount;
    const isIncome = line.amount > 0;
    return ticked([
      wallTime(line.at),
      line.no,
      `1${line.no}${i}`,
      line.name,
      line.name,
      isIncome ? '收入' : '支出',
      yuanFromFen(fen(Math.abs(line.amount))),
      signed(balance),
      `${mchId}API`,
      '',
      line.voucher,
    ]);
  });
  const of = (isIncome: boolean) => lines.filter((line) => line.amount > 0 === isIncome);
  const sum = (isIncome: boolean) => yuanFromFen(sumFen(of(isIncome).map((line) => fen(Math.abs(line.amount)))));
  const sums = [`${lines.length}.0`, `${of(true).length}.0`, sum(true), `${of(false).length}.0`, sum(false)];
  return `\uFEFF${[HEADER, ...rows, SUMS, ticked(sums)].join('\r\n')}\r\n`;
}

function signed(amount: number): string {
  return `${amount < 0 ? '-' : ''}${yuanFromFen(fen(Math.abs(amount)))}`;
}
