import { brief, table } from './numbers';
import { query } from './server';

export interface Counted {
  readonly statements: number;
  /** transactions and single statements that write, each flushed before it answers */
  readonly commits: number;
  /** writes to tables that keep nothing over a crash: no flush */
  readonly unflushed: number;
  readonly rsa: { readonly sign: number; readonly verify: number };
  /** requests that the program answers, and that it sends */
  readonly http: { readonly in: number; readonly out: number };
  /** Markdown: every statement, its times per life */
  readonly list: string;
}

/** What a program does for one life, from the preload's notes; statements rarer than one in three lives are the clock's, not a life's. */
export async function countOf(notes: Record<string, number>, lives: number, database: string): Promise<Counted> {
  const passing = new Set(
    (await query<{ name: string }>(database, `select relname as name from pg_class where relpersistence = 'u'`)).map((row) => row.name),
  );
  const rows = Object.entries(notes)
    .map(([key, times]) => {
      const [kind, name] = key.split('\t') as [string, string];
      return { kind, name, each: times / lives };
    })
    .filter((row) => row.each >= 0.3)
    .sort((a, b) => b.each - a.each);
  const sql = rows.filter((row) => row.kind === 'alone' || row.kind === 'inside');
  const sum = (of: typeof rows) => of.reduce((total, row) => total + row.each, 0);
  const written = (text: string) => [
    ...[...text.matchAll(/\b(?:insert into|update|delete from) (\w+)/g)].map((match) => match[1] as string).filter((name) => name !== 'set'),
    ...(text.includes('count_act(') ? ['rate_windows'] : []),
  ];
  const alone = sql.filter((row) => row.kind === 'alone' && written(row.name).length > 0);
  const isPassing = (row: { name: string }) => written(row.name).every((name) => passing.has(name));
  const times = (kind: string, name: string) => sum(rows.filter((row) => row.kind === kind && row.name === name));
  return {
    statements: sum(sql),
    commits: sum(alone.filter((row) => !isPassing(row))) + sum(sql.filter((row) => row.name === 'commit')),
    unflushed: sum(alone.filter(isPassing)),
    rsa: { sign: times('rsa', 'sign'), verify: times('rsa', 'verify') },
    http: { in: times('http', 'in'), out: times('http', 'out') },
    list: table(
      ['statement', 'times', 'in a transaction'],
      sql.map((row) => [row.name.length > 110 ? `${row.name.slice(0, 109)}…` : row.name, brief(row.each), row.kind === 'inside' ? 'yes' : '']),
    ),
  };
}
