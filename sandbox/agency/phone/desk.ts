import type { Db } from '../../store/database';
import type { Twin } from '../../twin';
import type { Agency, Order, Refusal } from '../common/agency';
import { creditedToday, DAY_LIMIT } from './faces';
import { AGENCY, carrierOf } from './numbers';
import { offers, quote } from './quotes';

/** The three mobile carriers behind one desk: a face is quoted for a number, paid, and credited once. docs/providers.md */
export const phone: Agency = {
  service: AGENCY,
  prefix: 'PT',
  hasBills: false,
  identity: ({ keys }) => keys.agency.phone,
  own: { lookup: offers, quote },
  refusal,
  async take(_, db, order) {
    // The quote is used up: the books themselves refuse a second credit for it.
    await db.query('insert into twin.written_off (agency, account, bill_no, order_no) values ($1, $2, $3, $4)', [
      AGENCY,
      order.account,
      order.quote_ref,
      order.order_no,
    ]);
    return null;
  },
};

async function refusal(twin: Twin, db: Db, order: Order): Promise<Refusal | undefined> {
  if (!carrierOf(order.account)) return 'account_unknown';
  const { rows } = await db.query('select account, bills, amount_fen, valid_until from twin.quotes where quote_ref = $1 and agency = $2', [
    order.quote_ref,
    AGENCY,
  ]);
  const quoted = rows[0] as { account: string; bills: number[]; amount_fen: string; valid_until: Date } | undefined;
  if (!quoted || order.paid_at > quoted.valid_until) return 'quote_expired';
  if (quoted.account !== order.account) return 'account_unknown';
  if (Number(quoted.amount_fen) !== order.amount_fen) return 'price_changed';
  const used = await db.query('select 1 from twin.written_off where agency = $1 and account = $2 and bill_no = $3', [
    AGENCY,
    order.account,
    order.quote_ref,
  ]);
  if (used.rows.length > 0) return 'already_paid';
  const today = await creditedToday(db, order.account, twin.now());
  return today + (quoted.bills[0] ?? 0) > DAY_LIMIT ? 'amount_limit' : undefined;
}
