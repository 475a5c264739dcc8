import { Problem, type ProblemCode } from '../../src/contract/problem';
import type { Db } from '../database/database';
import type { Vault } from './vault';

export interface Limit {
  /** what is counted, e.g. `lookup_per_citizen` */
  readonly name: string;
  readonly most: number;
  readonly window_s: number;
}

/**
 * Counts one more act of `who` and refuses it when the window is full. Shared by all gateways, since it is in the database;
 * who is stored as a blind index only.
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
  const length = limit.window_s * 1000;
  const opens = new Date(Math.floor(now.getTime() / length) * length);
  const closes = new Date(opens.getTime() + length);
  const row = await db.row<{ count: number }>(
    `insert into rate_windows (key, opens_at, closes_at, count) values ($1, $2, $3, 1)
     on conflict (key, opens_at) do update set count = rate_windows.count + 1
     returning count`,
    [vault.index('rate', limit.name, who), opens, closes],
  );
  if ((row?.count ?? 0) > limit.most) throw new Problem(code, { until: closes.toISOString() });
}
