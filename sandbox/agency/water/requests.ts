import type { Bill } from '../../../src/contract/bill';
import type { Fen } from '../../../src/contract/money';
import type { Db } from '../../store/database';
import type { Refusal } from '../common/agency';
import { billsOf } from './bills';

export const AGENCY = 'water';

export type Lookup = { is: 'found'; holder: string; bills: Bill[] } | { is: 'not_found' };
export type Quote =
  | { is: 'quoted'; quote_ref: string; amount_fen: Fen; valid_until: string; holder: string; bills: Bill[] }
  | { is: 'refused'; why: Refusal };

/** Numbers of bills that belong to a posting; `finished` leaves out those still pending. */
export async function takenBills(db: Db, account: string, finished: boolean): Promise<Set<string>> {
  const { rows } = await db.query(
    `select w.bill_no from twin.written_off w join twin.postings p using (agency, order_no)
     where w.agency = $1 and w.account = $2 and (p.state = 'done' or not $3)`,
    [AGENCY, account, finished],
  );
  return new Set(rows.map((row: { bill_no: string }) => row.bill_no));
}

/** Open bills, oldest first. A bill whose posting is pending still stands open, as in the real world. */
export async function openBills(db: Db, account: string, now: Date): Promise<Bill[]> {
  const done = await takenBills(db, account, true);
  return billsOf(account, now).filter((bill) => !done.has(bill.no));
}
