import type { Fen } from '../../src/contract/money';
import type { OrderStatus, OrderView } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { Input } from '../../src/contract/routes';
import type { Citizen, Context } from '../context';
import type { Db } from '../database/database';
import { refuseIfPaused } from '../operators/switches';
import { newOrderNumber } from '../security/numbers';
import { ORDER_COLUMNS, type OrderRow, viewOrders } from './view';

const PAGE = 20;

/**
 * Makes an order from a quote under the client's own id. Asked again with the same content it answers the same order,
 * so a client that lost the answer may simply repeat.
 * @throws Problem `service_paused`, `quote_expired`, `order_differs` (the id stands for another quote), `not_found`
 */
export async function placeOrder(ctx: Context, citizen: Citizen, input: Input<'placeOrder'>): Promise<OrderView> {
  const before = await findOrder(ctx.db, citizen, input.id);
  if (before) return sameOrder(ctx, before, input.quote);
  const now = ctx.clock();
  const quote = await ctx.db.row<{ service: string; amount_fen: Fen; content_sealed: Buffer; bills: Buffer[]; expires_at: Date }>(
    'select service, amount_fen, content_sealed, bills, expires_at from quotes where id = $1 and citizen = $2',
    [input.quote, citizen.id],
  );
  if (!quote) throw new Problem('not_found');
  await refuseIfPaused(ctx, quote.service);
  if (quote.expires_at <= now) throw new Problem('quote_expired');
  for (;;) {
    // Nothing comes back when the id is taken (by a racing copy of this request) or the number is: look, then draw again.
    const row = await ctx.db.row<OrderRow>(
      `insert into orders (number, citizen, client_id, quote, service, amount_fen, status, content_sealed, bills, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, 'unpaid', $7, $8, $9, $10) on conflict do nothing returning ${ORDER_COLUMNS}`,
      [
        newOrderNumber(citizen.bucket),
        citizen.id,
        input.id,
        input.quote,
        quote.service,
        quote.amount_fen,
        quote.content_sealed,
        quote.bills,
        now,
        quote.expires_at,
      ],
    );
    if (row) return (await viewOrders(ctx, ctx.db, [row]))[0] as OrderView;
    const other = await findOrder(ctx.db, citizen, input.id);
    if (other) return sameOrder(ctx, other, input.quote);
  }
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
  return db.row<OrderRow>(`select ${ORDER_COLUMNS} from orders where citizen = $1 and client_id = $2`, [citizen.id, clientId]);
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
