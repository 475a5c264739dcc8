import type { Fen } from '../../src/contract/money';
import type { OrderStatus, Station } from '../../src/contract/order';
import { beijing } from '../../src/contract/time';

export type OrderEventName = 'paid' | 'agency_told' | 'fulfilled' | 'refused' | 'refund_ordered' | 'cancelled' | 'refund_sent' | 'refunded';
export type EventTimes = Partial<Record<OrderEventName, Date>>;

/** A part of an order's money that an operator sends back. */
export interface PartBack {
  readonly amount_fen: Fen;
  /** null while it is on its way */
  readonly at: Date | null;
}

/** An agency that is silent is asked again until it answers; this is when we promise to know. */
const AGENCY_ANSWERS_WITHIN_MS = 24 * 3_600_000;
const REFUND_ARRIVES_WITHIN_MS = 24 * 3_600_000;
/** Money is handed to agencies once a day, after the day's books are compared. */
const SETTLEMENT_HOUR = 23;

/** Where the money is, as stops on a line; empty while none has moved. */
export function stationsOf(status: OrderStatus, at: EventTimes, parts: readonly PartBack[] = []): Station[] {
  if (!at.paid) return [];
  const line: Station[] = [done('paid', at.paid)];
  if (status === 'cancelling' && at.fulfilled)
    return [
      ...line,
      done('agency_told', at.agency_told ?? at.fulfilled),
      done('written_off', at.fulfilled),
      { code: 'cancel_asked', state: 'now', at: null },
    ];
  if (status === 'refunding' || status === 'refunded' || status === 'returning' || status === 'returned') {
    if (at.fulfilled) line.push(done('agency_told', at.agency_told ?? at.fulfilled), done('written_off', at.fulfilled));
    if (at.refused) line.push(done('refused', at.refused));
    if (at.cancelled) line.push(done('cancelled', at.cancelled));
    const sent = at.refund_sent;
    line.push(sent ? done('refund_sent', sent) : { code: 'refund_sent', state: 'now', at: null });
    const expected = new Date((sent ?? at.refund_ordered ?? at.cancelled ?? at.refused ?? at.paid).getTime() + REFUND_ARRIVES_WITHIN_MS);
    line.push(at.refunded ? done('refunded', at.refunded) : { code: 'refunded', state: sent ? 'now' : 'next', at: expected.toISOString() });
    return line;
  }
  line.push(at.agency_told ? done('agency_told', at.agency_told) : { code: 'agency_told', state: 'now', at: null });
  if (at.fulfilled) {
    const back = parts.map(
      (part): Station => ({
        code: 'part_refunded',
        state: part.at ? 'done' : 'now',
        at: part.at?.toISOString() ?? null,
        amount_fen: part.amount_fen,
      }),
    );
    line.push(done('written_off', at.fulfilled), ...back, { code: 'settled', state: 'next', at: settlementAfter(at.fulfilled).toISOString() });
  } else {
    const latest = new Date(at.paid.getTime() + AGENCY_ANSWERS_WITHIN_MS).toISOString();
    line.push({ code: 'written_off', state: at.agency_told ? 'now' : 'next', at: latest }, { code: 'settled', state: 'next', at: null });
  }
  return line;
}

function done(code: Station['code'], at: Date): Station {
  return { code, state: 'done', at: at.toISOString() };
}

function settlementAfter(at: Date): Date {
  const tonight = beijing(at).hour(SETTLEMENT_HOUR).startOf('hour');
  return (tonight.valueOf() > at.getTime() ? tonight : tonight.add(1, 'day')).toDate();
}
