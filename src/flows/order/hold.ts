import type { OrderView } from '../../contract/order';

/** Until when the amounts of all these orders hold: the earliest end counts. */
export interface Hold {
  readonly until: string;
  readonly over: boolean;
}

/** @returns null without orders. @param now ms since 1970 */
export function holdOf(orders: readonly OrderView[], now: number): Hold | null {
  let until: string | undefined;
  for (const { expires_at } of orders) if (until === undefined || Date.parse(expires_at) < Date.parse(until)) until = expires_at;
  return until === undefined ? null : { until, over: Date.parse(until) <= now };
}
