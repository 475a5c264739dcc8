import type { Db } from '../database/database';
import type { OrderEventName } from './stations';

/** Notes when something first happened to an order; told again, the first time stands. */
export async function noteEvent(tx: Db, order: string, event: OrderEventName, at: Date): Promise<void> {
  await tx.rows('insert into order_events (order_number, event, at) values ($1, $2, $3) on conflict do nothing', [order, event, at]);
}
