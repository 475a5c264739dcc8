import { type Fen, sumFen } from '../../contract/money';
import type { OrderStatus, OrderView } from '../../contract/order';
import { beijing } from '../../contract/time';

export type Filter = 'all' | 'open' | 'done' | 'back';
export const filters: readonly Filter[] = ['all', 'open', 'done', 'back'];

const shown: Record<Filter, readonly OrderStatus[] | null> = {
  all: null,
  open: ['unpaid', 'paid', 'cancelling'],
  done: ['fulfilled'],
  back: ['refunding', 'refunded', 'returning', 'returned'],
};

/** Money that stayed where it was sent. */
const kept: readonly OrderStatus[] = ['paid', 'fulfilled', 'cancelling'];

export interface Month {
  /** `2026-11`, Beijing */
  readonly period: string;
  readonly orders: readonly OrderView[];
  readonly paid: Fen;
}

export function matches(filter: Filter, { status }: OrderView): boolean {
  return shown[filter]?.includes(status) ?? true;
}

/** Can still be paid: not paid, and its amount still holds. */
export function payable({ status, expires_at }: OrderView, now: number): boolean {
  return status === 'unpaid' && new Date(expires_at).getTime() > now;
}

/** An unpaid order whose time is over reads as expired, before the gateway says so. */
export function statusNow(order: OrderView, now: number): OrderStatus {
  return order.status === 'unpaid' && !payable(order, now) ? 'expired' : order.status;
}

/** Groups orders (newest first) by the Beijing month they were paid or made in. */
export function byMonth(orders: readonly OrderView[]): Month[] {
  const months: Array<{ period: string; orders: OrderView[] }> = [];
  for (const order of orders) {
    const period = beijing(order.paid_at ?? order.created_at).format('YYYY-MM');
    const last = months.find((month) => month.period === period);
    if (last) last.orders.push(order);
    else months.push({ period, orders: [order] });
  }
  return months.map(({ period, orders: list }) => ({
    period,
    orders: list,
    paid: sumFen(list.filter(({ status }) => kept.includes(status)).map(({ amount_fen }) => amount_fen)),
  }));
}
