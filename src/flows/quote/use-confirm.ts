import { useRef, useState } from 'react';
import { askToSignIn, asProblem } from '../../api';
import type { Fen } from '../../contract/money';
import type { Quote } from '../../contract/order';
import type { Problem, ProblemCode } from '../../contract/problem';
import { charge } from '../../payment';

/** After these what is on screen is no longer what the agency has. */
const OUTDATED: ReadonlySet<ProblemCode> = new Set([
  'bill_gone',
  'nothing_due',
  'price_changed',
  'quote_expired',
  'order_differs',
  'selection_gone',
  'sold_out',
  'limit_reached',
  'amount_limit',
  'agency_resting',
]);

interface Given {
  readonly here: string;
  /** the agency must be asked again */
  onStale(): void;
  /** an order was placed and the cashier is open */
  onOrdered(): void;
  /** the other amount was not wanted; where something is held for the quote it is given back here */
  giveUp?(quote: Quote): Promise<unknown>;
}

interface Confirm {
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** quoted at another amount than was shown; waits for {@link accept} or {@link decline} */
  readonly changed: Quote | null;
  /** @param ask has the agency quote what was chosen. @param shown what is on screen for it */
  confirm(ask: () => Promise<Quote>, shown: Fen): Promise<void>;
  accept(): Promise<void>;
  decline(): Promise<void>;
  clear(): void;
}

/** From the button to the cashier: quote, ask again if the amount is another one, then charge. One thing at a time. */
export function useConfirm({ here, onStale, onOrdered, giveUp }: Given): Confirm {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [changed, setChanged] = useState<Quote | null>(null);
  // State shows only after a render; a second tap can come before that, and would place a second order.
  const running = useRef(false);

  const once = async (step: () => Promise<void>): Promise<void> => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await step();
    } catch (error) {
      const failure = asProblem(error);
      setChanged(null);
      if (failure?.code === 'not_signed_in') await askToSignIn(here).catch(() => setProblem(failure));
      else setProblem(failure);
      if (failure && OUTDATED.has(failure.code)) onStale();
    }
    running.current = false;
    setBusy(false);
  };

  const order = async (quote: Quote): Promise<void> => {
    await charge(quote);
    setChanged(null);
    onOrdered();
  };

  return {
    busy,
    problem,
    changed,
    confirm: (ask, shown) =>
      once(async () => {
        const quote = await ask();
        if (quote.amount_fen === shown) await order(quote);
        else setChanged(quote);
      }),
    accept: () => once(() => (changed ? order(changed) : Promise.resolve())),
    decline: () =>
      once(async () => {
        setChanged(null);
        onStale();
        if (changed) await giveUp?.(changed);
      }),
    clear: () => setProblem(null),
  };
}
