import { type CancelCost, cancelCostAt } from '../../src/contract/booking';
import type { OrderDetails } from '../../src/contract/order';
import type { ProblemCode } from '../../src/contract/problem';
import type { CancelAnswer } from '../providers';
import { type CancellationState, cancellationMachine, next, type OrderState, orderMachine } from '../states';

/*
 * What a wish to give a done order back leads to: pure functions, without a database, a clock or a network.
 */

/** What giving an order back costs now; null where or when it cannot be given back. */
export function costOf(status: OrderState, details: OrderDetails, now: Date): CancelCost | null {
  if (details.kind !== 'booking' || next(orderMachine, status, 'citizen_cancelled') !== 'cancelling') return null;
  return cancelCostAt(details.cancel, now);
}

export type Wish =
  | { readonly is: 'taken'; readonly fee_fen: CancelCost['fee_fen'] }
  /** asked before: what was begun goes on */
  | { readonly is: 'known' }
  | { readonly is: 'refused'; readonly problem: ProblemCode; readonly fee_fen?: CancelCost['fee_fen'] };

/**
 * A citizen wants to give an order back.
 * @param agreed the fee that the citizen was shown; nobody pays one that was not shown
 * @param partlyBack operators paid some of it back: they end it, too
 */
export function onWish(status: OrderState, details: OrderDetails, agreed: number | undefined, partlyBack: boolean, now: Date): Wish {
  if (status === 'cancelling' || status === 'returning' || status === 'returned') return { is: 'known' };
  if (details.kind !== 'booking' || status !== 'fulfilled' || partlyBack) return { is: 'refused', problem: 'cannot_cancel' };
  const cost = costOf(status, details, now);
  if (!cost) return { is: 'refused', problem: 'cancel_over' };
  if (cost.fee_fen !== agreed) return { is: 'refused', problem: 'fee_changed', fee_fen: cost.fee_fen };
  return { is: 'taken', fee_fen: cost.fee_fen };
}

export type CancellationStep =
  | { readonly is: 'nothing' | 'ask_later' }
  | { readonly is: 'cancelled' | 'refused'; readonly cancellation: CancellationState; readonly order: OrderState };

/** An agency says what became of a wish; "unknown" is never a refusal. */
export function onCancelAnswer(cancellation: CancellationState, order: OrderState, answer: CancelAnswer['is']): CancellationStep {
  if (answer === 'unknown') return { is: 'ask_later' };
  const heard = answer === 'cancelled' ? 'agency_cancelled' : 'agency_keeps';
  const [nextCancellation, nextOrder] = [next(cancellationMachine, cancellation, heard), next(orderMachine, order, heard)];
  if (!nextCancellation || !nextOrder) return { is: 'nothing' };
  return { is: answer, cancellation: nextCancellation, order: nextOrder };
}
