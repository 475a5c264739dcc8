import type { OrderStatus, OrderView, PaymentView } from '../../contract/order';

/** What the result page has to say, whatever brought the citizen here. */
export type Outcome =
  | 'confirming' // just back from a wallet; the channel is being asked
  | 'unclear' // it has been asked for a while and nobody can say
  | 'unpaid'
  | 'waiting' // paid; an agency has not answered
  | 'fulfilled'
  | 'refunding'
  | 'refunded'
  | 'mixed' // some written off, some sent back
  | 'cancelling' // given back; the agency has not answered
  | 'returning'
  | 'returned'
  | 'cancelled'
  | 'expired';

/** A channel hears of a payment within seconds; until then "not paid" is not the last word. */
const CONFIRMING_MS = 5_000;

/**
 * @param payment null when the citizen came by an order
 * @param waited_ms since the page opened
 */
export function outcomeOf(payment: PaymentView | null, orders: readonly OrderView[], waited_ms: number, now: number): Outcome {
  const all = orders.map((order) => statusNow(order, now));
  const has = (...wanted: OrderStatus[]): boolean => all.some((status) => wanted.includes(status));
  const only = (...wanted: OrderStatus[]): boolean => all.every((status) => wanted.includes(status));
  if (has('paid')) return 'waiting';
  if (only('cancelling')) return 'cancelling';
  if (only('returning')) return 'returning';
  if (only('returned')) return 'returned';
  if (has('fulfilled', 'cancelling') && has('refunding', 'refunded', 'returning', 'returned')) return 'mixed';
  if (has('fulfilled', 'cancelling')) return 'fulfilled';
  if (has('refunding', 'returning')) return 'refunding';
  if (has('refunded', 'returned')) return 'refunded';
  // From here on no order has heard of money.
  if (payment?.status === 'paid') return 'waiting';
  if (payment && (payment.status === 'open' || payment.status === 'unclear')) {
    if (waited_ms < CONFIRMING_MS) return 'confirming';
    if (payment.status === 'unclear') return 'unclear';
  }
  if (has('unpaid')) return 'unpaid';
  return only('cancelled') ? 'cancelled' : 'expired';
}

/** An unpaid order whose time is over reads as expired, before the gateway says so. */
function statusNow({ status, expires_at }: OrderView, now: number): OrderStatus {
  return status === 'unpaid' && Date.parse(expires_at) <= now ? 'expired' : status;
}

const moving: ReadonlySet<Outcome> = new Set(['confirming', 'unclear', 'waiting', 'refunding', 'cancelling', 'returning']);

/** Whether anything may still change while the citizen looks on. */
export function isMoving(outcome: Outcome): boolean {
  return moving.has(outcome);
}

/** How long to wait before asking again: often while it is fresh, then like somebody patient. */
export function pauseAfter(waited_ms: number): number {
  if (waited_ms < 30_000) return 2_000;
  if (waited_ms < 180_000) return 5_000;
  return waited_ms < 900_000 ? 15_000 : 60_000;
}
