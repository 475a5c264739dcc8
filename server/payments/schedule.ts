/** How long after it was opened a payment is first asked about, if no notice came. */
export const FIRST_ASK_MS = 5_000;
const GAPS_S = [5, 10, 20, 30, 60, 120, 300, 600];
/** After its end a payment is asked about a little longer: a bank may still be finishing it. */
export const END_MARGIN_MS = 60_000;

/** When to ask a channel again: soon at first, then ever more rarely, and once right after the payment's end. */
export function nextAsk(now: Date, asks: number, expires: Date): Date {
  const usual = now.getTime() + (GAPS_S[Math.min(asks, GAPS_S.length - 1)] as number) * 1000;
  const end = expires.getTime() + 1000;
  return new Date(now.getTime() < end && usual > end ? end : usual);
}

/** 2, 4, 8 … seconds, at most a minute: for agencies and refunds. */
export function backoff(now: Date, tries: number): Date {
  return new Date(now.getTime() + Math.min(60, 2 ** Math.min(tries + 1, 6)) * 1000);
}
