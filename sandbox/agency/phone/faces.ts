import { type Fen, fen } from '../../../src/contract/money';
import { beijing } from '../../../src/contract/time';
import type { Db } from '../../store/database';
import { AGENCY, type Carrier } from './numbers';

/** What can be credited at once, in yuan. */
export const FACES = [10, 20, 30, 50, 100, 200, 300, 500] as const;

/** What one number may be credited on one Beijing day, in yuan. */
export const DAY_LIMIT = 1000;

/** What a face costs with this carrier. */
export function priceOf(face: number, carrier: Carrier): Fen {
  return fen(Math.round((face * 100 * carrier.price) / 1000));
}

/** What the number was credited today, or is about to be, in yuan. */
export async function creditedToday(db: Db, number: string, now: Date): Promise<number> {
  const { rows } = await db.query(
    `select coalesce(sum((q.bills ->> 0)::int), 0)::int as sum from twin.written_off w
       join twin.postings p using (agency, order_no) join twin.quotes q on q.quote_ref = w.bill_no
     where w.agency = $1 and w.account = $2 and p.state in ('done', 'pending') and p.at >= $3`,
    [AGENCY, number, beijing(now).startOf('day').toDate()],
  );
  return (rows[0] as { sum: number }).sum;
}
