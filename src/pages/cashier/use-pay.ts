import Taro, { useDidShow } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import { asProblem, queries, queryKey } from '../../api';
import type { ChannelId } from '../../contract/order';
import type { Problem, ProblemCode } from '../../contract/problem';
import { begun, type PayResult, pay, resume } from '../../payment';
import { onRestored } from '../../platform/restored';

/** What the button waits for. `left`: the browser is on its way to the wallet's page. */
type Busy = 'opening' | 'answering' | 'confirming' | null;

/** How the last try went, when this page stays; `problem` null: nothing was paid. */
interface Said {
  readonly failed: boolean;
  readonly problem: Problem | null;
}

interface Till {
  readonly busy: Busy;
  readonly channel: ChannelId | null;
  readonly said: Said | null;
  pay(channel: ChannelId): Promise<void>;
}

/** Opening takes about this long; after it the wallet is open and we wait for its word. */
const OPENING_MS = 3_000;

/** New bills are the way on, not another try. */
const OVER: ReadonlySet<ProblemCode> = new Set(['quote_expired', 'order_closed', 'bill_gone', 'price_changed', 'nothing_due']);
export const isOutdated = ({ code }: Problem): boolean => OVER.has(code);

/** Pays these orders, and goes on where an app that was killed in the wallet left off. */
export function usePay(orders: readonly string[], again: () => void): Till {
  const [busy, setBusy] = useState<Busy>(null);
  const [channel, setChannel] = useState<ChannelId | null>(null);
  const [said, setSaid] = useState<Said | null>(null);
  // State shows only after a render; a second tap can come before that.
  const running = useRef(false);

  const run = async (first: Exclude<Busy, null>, step: () => Promise<PayResult | null>): Promise<void> => {
    if (running.current) return;
    running.current = true;
    setBusy(first);
    setSaid(null);
    const opened = first === 'opening' ? setTimeout(() => setBusy('answering'), OPENING_MS) : undefined;
    let stays = true;
    try {
      const result = await step();
      stays = !result || (await finish(result));
    } catch (error) {
      const problem = asProblem(error);
      if (problem) setSaid({ failed: true, problem });
    }
    clearTimeout(opened);
    running.current = false;
    if (stays) setBusy(null);
  };

  /** @returns whether this page stays usable. */
  const finish = async (result: PayResult): Promise<boolean> => {
    if (result.is === 'left') return false;
    if (result.is === 'cancelled' || result.is === 'unpaid') {
      setSaid({ failed: false, problem: null });
      return true;
    }
    if (result.is === 'failed') {
      setSaid({ failed: true, problem: result.problem });
      again();
      return true;
    }
    // The orders are not what they were: their pages must not begin with the old answer.
    queries.removeQueries({ queryKey: ['order'] });
    if (result.is === 'paid') queries.setQueryData(queryKey('checkPayment', { id: result.payment.id }), result.payment);
    const payment = result.is === 'paid' ? result.payment.id : result.is === 'unknown' ? result.payment : null;
    await Taro.redirectTo({ url: `/pages/result/index?${payment ? `payment=${payment}` : `order=${orders[0]}`}` });
    return false;
  };

  const goOn = (): void => {
    const concerned = begun()?.orders.some((id) => orders.includes(id));
    if (concerned) void run('confirming', resume);
  };
  useDidShow(goOn);
  // The page was shown before the orders were there; `run` lets only one of the two through.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the orders are there
  useEffect(goOn, []);
  // The back button may bring this page as it was when it left for a wallet.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(
    () =>
      onRestored(() => {
        setBusy(null);
        goOn();
      }),
    [],
  );

  return {
    busy,
    channel,
    said,
    pay: (by) => {
      setChannel(by);
      return run('opening', () => pay(orders, by));
    },
  };
}
