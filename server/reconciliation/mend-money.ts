import type { RefundAttempt, RefundState } from '../channels/channel';
import type { Context } from '../context';
import { attemptOf, type PaymentRow, readPayment } from '../payments/payment';
import { applyRefund, type RefundRow } from '../payments/refunds';
import { settle } from '../payments/settle';
import type { CaseRow } from './cases';
import type { Mended } from './mend';

/** A payment on one side only, or of two amounts: the channel's own query decides what is true. */
export async function mendPayment(ctx: Context, row: CaseRow): Promise<Mended> {
  const payment = await readPayment(ctx.db, row.subject);
  if (!payment) return { is: 'handed_over', owner: 'finance', next_step: 'ask_what_it_is', found: {} };
  // Not `ask`: a payment that was closed is no longer asked about, but its money may have come all the same.
  const answer = await ctx.channels[payment.channel].query(attemptOf(ctx, payment));
  if (answer.is === 'unknown') return { is: 'again', why: answer.why };
  if (answer.is !== 'paid') {
    const denied = payment.status === 'paid';
    return {
      is: 'handed_over',
      owner: 'finance',
      next_step: denied ? 'other_side_denies' : 'bill_and_query_disagree',
      found: { query: answer.is },
      alarming: denied,
    };
  }
  const settled = await settle(ctx, payment.channel, answer.fact, 'query');
  const after = await readPayment(ctx.db, payment.id);
  const found = { query: 'paid', query_fen: answer.fact.amount_fen, settled };
  if (row.kind === 'missing_here' && after?.status === 'paid')
    return { is: 'resolved', resolution: settled === 'booked' ? 'settled' : 'settled_before' };
  // The channel vouches for what we booked and its bill says otherwise, or it vouches for what we may not book.
  return { is: 'handed_over', owner: 'finance', next_step: after?.status === 'paid' ? 'ask_for_corrected_bill' : 'bill_and_query_disagree', found };
}

/** A refund on one side only, or of two amounts. */
export async function mendRefund(ctx: Context, row: CaseRow): Promise<Mended> {
  const refund = await ctx.db.row<RefundRow>('select * from refunds where id = $1', [row.subject]);
  if (!refund) return { is: 'handed_over', owner: 'finance', next_step: 'ask_what_it_is', found: {} };
  const payment = (await readPayment(ctx.db, refund.payment)) as PaymentRow;
  const answer = await ctx.channels[payment.channel].queryRefund(requestOf(ctx, refund, payment));
  if (answer.is === 'unknown') return { is: 'again', why: answer.why };
  const found = { query: answer.is };
  if (answer.is === 'succeeded') {
    if (refund.status === 'succeeded') {
      if (row.kind === 'refund_missing_here') return { is: 'resolved', resolution: 'booked_before' };
      return { is: 'handed_over', owner: 'finance', next_step: 'ask_for_corrected_bill', found };
    }
    return book(ctx, row, answer);
  }
  if (answer.is === 'processing' && refund.status !== 'succeeded') return { is: 'again', why: 'processing' };
  const denied = refund.status === 'succeeded';
  return { is: 'handed_over', owner: 'finance', next_step: denied ? 'other_side_denies' : 'look_at_refund', found, alarming: denied };
}

async function book(ctx: Context, row: CaseRow, answer: RefundState): Promise<Mended> {
  await applyRefund(ctx, row.subject, answer);
  const after = await ctx.db.row<{ status: string }>('select status from refunds where id = $1', [row.subject]);
  if (after?.status !== 'succeeded') return { is: 'handed_over', owner: 'finance', next_step: 'look_at_refund', found: { query: 'succeeded' } };
  if (row.kind === 'refund_missing_here') return { is: 'resolved', resolution: 'refund_booked' };
  return { is: 'handed_over', owner: 'finance', next_step: 'ask_for_corrected_bill', found: { query: 'succeeded' } };
}

function requestOf(ctx: Context, refund: RefundRow, payment: PaymentRow): RefundAttempt {
  return {
    id: refund.id,
    attempt: { ...attemptOf(ctx, payment), channel_no: payment.channel_no ?? '' },
    amount_fen: refund.amount_fen,
    total_fen: payment.amount_fen,
    reason: '',
    started_at: refund.started_at,
    channel_no: refund.channel_no,
  };
}
