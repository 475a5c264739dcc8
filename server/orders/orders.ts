import type { OrderStatus, OrderView } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { Input } from '../../src/contract/routes';
import type { Citizen, Context } from '../context';
import { type Db, prepared } from '../database/database';
import { pausedServices, refuseIfPaused } from '../operators/switches';
import { newOrderNumber } from '../security/numbers';
import { ORDER_COLUMNS, type OrderRow, viewOrders } from './view';

const PAGE = 20;

const PLACE = prepared(
  'place_order',
  `insert into orders (number, citizen, client_id, quote, service, amount_fen, status, content_sealed, bills, created_at, expires_at)
   select $1, citizen, $2, id, service, amount_fen, 'unpaid', content_sealed, bills, $5, expires_at from quotes
   where id = $3 and citizen = $4 and expires_at > $5 and service <> all($6)
   on conflict do nothing returning ${ORDER_COLUMNS}`,
);
const FIND = prepared('order_of_client', `select ${ORDER_COLUMNS} from orders where citizen = $1 and client_id = $2`);

/**
 * Makes an order from a quote under the client's own id. Asked again with the same content it answers the same order,
 * so a client that lost the answer may simply repeat.
 * @throws Problem `service_paused`, `quote_expired`, `order_differs` (the id stands for another quote), `not_found`
 */
export async function placeOrder(ctx: Context, citizen: Citizen, input: Input<'placeOrder'>): Promise<OrderView> {
  for (;;) {
    const paused = [...(await pausedServices(ctx)).keys()];
    const row = await ctx.db.row<OrderRow>(PLACE, [newOrderNumber(citizen.bucket), input.id, input.quote, citizen.id, ctx.clock(), paused]);
    if (row) return (await viewOrders(ctx, ctx.db, [row]))[0] as OrderView;
    // The id stands for an order already, or the quote is no longer to be had, or the number was taken: then another is drawn.
    const other = await findOrder(ctx.db, citizen, input.id);
    if (other) return sameOrder(ctx, other, input.quote);
    await refuseQuote(ctx, citizen, input.quote);
  }
}

/** @throws Problem why nothing can be ordered from a quote; nothing when it can */
async function refuseQuote(ctx: Context, citizen: Citizen, id: string): Promise<void> {
  const quote = await ctx.db.row<{ service: string; expires_at: Date }>('select service, expires_at from quotes where id = $1 and citizen = $2', [
    id,
    citizen.id,
  ]);
  if (!quote) throw new Problem('not_found');
  await refuseIfPaused(ctx, quote.service);
  if (quote.expires_at <= ctx.clock()) throw new Problem('quote_expired');
}

/** @throws Problem `not_found`, also for another citizen's order */
export async function getOrder(ctx: Context, citizen: Citizen, id: string): Promise<OrderView> {
  const row = await findOrder(ctx.db, citizen, id);
  if (!row) throw new Problem('not_found');
  return (await viewOrders(ctx, ctx.db, [row]))[0] as OrderView;
}

/** Newest first, a page at a time; `before` is the `next` of the page before. */
export async function listOrders(ctx: Context, citizen: Citizen, before: string | undefined): Promise<{ orders: OrderView[]; next: string | null }> {
  const cursor = before === undefined ? null : readCursor(before);
  const rows = await ctx.db.rows<OrderRow>(
    `select ${ORDER_COLUMNS} from orders where citizen = $1 ${cursor ? 'and (created_at, number) < ($3, $4)' : ''} order by created_at desc, number desc limit $2`,
    cursor ? [citizen.id, PAGE + 1, cursor.at, cursor.number] : [citizen.id, PAGE + 1],
  );
  const page = rows.slice(0, PAGE);
  const last = page[page.length - 1];
  return { orders: await viewOrders(ctx, ctx.db, page), next: rows.length > PAGE && last ? `${last.created_at.getTime()}.${last.number}` : null };
}

/**
 * Marks an unpaid order as given up, once no wallet can pay it any more; `server/payments` closes those first.
 * @returns whether the order is cancelled now
 */
export async function cancelUnpaid(tx: Db, number: string): Promise<boolean> {
  const row = await tx.row<{ status: OrderStatus }>(
    `update orders set status = 'cancelled' where number = $1 and status in ('unpaid', 'cancelled') returning status`,
    [number],
  );
  return row !== undefined;
}

export async function findOrder(db: Db, citizen: Citizen, clientId: string): Promise<OrderRow | undefined> {
  return db.row<OrderRow>(FIND, [citizen.id, clientId]);
}

async function sameOrder(ctx: Context, row: OrderRow, quote: string): Promise<OrderView> {
  if (row.quote !== quote) throw new Problem('order_differs');
  return (await viewOrders(ctx, ctx.db, [row]))[0] as OrderView;
}

function readCursor(text: string): { at: Date; number: string } {
  const match = /^(\d{1,15})\.([0-9A-Z]{9})$/.exec(text);
  if (!match) throw new Problem('bad_request', { field: 'before' });
  return { at: new Date(Number(match[1])), number: match[2] as string };
}
