import { useEffect, useRef, useState } from 'react';
import { forgetAnswersOf, type Known, noteOrders, queries, useCall } from '../../api';
import type { OrderView, PaymentView } from '../../contract/order';
import { useShown } from '../../flows/order';
import { forget } from '../../payment';
import { isMoving, type Outcome, outcomeOf, pauseAfter } from './outcome';

interface Asked {
  /** null until the first answer */
  readonly outcome: Outcome | null;
  readonly orders: readonly OrderView[];
  readonly payment: PaymentView | null;
  readonly known: Known<unknown>;
  readonly now: number;
}

/** Asks what became of a payment or an order, and goes on asking while anything moves and the page is seen. */
export function useOutcome(payment: string, order: string): Asked {
  const shown = useShown();
  const [opened] = useState(() => Date.now());
  const [every, setEvery] = useState<number | false>(false);
  const everyMs = shown && every;
  // `check` makes the gateway ask the channel; by order there is only what the gateway knows.
  const byPayment = useCall('checkPayment', { id: payment }, { when: payment !== '', freshMs: 0, everyMs });
  const byOrder = useCall('order', { id: order }, { when: payment === '' && order !== '', freshMs: 0, everyMs });
  const view = byPayment.data ?? null;
  const orders = view ? view.orders : byOrder.data ? [byOrder.data] : [];
  const known = payment ? byPayment : byOrder;
  const now = Date.now();
  const outcome = orders.length ? outcomeOf(view, orders, now - opened, now) : null;

  // Each answer decides when to ask next.
  const { at } = known;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `at` is the answer's arrival
  useEffect(() => setEvery(outcome && isMoving(outcome) ? pauseAfter(Date.now() - opened) : false), [outcome, at, opened]);

  // The citizen has seen how the payment that this phone remembers ended: the cashier need not ask for it again.
  const ended = outcome === 'unpaid' || (view !== null && view.status !== 'open' && view.status !== 'unclear');
  useEffect(() => {
    if (ended) forget(payment);
  }, [ended, payment]);

  // By payment or by order, from now on the code is there without a network.
  useEffect(() => {
    if (view) noteOrders(view.orders);
  }, [view]);

  // Bills that were due are no longer, so what is known of them is dropped; orders elsewhere show an older state and are asked again.
  const moved = outcome && outcome !== 'confirming' && outcome !== 'unclear' && outcome !== 'unpaid' ? outcome : null;
  const told = useRef<Outcome | null>(null);
  useEffect(() => {
    if (!moved || told.current === moved) return;
    told.current = moved;
    forgetAnswersOf(['lookup']);
    for (const route of ['orders', 'accounts']) void queries.invalidateQueries({ queryKey: [route] });
  }, [moved]);

  return { outcome, orders, payment: view, known, now };
}
