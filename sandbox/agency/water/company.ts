import type { Db } from '../../store/database';
import type { Agency, Order, Refusal } from '../common/agency';
import { isAccount } from './accounts';
import { lookup, quote } from './quotes';
import { AGENCY, takenBills } from './requests';

/** The Chengdu water company: bills are quoted, paid whole, and never given back. docs/providers.md */
export const water: Agency = {
  service: AGENCY,
  prefix: 'WP',
  hasBills: true,
  identity: ({ keys }) => ({ id: keys.ids.agency_water_key_id, key: keys.agency.waterKey }),
  own: { lookup, quote },
  refusal: (_, db, order) => refusal(db, order),
  async take(_, db, order) {
    for (const no of order.bills) {
      await db.query('insert into twin.written_off (agency, account, bill_no, order_no) values ($1, $2, $3, $4)', [
        AGENCY,
        order.account,
        no,
        order.order_no,
      ]);
    }
    return null;
  },
};

async function refusal(db: Db, order: Order): Promise<Refusal | undefined> {
  if (!isAccount(order.account)) return 'bill_unknown';
  const { rows } = await db.query('select account, bills, amount_fen, valid_until from twin.quotes where quote_ref = $1 and agency = $2', [
    order.quote_ref,
    AGENCY,
  ]);
  const quote = rows[0] as { account: string; bills: string[]; amount_fen: string; valid_until: Date } | undefined;
  if (!quote || order.paid_at > quote.valid_until) return 'quote_expired';
  if (quote.account !== order.account || order.bills.some((no) => !quote.bills.includes(no))) return 'bill_unknown';
  if (quote.bills.length !== order.bills.length || Number(quote.amount_fen) !== order.amount_fen) return 'price_changed';
  const taken = await takenBills(db, order.account, false);
  return order.bills.some((no) => taken.has(no)) ? 'already_paid' : undefined;
}
