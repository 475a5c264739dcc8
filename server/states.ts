/**
 * Every state that money can be in, as tables of edges. Code asks `next` whether a step is allowed; docs/states.svg is
 * drawn from the same tables, and a test walks them for states that nothing reaches or leaves.
 */
export interface Machine<S extends string, E extends string> {
  readonly name: string;
  readonly start: S;
  readonly ends: readonly S[];
  readonly edges: readonly { readonly from: S; readonly event: E; readonly to: S }[];
}

function machine<S extends string, E extends string>(
  name: string,
  start: S,
  ends: readonly S[],
  table: Partial<Record<S, Partial<Record<E, S>>>>,
): Machine<S, E> {
  const edges = Object.entries(table).flatMap(([from, steps]) =>
    Object.entries(steps as object).map(([event, to]) => ({ from: from as S, event: event as E, to: to as S })),
  );
  return { name, start, ends, edges };
}

/** @returns the state after `event`, or undefined when the event changes nothing in this state */
export function next<S extends string, E extends string>(of: Machine<S, E>, from: S, event: E): S | undefined {
  return of.edges.find((edge) => edge.from === from && edge.event === event)?.to;
}

export type OrderState =
  | 'unpaid'
  | 'paid'
  | 'fulfilled'
  | 'refunding'
  | 'refunded'
  | 'cancelling'
  | 'returning'
  | 'returned'
  | 'cancelled'
  | 'expired';
export type OrderEvent =
  | 'payment_succeeded'
  | 'payment_unwanted'
  | 'agency_done'
  | 'agency_refused'
  | 'refund_ordered'
  | 'refund_succeeded'
  | 'citizen_cancelled'
  | 'agency_cancelled'
  | 'agency_keeps'
  | 'time_over';

/** An order that was refunded in full may not be paid again: the citizen orders anew. */
export const orderMachine = machine<OrderState, OrderEvent>('order', 'unpaid', ['fulfilled', 'refunded', 'returned', 'cancelled', 'expired'], {
  // unwanted: the money came too late, or another order had paid the bill already
  unpaid: { payment_succeeded: 'paid', payment_unwanted: 'refunding', citizen_cancelled: 'cancelled', time_over: 'expired' },
  cancelled: { payment_unwanted: 'refunding' },
  expired: { payment_unwanted: 'refunding' },
  paid: { agency_done: 'fulfilled', agency_refused: 'refunding' },
  // by an operator, of all that is left; a part that is paid back leaves the order fulfilled
  fulfilled: { refund_ordered: 'refunding', citizen_cancelled: 'cancelling', agency_cancelled: 'returning' },
  // given back by its citizen: the agency is asked, keeps its fee, and the rest goes back
  cancelling: { agency_cancelled: 'returning', agency_keeps: 'fulfilled' },
  returning: { refund_succeeded: 'returned' },
  refunding: { refund_succeeded: 'refunded' },
  // money of yet another payment that came after all had gone back
  refunded: { payment_unwanted: 'refunding' },
});

export type PaymentState = 'intended' | 'open' | 'closing' | 'closed' | 'refused' | 'paid' | 'held';
export type PaymentEvent = 'channel_ready' | 'channel_refused' | 'channel_paid' | 'channel_closed' | 'close_asked' | 'facts_differ';

/** `closed → paid` is real: a bank may finish a payment that was closed meanwhile. The money is recorded, then sent back. */
export const paymentMachine = machine<PaymentState, PaymentEvent>('payment', 'intended', ['paid', 'closed', 'refused', 'held'], {
  intended: {
    channel_ready: 'open',
    channel_refused: 'refused',
    channel_paid: 'paid',
    close_asked: 'closing',
    channel_closed: 'closed',
    facts_differ: 'held',
  },
  open: { channel_ready: 'open', channel_paid: 'paid', close_asked: 'closing', channel_closed: 'closed', facts_differ: 'held' },
  closing: { channel_paid: 'paid', channel_closed: 'closed', facts_differ: 'held' },
  closed: { channel_paid: 'paid', facts_differ: 'held' },
  refused: { channel_paid: 'paid', facts_differ: 'held' },
});

export type FulfilmentState = 'waiting' | 'asked' | 'done' | 'refused';
export type FulfilmentEvent = 'asks' | 'agency_done' | 'agency_refused';

export const fulfilmentMachine = machine<FulfilmentState, FulfilmentEvent>('fulfilment', 'waiting', ['done', 'refused'], {
  waiting: { asks: 'asked' },
  asked: { asks: 'asked', agency_done: 'done', agency_refused: 'refused' },
});

export type RefundState = 'queued' | 'asked' | 'processing' | 'succeeded' | 'failed';
export type RefundEvent = 'asks' | 'channel_accepted' | 'channel_paid_back' | 'channel_failed';

export const refundMachine = machine<RefundState, RefundEvent>('refund', 'queued', ['succeeded', 'failed'], {
  queued: { asks: 'asked' },
  asked: { asks: 'asked', channel_accepted: 'processing', channel_paid_back: 'succeeded', channel_failed: 'failed' },
  processing: { channel_accepted: 'processing', channel_paid_back: 'succeeded', channel_failed: 'failed' },
  // The channel may still pay back what it once called abnormal.
  // An operator may have it asked for again, under the same number.
  failed: { channel_paid_back: 'succeeded', asks: 'asked' },
});

export type HoldState = 'asked' | 'held' | 'refused' | 'used' | 'releasing' | 'released';
export type HoldEvent = 'agency_held' | 'agency_refused' | 'order_done' | 'nobody_pays' | 'agency_released' | 'agency_says_used';

/** What an agency keeps for a quote. Whatever was asked and not heard of is given back: nobody else may wait for it. */
export const holdMachine = machine<HoldState, HoldEvent>('hold', 'asked', ['refused', 'used', 'released'], {
  asked: { agency_held: 'held', agency_refused: 'refused', nobody_pays: 'releasing' },
  held: { order_done: 'used', nobody_pays: 'releasing' },
  releasing: { agency_released: 'released', agency_says_used: 'used' },
});

export type CancellationState = 'waiting' | 'asked' | 'done' | 'refused';
export type CancellationEvent = 'asks' | 'agency_cancelled' | 'agency_keeps' | 'citizen_asks_again';

/** A citizen gives a done order back. After a refusal the citizen may try again, for the fee of that later moment. */
export const cancellationMachine = machine<CancellationState, CancellationEvent>('cancellation', 'waiting', ['done', 'refused'], {
  waiting: { asks: 'asked' },
  asked: { asks: 'asked', agency_cancelled: 'done', agency_keeps: 'refused' },
  refused: { citizen_asks_again: 'waiting' },
});

export const machines = [orderMachine, paymentMachine, fulfilmentMachine, refundMachine, holdMachine, cancellationMachine] as const;
