import type { Db } from '../../store/database';
import { type CancelTerms, tailOf } from '../common/agency';

export const AGENCY = 'hospital';

/** Patient cards have 10 digits and begin with 52; tail 04 is never one. */
export function isCard(account: string): boolean {
  return /^52\d{8}$/.test(account) && tailOf(account) !== '04';
}

/** A place that is kept for a patient, or was. A number that was released before it came has no content. */
export interface Hold {
  readonly hold_no: string;
  readonly content_key: string | null;
  readonly account: string | null;
  readonly slot: string | null;
  readonly once: string | null;
  readonly quote_ref: string | null;
  readonly amount_fen: string | null;
  readonly state: 'held' | 'released';
  readonly valid_until: Date | null;
  readonly order_no: string | null;
  readonly content: HoldContent | null;
}

export interface HoldContent {
  /** the answer to `hold`, word for word */
  readonly answer: object;
  readonly cancel: CancelTerms;
  readonly starts_at: string;
  readonly places: number;
}

/** Alive: kept and not over, or booked and not given back. */
const ALIVE = `((h.state = 'held' and h.order_no is null and h.valid_until > $3)
  or exists (select 1 from twin.postings p where p.agency = h.agency and p.order_no = h.order_no and p.state in ('done', 'pending')))`;

/** How many places of a slot are held or booked. */
export async function takenPlaces(db: Db, slot: string, now: Date): Promise<number> {
  const { rows } = await db.query(`select count(*)::int as count from twin.holds h where h.agency = $1 and h.slot = $2 and ${ALIVE}`, [
    AGENCY,
    slot,
    now,
  ]);
  return (rows[0] as { count: number }).count;
}

/** How many places are held or booked, by slot, of all slots whose keys begin so. */
export async function takenBySlot(db: Db, prefix: string, now: Date): Promise<ReadonlyMap<string, number>> {
  const { rows } = await db.query(
    `select h.slot, count(*)::int as count from twin.holds h where h.agency = $1 and starts_with(h.slot, $2) and ${ALIVE} group by h.slot`,
    [AGENCY, prefix, now],
  );
  return new Map((rows as { slot: string; count: number }[]).map(({ slot, count }) => [slot, count]));
}

/** Whether the patient has a live place with this doctor on this day, other than by the hold named. */
export async function hasPlace(db: Db, once: string, account: string, now: Date, exceptHold: string): Promise<boolean> {
  const { rows } = await db.query(
    `select 1 from twin.holds h where h.agency = $1 and h.once = $2 and h.account = $4 and h.hold_no <> $5 and ${ALIVE} limit 1`,
    [AGENCY, once, now, account, exceptHold],
  );
  return rows.length > 0;
}

export async function findHold(db: Db, by: 'hold_no' | 'quote_ref' | 'order_no', value: string): Promise<Hold | undefined> {
  const { rows } = await db.query(`select * from twin.holds where agency = $1 and ${by} = $2`, [AGENCY, value]);
  return rows[0] as Hold | undefined;
}
