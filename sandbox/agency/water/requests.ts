import type { Bill } from '../../../src/contract/bill';
import type { Fen } from '../../../src/contract/money';
import type { Db } from '../../store/database';
import { billsOf } from './bills';

export const AGENCY = 'water';

export type Refusal = 'already_paid' | 'price_changed' | 'account_closed' | 'bill_unknown' | 'quote_expired' | 'order_differs' | 'not_accepted';

export type Lookup = { is: 'found'; holder: string; bills: Bill[] } | { is: 'not_found' };
export type Quote =
  | { is: 'quoted'; quote_ref: string; amount_fen: Fen; valid_until: string; holder: string; bills: Bill[] }
  | { is: 'refused'; why: Refusal };
export type Fulfilment = { is: 'done'; agency_ref: string; at: string } | { is: 'refused'; why: Refusal } | { is: 'pending' } | { is: 'not_found' };

/** A request that is not of the protocol's shape; answered with 400, which means unknown to the gateway. */
export class BadRequest extends Error {}

export function textField(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '' || value.length > 64) throw new BadRequest(`${name} must be text`);
  return value;
}

/** Bill numbers, at least one, none twice, in the company's order. */
export function billNumbers(body: Readonly<Record<string, unknown>>): string[] {
  const value = body.bills;
  if (!Array.isArray(value) || value.length === 0 || value.length > 24) throw new BadRequest('bills must be a list');
  const numbers = value.map((one) => {
    if (typeof one !== 'string') throw new BadRequest('a bill number must be text');
    return one;
  });
  if (new Set(numbers).size !== numbers.length) throw new BadRequest('a bill number stands twice');
  return numbers.sort();
}

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
