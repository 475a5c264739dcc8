import { type Fen, fen, fenFromYuan } from '../../../src/contract/money';
import { StatementFault } from './reading';

/** Yuan as the files write them. @throws StatementFault `amount` */
export function readAmount(text: string): Fen {
  try {
    return fenFromYuan(text);
  } catch {
    throw new StatementFault('amount');
  }
}

/** Yuan with up to five decimals, as thousandths of a fen: channels round a day's fees, not each row's. @throws StatementFault `fee` */
export function readFee(text: string): number {
  const match = /^([+-]?)(\d{1,9})(?:\.(\d{1,5})0*)?$/.exec(text);
  if (!match) throw new StatementFault('fee');
  const [, sign, whole, part = ''] = match;
  const value = Number(whole) * 100_000 + Number(part.padEnd(5, '0'));
  return sign === '-' && value ? -value : value;
}

/** What the rows of one kind come to, to be compared with the file's own summary. */
export class Tally {
  count = 0;
  private total = 0;

  add(amount: Fen): void {
    this.count += 1;
    this.total += amount;
  }

  get sum(): Fen {
    return fen(this.total);
  }
}
