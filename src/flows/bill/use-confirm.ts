import { useRef, useState } from 'react';
import { askToSignIn, asProblem, call } from '../../api';
import type { Fen } from '../../contract/money';
import type { Quote } from '../../contract/order';
import type { Problem, ProblemCode } from '../../contract/problem';
import { charge } from '../../payment';
import type { Account } from './account';

/** After these the bills on screen are no longer what the agency has. */
const OUTDATED: ReadonlySet<ProblemCode> = new Set(['bill_gone', 'nothing_due', 'price_changed', 'quote_expired', 'order_differs']);

interface Given {
  readonly service: string;
  readonly account: Account;
  readonly here: string;
  /** the bills must be looked up again */
  onStale(): void;
  /** an order was placed and the cashier is open */
  onOrdered(): void;
}

interface Confirm {
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** quoted at another amount than was shown; waits for {@link accept} or {@link decline} */
  readonly changed: Quote | null;
  confirm(bills: readonly string[], shown: Fen): Promise<void>;
  accept(): Promise<void>;
  decline(): void;
  clear(): void;
}

/** From the button to the cashier: quote, ask again if the amount is another one, then charge. */
export function useConfirm({ service, account, here, onStale, onOrdered }: Given): Confirm {
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
    confirm: (bills, shown) =>
      once(async () => {
        const quote = await call('quote', { service, account, bills: [...bills] });
        if (quote.amount_fen === shown) await order(quote);
        else setChanged(quote);
      }),
    accept: () => once(() => (changed ? order(changed) : Promise.resolve())),
    decline: () => {
      setChanged(null);
      onStale();
    },
    clear: () => setProblem(null),
  };
}
