import type { AttemptState, CloseAnswer, PaidFact, RefundState as RefundAnswer } from '../channels/channel';
import { next, type OrderState, orderMachine, type PaymentState, paymentMachine, type RefundState, refundMachine } from '../states';

/*
 * What our books make of what a channel says: pure functions over the states, without a database, a clock or a network. The files
 * beside this one read rows, ask here, and write what was decided; the random histories of tests/histories ask here too.
 */

/** What of a payment must agree with a channel's word before anything is shipped. */
export interface Agreed {
  readonly status: PaymentState;
  readonly amount_fen: number;
  readonly merchant: string;
  readonly app: string;
}

export type Settlement =
  /** every order's share is booked now; `late`: the payment had ended, so all of it goes back */
  | { readonly is: 'booked'; readonly late: boolean }
  | { readonly is: 'known' }
  | { readonly is: 'differs'; readonly wrong: readonly string[]; readonly step: 'ask' | 'hold' | 'nothing' };

/**
 * A channel says that a payment was paid.
 * @param from a notice that differs is only put up for a query; a query that differs holds the payment
 */
export function onPaid(payment: Agreed, fact: PaidFact, from: 'notice' | 'query'): Settlement {
  const wrong = [
    fact.amount_fen !== payment.amount_fen && 'amount',
    fact.currency !== 'CNY' && 'currency',
    fact.merchant !== payment.merchant && 'merchant',
    fact.app !== payment.app && 'app',
  ].filter((name) => name !== false);
  if (wrong.length > 0) {
    const mayHold = next(paymentMachine, payment.status, 'facts_differ') !== undefined;
    return { is: 'differs', wrong, step: from === 'notice' ? 'ask' : mayHold ? 'hold' : 'nothing' };
  }
  if (!next(paymentMachine, payment.status, 'channel_paid')) return { is: 'known' };
  return { is: 'booked', late: payment.status === 'closed' || payment.status === 'refused' };
}

/** Whether an order may still be paid by money that has come; then its bills are taken, and {@link onShare} says the rest. */
export function mayTake(order: OrderState, late: boolean): boolean {
  return !late && next(orderMachine, order, 'payment_succeeded') !== undefined;
}

/** An order that another payment's money has reached; money beside it is a second one. */
const LIVING: ReadonlySet<OrderState> = new Set(['paid', 'fulfilled', 'cancelling', 'returning', 'returned']);

export type Share =
  | { readonly is: 'taken'; readonly order: OrderState }
  /** the money is owed back; `order` only where the order changes by that: one that lives on another payment goes on */
  | { readonly is: 'sent_back'; readonly reason: 'paid_twice' | 'closed_late'; readonly order: OrderState | undefined };

/**
 * One order's share of money that has come.
 * @param taken whether {@link mayTake} said yes and no other order had paid the bills
 */
export function onShare(order: OrderState, late: boolean, taken: boolean): Share {
  const paid = taken && next(orderMachine, order, 'payment_succeeded');
  if (paid) return { is: 'taken', order: paid };
  const twice = mayTake(order, late) || LIVING.has(order);
  return { is: 'sent_back', reason: twice ? 'paid_twice' : 'closed_late', order: next(orderMachine, order, 'payment_unwanted') };
}

/** A channel was asked about a payment. `close`: nobody can want to pay it any more, so the channel is told. */
export function onQueried(answer: AttemptState, expired: boolean): 'settle' | 'end' | 'close' | 'ask_later' {
  if (answer.is === 'paid') return 'settle';
  if (answer.is === 'closed') return 'end';
  return answer.is === 'unpaid' && expired ? 'close' : 'ask_later';
}

/**
 * A channel was told to close a payment. `not_there` closes nothing: a payer's wallet may still bring it to the channel until
 * its end, so only after that (and a margin) is it over.
 */
export function onClosed(answer: CloseAnswer, over: boolean): 'end' | 'ask' | 'unsure' {
  if (answer.is === 'closed' || (answer.is === 'not_there' && over)) return 'end';
  return answer.is === 'paid' ? 'ask' : 'unsure';
}

export type RefundStep =
  | { readonly is: 'nothing' | 'ask_later' }
  | { readonly is: 'paid_back' | 'accepted' | 'failed'; readonly refund: RefundState };

/** A channel says something of a refund, in an answer, a query or a notice. */
export function onRefundAnswer(refund: RefundState, answer: RefundAnswer['is']): RefundStep {
  const steps = {
    succeeded: ['paid_back', next(refundMachine, refund, 'channel_paid_back')],
    processing: ['accepted', next(refundMachine, refund, 'channel_accepted')],
    failed: ['failed', next(refundMachine, refund, 'channel_failed')],
  } as const;
  if (answer === 'unknown' || answer === 'absent') return { is: 'ask_later' };
  const [is, to] = steps[answer];
  return to ? { is, refund: to } : { is: 'nothing' };
}

/** What a refund's order becomes; nothing while some of its money is still to be paid back. */
export function afterRefund(order: OrderState, refunds: readonly RefundState[]): OrderState | undefined {
  return refunds.every((one) => one === 'succeeded') ? next(orderMachine, order, 'refund_succeeded') : undefined;
}

/** How a channel is asked for a refund; a test's channel does it too. */
export interface RefundTalk {
  refund(): Promise<RefundAnswer>;
  queryRefund(): Promise<RefundAnswer>;
}

/**
 * The first try asks for the refund; later ones ask what became of it, and ask for it again – same number – only if it never
 * arrived. A refusal may come unsigned: before the money counts as not returned, the channel is asked under the same number.
 */
export async function talkRefund(channel: RefundTalk, tries: number): Promise<RefundAnswer> {
  let answer = tries === 1 ? await channel.refund() : await channel.queryRefund();
  if (tries > 1 && answer.is === 'absent') answer = await channel.refund();
  if (answer.is !== 'failed') return answer;
  const state = await channel.queryRefund();
  return state.is === 'absent' ? answer : state;
}
