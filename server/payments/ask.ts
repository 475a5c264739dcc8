import type { CloseAnswer } from '../channels/channel';
import type { Context } from '../context';
import { releaseBills } from './claims';
import { onClosed, onQueried } from './decisions';
import { attemptOf, ordersOfPayment, type PaymentRow, readPayment } from './payment';
import { END_MARGIN_MS, nextAsk } from './schedule';
import { settle } from './settle';

/** How many seconds must pass between two questions about one payment, whoever asks. */
const LEAST_GAP_MS = 800;

/**
 * Asks the channel what became of a payment and books what it says. Safe at any time and from several places at once:
 * the row is marked before the question goes out, so the others leave it alone.
 */
export async function ask(ctx: Context, id: string): Promise<void> {
  const now = ctx.clock();
  const row = await ctx.db.row<PaymentRow>(
    `update payments set asked_at = $2, asks = asks + 1, ask_at = $3 where id = $1 and ask_at is not null and (asked_at is null or asked_at <= $4)
     returning *`,
    [id, now, new Date(now.getTime() + 15_000), new Date(now.getTime() - LEAST_GAP_MS)],
  );
  if (!row) return;
  const answer = await ctx.channels[row.channel].query(attemptOf(ctx, row));
  if (answer.is === 'unknown') ctx.log.warn({ payment: row.id, channel: row.channel, why: answer.why }, 'channel did not answer a query');
  const decided = onQueried(answer, ctx.clock() > row.expires_at);
  if (decided === 'settle' && answer.is === 'paid') {
    await settle(ctx, row.channel, answer.fact, 'query');
    return;
  }
  if (decided === 'end') {
    await finish(ctx, row.id, 'closed');
    return;
  }
  if (decided === 'close' && (await closeAttempt(ctx, row)) === 'closed') return;
  const later = nextAsk(ctx.clock(), row.asks, row.expires_at);
  await ctx.db.rows('update payments set ask_at = $2 where id = $1 and ask_at is not null', [row.id, later]);
}

/**
 * Makes sure that a payment can no longer be paid. Never without the channel's word: what it does not confirm stays
 * watched until the payment's own end has passed.
 */
export async function closeAttempt(ctx: Context, row: PaymentRow): Promise<'closed' | 'paid' | 'unsure'> {
  await ctx.db.rows(`update payments set status = 'closing' where id = $1 and status in ('intended', 'open')`, [row.id]);
  // Before the question, not after the answer: "not there" tells of the moment when the channel looked.
  const over = ctx.clock().getTime() > row.expires_at.getTime() + END_MARGIN_MS;
  const answer: CloseAnswer = await ctx.channels[row.channel].close(attemptOf(ctx, row));
  const decided = onClosed(answer, over);
  if (decided === 'end') {
    await finish(ctx, row.id, 'closed');
    return 'closed';
  }
  if (decided === 'ask') {
    await ctx.db.rows('update payments set asked_at = null where id = $1', [row.id]);
    await ask(ctx, row.id);
    return (await readPayment(ctx.db, row.id))?.status === 'paid' ? 'paid' : 'unsure';
  }
  return 'unsure';
}

/**
 * Ends an attempt whose first request the channel refused: nothing payable was ever made.
 * @returns false when the same attempt, asked for twice at once, was made payable by the other request
 */
export function endRefused(ctx: Context, id: string): Promise<boolean> {
  return finish(ctx, id, 'refused');
}

/** Ends a payment that brought no money, and frees the bills of orders that no other payment may still pay. */
async function finish(ctx: Context, id: string, status: 'closed' | 'refused'): Promise<boolean> {
  const from = status === 'refused' ? ['intended'] : ['intended', 'open', 'closing'];
  return ctx.db.transaction(async (tx) => {
    const orders = await ordersOfPayment(tx, id, 'for update');
    const ended = await tx.row('update payments set status = $2, ask_at = null where id = $1 and status = any($3) returning id', [id, status, from]);
    if (!ended) return false;
    for (const order of orders) {
      const live = await tx.row(
        `select 1 from payment_orders po join payments p on p.id = po.payment where po.order_number = $1 and p.status not in ('closed', 'refused') limit 1`,
        [order.number],
      );
      if (!live) await releaseBills(tx, order.number);
    }
    return true;
  });
}
