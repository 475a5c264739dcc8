/** What a platform says of a login code. `subject` is the person at this app, `union` at all apps of its owner. */
export type CodeAnswer = { is: 'known'; subject: string; union: string | null } | { is: 'refused'; code: string } | { is: 'unknown'; why: string };

const REMEMBER_MS = 60_000;
const MAX_REMEMBERED = 10_000;

/**
 * Exchanges each code once. A tap that comes twice brings the same code twice, and the platform answers the second
 * "already used" (WeChat 40163): both get the first one's answer, for a minute. An unknown outcome is not remembered,
 * so that it can be tried again.
 */
export function onceForEachCode(exchange: (code: string) => Promise<CodeAnswer>): (code: string) => Promise<CodeAnswer> {
  const asked = new Map<string, { answer: Promise<CodeAnswer>; until: number }>();
  return (code) => {
    forgetOld(asked);
    const before = asked.get(code);
    if (before) return before.answer;
    const answer = exchange(code);
    asked.set(code, { answer, until: Date.now() + REMEMBER_MS });
    const forget = () => void asked.delete(code);
    answer.then(({ is }) => is === 'unknown' && forget(), forget);
    return answer;
  };
}

/** A Map keeps its order, so the oldest are in front. */
function forgetOld(asked: Map<string, { until: number }>): void {
  for (const [code, { until }] of asked) {
    if (until > Date.now() && asked.size < MAX_REMEMBERED) return;
    asked.delete(code);
  }
}
