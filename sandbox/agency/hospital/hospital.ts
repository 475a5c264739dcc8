import { createHash } from 'node:crypto';
import type { Db } from '../../store/database';
import type { Twin } from '../../twin';
import type { Agency, Order, Refusal, Voucher } from '../common/agency';
import { lock } from '../common/postings';
import { choices } from './choices';
import { hold, release } from './holding';
import { AGENCY, findHold, hasPlace, takenPlaces } from './holds';

/** Chengdu's hospitals behind one desk: places are held, booked with a queue number and a visit code, and given back. docs/providers.md */
export const hospital: Agency = {
  service: AGENCY,
  prefix: 'HB',
  hasBills: false,
  identity: ({ keys }) => keys.agency.hospital,
  own: { lookup: choices, hold, release },
  refusal,
  take,
  cancelTerms: async (db, orderNo) => (await findHold(db, 'order_no', orderNo))?.content?.cancel,
};

async function refusal(twin: Twin, db: Db, order: Order): Promise<Refusal | undefined> {
  const held = await findHold(db, 'quote_ref', order.quote_ref);
  if (!held?.slot || !held.once || !held.content || !held.valid_until) return 'quote_expired';
  if (held.account !== order.account) return 'account_unknown';
  if (Number(held.amount_fen) !== order.amount_fen) return 'price_changed';
  if (held.order_no) return 'already_paid';
  if (held.state === 'released' || order.paid_at > held.valid_until) return 'quote_expired';
  const now = twin.now();
  if (Date.parse(held.content.starts_at) <= now.getTime()) return 'quote_expired';
  await lock(db, AGENCY, held.slot);
  // Paid in time and told late: booked all the same while there is room.
  if (held.valid_until > now) return undefined;
  if (await hasPlace(db, held.once, order.account, now, held.hold_no)) return 'limit_reached';
  return (await takenPlaces(db, held.slot, now)) >= held.content.places ? 'sold_out' : undefined;
}

async function take(_: Twin, db: Db, order: Order): Promise<Voucher> {
  const { rows } = await db.query(
    `update twin.holds h set order_no = $3, queue_no = 1 + (select coalesce(max(o.queue_no), 0) from twin.holds o where o.agency = h.agency and o.slot = h.slot)
     where h.agency = $1 and h.quote_ref = $2 returning queue_no`,
    [AGENCY, order.quote_ref, order.order_no],
  );
  const queue = (rows[0] as { queue_no: number }).queue_no;
  return {
    code: visitCode(order),
    facts: [{ label: { zh: '排队号', en: 'Queue number' }, value: { zh: `${queue} 号`, en: `No. ${queue}` } }],
  };
}

/** Six signs that are told apart when read out. */
function visitCode(order: Order): string {
  const signs = '23456789ACDEFGHJKMNPQRTUVWXY';
  const bytes = createHash('sha256').update(`visit ${order.order_no} ${order.quote_ref}`).digest();
  return Array.from({ length: 6 }, (_, i) => signs[(bytes[i] ?? 0) % signs.length]).join('');
}
