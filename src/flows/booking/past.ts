import type { Selection } from '../../contract/booking';
import type { OrderDetails, OrderStatus, OrderView } from '../../contract/order';

export type BookingOrder = OrderView & { readonly details: Extract<OrderDetails, { kind: 'booking' }> };

/** Whoever was there once may want to go again, whatever became of that visit; what the agency never took says nothing. */
const BOOKED: readonly OrderStatus[] = ['paid', 'fulfilled', 'cancelling', 'returning', 'returned'];
const LIVE: readonly OrderStatus[] = ['unpaid', 'paid', 'fulfilled', 'cancelling'];

export function isBooking(order: OrderView): order is BookingOrder {
  return order.details.kind === 'booking';
}

function bookingsOf(service: string, orders: readonly OrderView[]): BookingOrder[] {
  return orders.filter(isBooking).filter((order) => order.service === service);
}

/** The last booking of a service. @param orders newest first */
export function lastOf(service: string, orders: readonly OrderView[]): BookingOrder | undefined {
  return bookingsOf(service, orders).find(({ status }) => BOOKED.includes(status));
}

/** What is kept for this citizen until it is paid. @param now ms since 1970 */
export function heldOf(service: string, orders: readonly OrderView[], now: number): BookingOrder | undefined {
  return bookingsOf(service, orders).find(({ status, expires_at }) => status === 'unpaid' && Date.parse(expires_at) > now);
}

/** Whether a place like this is booked, or kept until it is paid: the same in all these parts, for the same account. */
export function isTaken(service: string, orders: readonly OrderView[], account: string, parts: Selection, now: number): boolean {
  return bookingsOf(service, orders).some(
    ({ status, expires_at, subject, details }) =>
      LIVE.includes(status) &&
      (status !== 'unpaid' || Date.parse(expires_at) > now) &&
      subject.account === account &&
      Object.entries(parts).every(([part, key]) => details.selection[part] === key),
  );
}
