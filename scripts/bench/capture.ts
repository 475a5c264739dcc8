import { Client, type QueryResultRow } from 'pg';
import type { Database, Db, Statement } from '../../server/database/database';

interface Asked {
  readonly text: string;
  readonly values: unknown[];
}

/** A database that notes what the gateway asks, all in one transaction that is rolled back: looking changes nothing. */
export interface Capture {
  readonly db: Database;
  /** The statements of `work`, as the gateway itself wrote them. */
  of(work: () => Promise<unknown>): Promise<Asked[]>;
  /** Shared buffers that running them again touches, warm; the median of some runs. */
  buffersOf(asked: readonly Asked[], runs?: number): Promise<{ buffers: number; ms: number; plans: string[] }>;
  close(): Promise<void>;
}

export async function openCapture(url: string): Promise<Capture> {
  const client = new Client({ connectionString: url, pipeline: true });
  await client.connect();
  let asked: Asked[] = [];
  const ask = async <R extends QueryResultRow>(statement: Statement, values: unknown[] = []): Promise<R[]> => {
    const text = typeof statement === 'string' ? statement : statement.text;
    asked.push({ text, values });
    return (await client.query<R>(text, values)).rows;
  };
  const on: Db = {
    rows: ask,
    row: async <R extends QueryResultRow>(sql: Statement, values?: unknown[]) => (await ask<R>(sql, values))[0] as R | undefined,
  };
  const db: Database = {
    ...on,
    transaction: (work) => work(on),
    usage: () => ({ total: 1, idle: 0, waiting: 0 }),
    close: async () => {},
  };
  const undone = async <T>(work: () => Promise<T>): Promise<T> => {
    await client.query('begin');
    try {
      return await work();
    } finally {
      await client.query('rollback');
    }
  };
  return {
    db,
    async of(work) {
      asked = [];
      await undone(work);
      return asked;
    },
    async buffersOf(statements, runs = 5) {
      const seen: { buffers: number; ms: number; plans: string[] }[] = [];
      for (let run = 0; run <= runs; run++) {
        await undone(async () => {
          let [buffers, ms] = [0, 0];
          const plans: string[] = [];
          for (const { text, values } of statements) {
            const { rows } = await client.query<{ 'QUERY PLAN': Explained[] }>(`explain (analyze, buffers, format json) ${text}`, values);
            const top = rows[0]?.['QUERY PLAN'][0] as Explained;
            buffers += (top.Plan['Shared Hit Blocks'] ?? 0) + (top.Plan['Shared Read Blocks'] ?? 0);
            ms += top['Execution Time'];
            plans.push(...scansOf(top.Plan));
          }
          // The first run only warms up.
          if (run > 0) seen.push({ buffers, ms, plans });
        });
      }
      seen.sort((a, b) => a.buffers - b.buffers);
      return seen[Math.floor(seen.length / 2)] as (typeof seen)[number];
    },
    close: () => client.end(),
  };
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly Plan[];
}

interface Explained {
  readonly Plan: Plan;
  readonly 'Execution Time': number;
}

/** Tables that a plan reads from one end to the other: what grows with them. */
function scansOf(plan: Plan): string[] {
  const here = plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? ''] : [];
  return [...here, ...(plan.Plans ?? []).flatMap(scansOf)];
}
