/** What came instead of what was expected. */
export class Came extends Error {}
/** The check says nothing about this agency, and why. */
export class NotApplicable extends Error {}

export interface Row {
  readonly part: string;
  readonly check: string;
  readonly expected: string;
  readonly result: 'pass' | 'fail' | 'not applicable';
  /** what came, or why it does not apply */
  readonly came: string;
}

/** Collects verdicts. A check that fails does not stop those after it. */
export class Report {
  readonly rows: Row[] = [];

  constructor(private readonly told: (row: Row) => void = () => {}) {}

  /** @returns what the check found, or undefined when it failed or does not apply */
  async check<T>(part: string, check: string, expected: string, run: () => Promise<T>): Promise<T | undefined> {
    const add = (result: Row['result'], came = '') => {
      const row = { part, check, expected, result, came };
      this.rows.push(row);
      this.told(row);
    };
    try {
      const found = await run();
      add('pass');
      return found;
    } catch (error) {
      if (error instanceof NotApplicable) add('not applicable', error.message);
      else if (error instanceof Came) add('fail', error.message);
      else throw error;
      return undefined;
    }
  }

  get failed(): Row[] {
    return this.rows.filter((row) => row.result === 'fail');
  }
}

/** @throws Came unless the answer is what was expected; `why` for refusals */
export function be<A extends { is: string }, I extends A['is']>(answer: A, is: I, why?: string): Extract<A, { is: I }> {
  const said = 'why' in answer ? (answer as { why: string }).why : undefined;
  if (answer.is !== is || (why !== undefined && said !== why)) throw new Came(said ? `${answer.is}, ${said}` : answer.is);
  return answer as Extract<A, { is: I }>;
}

/** @throws Came unless it holds */
export function hold(holds: boolean, came: string): void {
  if (!holds) throw new Came(came);
}

/** For what a check before this one should have made. @throws NotApplicable when it did not */
export function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new NotApplicable(`needs ${what}`);
  return value;
}

/** The same value, in whatever order its keys stand. */
export function same(one: unknown, other: unknown): boolean {
  return stable(one) === stable(other);
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
