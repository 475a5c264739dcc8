import { Problem, type ProblemCode } from '../../src/contract/problem';
import { type Db, prepared } from '../database/database';
import type { Vault } from './vault';

export interface Limit {
  /** what is counted, e.g. `lookup_per_citizen` */
  readonly name: string;
  readonly most: number;
  readonly window_s: number;
}

/** A limit in the window that `now` lies in, as `count_act` takes it (migration 0009). Times in ms. */
interface Window {
  readonly keys: readonly Buffer[];
  readonly most: number;
  readonly opens: number;
  readonly length: number;
  readonly left: number;
}

export function windowOf(keys: readonly Buffer[], limit: Limit, now: Date): Window {
  const length = limit.window_s * 1000;
  const opens = Math.floor(now.getTime() / length) * length;
  return { keys, most: limit.most, opens, length, left: opens + length - now.getTime() };
}

/** Its parameters behind the keys. A window counts until the next one is over. */
export function boundsOf({ most, opens, length, left }: Window): unknown[] {
  return [new Date(opens), new Date(opens + 2 * length), new Date(opens - length), most, left, length];
}

/** Under every known key, so that gateways that change keys one after the other count the same acts. */
function windowFor(vault: Vault, now: Date, limit: Limit, who: string): Window {
  return windowOf(vault.indexes('rate', limit.name, who), limit, now);
}

const COUNT = prepared('count_act', 'select count_act($1, $2, $3, $4, $5, $6, $7) as first');
const COUNT_BOTH = prepared(
  'count_two_acts',
  `select first, case when first then count_act($8, $9, $10, $11, $12, $13, $14) end as second
   from (select count_act($1, $2, $3, $4, $5, $6, $7) as first) as one`,
);

/**
 * Counts one more act of `who` and refuses it when too many lie within the last `window_s`, as well as two adjacent windows
 * can tell: the turn of a window lets no second burst through. Shared by all gateways, since it is in the database; who is
 * stored as a blind index only.
 * @throws Problem `code` (default `too_many_requests`) with `until`
 */
export async function countOrRefuse(
  db: Db,
  vault: Vault,
  now: Date,
  limit: Limit,
  who: string,
  code: ProblemCode = 'too_many_requests',
): Promise<void> {
  const window = windowFor(vault, now, limit, who);
  const counted = await db.row<{ first: boolean }>(COUNT, [window.keys, ...boundsOf(window)]);
  if (!counted?.first) await refuse(db, window, code);
}

/** Counts two acts in one statement; the second only when the first was let through. @throws Problem `too_many_requests` with `until` */
export async function countBothOrRefuse(
  db: Db,
  vault: Vault,
  now: Date,
  [first, second]: readonly [{ limit: Limit; who: string }, { limit: Limit; who: string }],
): Promise<void> {
  const windows = [windowFor(vault, now, first.limit, first.who), windowFor(vault, now, second.limit, second.who)] as const;
  const counted = await db.row<{ first: boolean; second: boolean | null }>(
    COUNT_BOTH,
    windows.flatMap((window) => [window.keys, ...boundsOf(window)]),
  );
  if (!counted?.first) await refuse(db, windows[0]);
  if (!counted?.second) await refuse(db, windows[1]);
}

/** @throws Problem `code` with `until`, always */
export async function refuse(db: Db, { keys, most, opens, length }: Window, code: ProblemCode = 'too_many_requests'): Promise<never> {
  const rows = await db.rows<{ opens_at: Date; count: number }>(
    'select opens_at, count from rate_windows where key = any($1) and opens_at = any($2)',
    [keys, [new Date(opens - length), new Date(opens)]],
  );
  const countOf = (at: number) => Math.max(0, ...rows.filter((row) => row.opens_at.getTime() === at).map((row) => row.count));
  throw new Problem(code, { until: new Date(freeAt(most, opens, length, countOf(opens - length), countOf(opens))).toISOString() });
}

/** When the next act will be let through, if nothing else happens before. All times in ms. */
function freeAt(most: number, opens: number, length: number, earlier: number, now: number): number {
  if (now < most) return opens + Math.ceil(length * (1 - (most - 1 - now) / Math.max(earlier, 1)));
  return opens + length + Math.ceil(length * (1 - (most - 1) / now));
}

/** Forgets windows that count no more. @returns how many */
export async function forgetCounts(db: Db, now: Date, most = 1000): Promise<number> {
  const gone = await db.rows(
    'delete from rate_windows where ctid = any(array(select ctid from rate_windows where closes_at <= $1 order by closes_at limit $2 for update skip locked)) returning 1',
    [now, most],
  );
  return gone.length;
}
