import { type Fen, fen } from '../../../src/contract/money';
import { readAmount, Tally } from '../bills/amounts';
import { columnsOf, linesOf, StatementFault } from '../bills/reading';
import type { Flow, FlowAnswer } from '../channel';
import type { WechatClient } from './client';
import type { WechatSettings } from './settings';
import { cellsOf, fetchBill } from './statement';

const COLUMNS = ['业务名称', '收支类型', '收支金额(元)'] as const;

/** Source: WeChat Pay v3, fund-flow bill of the basic account, into which payments go and from which refunds and fees are taken. */
export async function wechatFlow(settings: WechatSettings, client: WechatClient, day: string): Promise<FlowAnswer> {
  const bill = await fetchBill(settings, client, `/v3/bill/fundflowbill?bill_date=${day}&account_type=BASIC&tar_type=GZIP`);
  if (bill.is !== 'file') return bill;
  try {
    return { is: 'ready', flow: await readFundFlow(bill.open()) };
  } catch (error) {
    if (error instanceof StatementFault) return { is: 'unknown', why: error.why };
    throw error;
  }
}

/**
 * Reads a fund-flow bill: laid out as the trade bill is, with brackets of either width in its header. Every row moves whole
 * fen. What is not of payments, refunds or fees (a withdrawal, a deposit) counts in the file's own sums only. The names of
 * the kinds are an assumption; a day whose kinds are called otherwise differs from its trade bill and is looked at.
 * @throws StatementFault, also when the sums are not those of the rows
 */
export async function readFundFlow(chunks: AsyncIterable<Buffer>): Promise<Flow> {
  const sums: { names?: string[]; values?: string[] } = {};
  const [income, outlay] = [new Tally(), new Tally()];
  const net = { trade: 0, refund: 0, fee: 0, other: 0 };
  let header: string[] | undefined;
  for await (const bytes of linesOf(chunks)) {
    const line = bytes.toString('utf8').replace(/^\uFEFF/, '');
    if (line === '') continue;
    if (!header) header = namesOf(line);
    else if (sums.names) {
      if (sums.values) throw new StatementFault('after_sums');
      sums.values = cellsOf(line, sums.names.length);
    } else if (!line.startsWith('`')) sums.names = namesOf(line);
    else {
      const { kind, isIncome, amount } = readRow(cellsOf(line, header.length), header);
      (isIncome ? income : outlay).add(amount);
      net[kind] += isIncome ? amount : -amount;
    }
  }
  compareSums(sums, income, outlay);
  return { paid_fen: fen(net.trade), refunded_fen: fen(0 - net.refund), fee_fen: 0 - net.fee };
}

/** Brackets come half and full width. Source: WeChat Pay v3, bills. */
function namesOf(line: string): string[] {
  return line.split(',').map((name) => name.replace(/^`/, '').trim().replace(/（/g, '(').replace(/）/g, ')'));
}

function readRow(
  cells: readonly string[],
  header: readonly string[],
): { kind: 'trade' | 'refund' | 'fee' | 'other'; isIncome: boolean; amount: Fen } {
  const at = columnsOf(header, COLUMNS);
  const [name = '', direction] = [cells[at.业务名称], cells[at.收支类型]];
  if (direction !== '收入' && direction !== '支出') throw new StatementFault('row_kind');
  const amount = readAmount(cells[at['收支金额(元)']] ?? '');
  return { kind: kindOf(name), isIncome: direction === '收入', amount };
}

function kindOf(name: string): 'trade' | 'refund' | 'fee' | 'other' {
  // First, because fees name what they are taken from.
  if (name.includes('手续费')) return 'fee';
  if (name === '退款') return 'refund';
  return name === '交易' ? 'trade' : 'other';
}

function compareSums({ names, values }: { names?: string[]; values?: string[] }, income: Tally, outlay: Tally): void {
  if (!names || !values) throw new StatementFault('no_sums');
  const told = (name: string) => values[names.findIndex((one) => one.replace(/\(元\)$/, '') === name)] ?? '';
  const counted = [
    ['资金流水总笔数', income.count + outlay.count],
    ['收入笔数', income.count],
    ['支出笔数', outlay.count],
  ] as const;
  if (counted.some(([name, count]) => told(name) === '' || Number(told(name)) !== count)) throw new StatementFault('sums');
  if (readAmount(told('收入金额')) !== income.sum || readAmount(told('支出金额')) !== outlay.sum) throw new StatementFault('sums');
}
