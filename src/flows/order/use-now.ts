import { useEffect, useState } from 'react';
import { useShown } from './use-shown';

const SECOND_MS = 1_000;

/** The time, each second while the page is in front. @param running false: the last time stays. */
export function useNow(running: boolean): number {
  const shown = useShown();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!running || !shown) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, [running, shown]);
  return now;
}
