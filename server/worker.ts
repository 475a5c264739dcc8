import { workCancellations } from './cancellations/cancel';
import type { Context } from './context';
import { workFulfilments } from './fulfilment/fulfil';
import { workHolds } from './orders/holds';
import { workRefunds } from './payments/refunds';
import { expireOrders, workPayments } from './payments/watch';
import { workBooks } from './reconciliation';
import { forgetCounts } from './security/limits';

type Work = 'payments' | 'fulfilments' | 'refunds' | 'holds' | 'cancellations' | 'orders' | 'books' | 'counts';

/** How often each kind of work is looked for when nobody says that there is some. */
const LOOK_EVERY_MS = 1000;

export interface Worker {
  wake(work: Work): void;
  /** Ends after the round that is running. */
  stop(): Promise<void>;
}

/**
 * Does what is due. There is no queue beside the data: a row's own due time is the job (docs/decisions/0002), so work that a
 * dead process left behind is found by the next look, and several workers share it by row locks and leases.
 */
export function startWorker(ctx: Context): Worker {
  const tasks: Record<Work, () => Promise<number>> = {
    payments: () => workPayments(ctx),
    fulfilments: () => workFulfilments(ctx),
    refunds: () => workRefunds(ctx),
    holds: () => workHolds(ctx),
    cancellations: () => workCancellations(ctx),
    orders: () => expireOrders(ctx),
    books: () => workBooks(ctx),
    counts: () => forgetCounts(ctx.db, ctx.clock()),
  };
  let stopped = false;
  const loops = (Object.keys(tasks) as Work[]).map((work) => {
    let ring: (() => void) | undefined;
    let rung = false;
    const wake = () => {
      rung = true;
      ring?.();
    };
    const pause = () =>
      new Promise<void>((resolve) => {
        if (rung) return resolve();
        const timer = setTimeout(resolve, LOOK_EVERY_MS);
        ring = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    const running = (async () => {
      while (!stopped) {
        rung = false;
        try {
          await tasks[work]();
        } catch (error) {
          // The database may be away for a moment; the rows are still due when it is back.
          if (!stopped) ctx.log.error({ err: error, work }, 'a round of work failed');
        }
        await pause();
      }
    })();
    return { work, wake, running };
  });
  return {
    wake: (work) => loops.find((loop) => loop.work === work)?.wake(),
    async stop() {
      stopped = true;
      for (const loop of loops) loop.wake();
      await Promise.all(loops.map((loop) => loop.running));
    },
  };
}
