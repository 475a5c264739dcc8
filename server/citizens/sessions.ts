import { randomBytes, randomUUID } from 'node:crypto';
import type { Surface } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { SessionView } from '../../src/contract/routes';
import type { Citizen, Context } from '../context';
import { prepared } from '../database/database';
import { boundsOf, refuse, windowOf } from '../security/limits';
import { hashOfSecret } from '../security/vault';

/** How old "last seen" may get before it is written again: one write an hour instead of one a request. */
const SEEN_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Opens a session. The token is told once and stored only as a hash. */
export async function openSession(ctx: Context, citizen: string, surface: Surface): Promise<{ token: string; session: SessionView }> {
  const token = randomBytes(32).toString('base64url');
  const id = randomUUID();
  const now = ctx.clock();
  await ctx.db.rows(`insert into sessions (id, token_hash, citizen, surface, created_at, seen_at, expires_at) values ($1, $2, $3, $4, $5, $5, $6)`, [
    id,
    hashOfSecret(token),
    citizen,
    surface,
    now,
    new Date(now.getTime() + ctx.config.limits.session_days * DAY_MS),
  ]);
  return { token, session: { id, surface, created_at: now.toISOString(), seen_at: now.toISOString(), current: true } };
}

/** Finds the session and counts the request at once. A citizen's id is random, so its hash needs no key to tell nobody anything. */
const WHOSE = prepared(
  'whose_session',
  `select s.id, s.citizen, s.surface, s.seen_at, c.bucket, requests.key, count_act(array[requests.key], $4, $5, $6, $7, $8, $9) as counted
   from sessions s join citizens c on c.id = s.citizen
   cross join lateral (select sha256(convert_to('requests_per_citizen ' || s.citizen, 'UTF8')) as key) as requests
   where s.token_hash = $1 and s.revoked_at is null and s.expires_at > $2 and s.seen_at > $3`,
);

interface Found {
  id: string;
  citizen: string;
  bucket: number;
  surface: Surface;
  seen_at: Date;
  key: Buffer;
  counted: boolean;
}

/** A session that was last seen before this is over. */
function idleSince(ctx: Context, now: Date): Date {
  return new Date(now.getTime() - ctx.config.limits.session_idle_days * DAY_MS);
}

/**
 * Whose token this is; counts the request.
 * @throws Problem `not_signed_in` for an unknown, revoked, idle or expired one, without saying which; `too_many_requests`
 */
export async function citizenOf(ctx: Context, token: string): Promise<Citizen> {
  const now = ctx.clock();
  const limit = { name: 'requests_per_citizen', most: ctx.config.limits.requests_per_citizen_minute, window_s: 60 };
  const window = windowOf([], limit, now);
  const row = await ctx.db.row<Found>(WHOSE, [hashOfSecret(token), now, idleSince(ctx, now), ...boundsOf(window)]);
  if (!row) throw new Problem('not_signed_in');
  if (!row.counted) await refuse(ctx.db, { ...window, keys: [row.key] });
  if (now.getTime() - row.seen_at.getTime() > SEEN_EVERY_MS) await ctx.db.rows('update sessions set seen_at = $2 where id = $1', [row.id, now]);
  return { id: row.citizen, bucket: row.bucket, session: row.id, surface: row.surface };
}

export async function listSessions(ctx: Context, citizen: Citizen): Promise<SessionView[]> {
  const rows = await ctx.db.rows<{ id: string; surface: Surface; created_at: Date; seen_at: Date }>(
    `select id, surface, created_at, seen_at from sessions where citizen = $1 and revoked_at is null and expires_at > $2 and seen_at > $3 order by seen_at desc limit 50`,
    [citizen.id, ctx.clock(), idleSince(ctx, ctx.clock())],
  );
  return rows.map((row) => ({
    id: row.id,
    surface: row.surface,
    created_at: row.created_at.toISOString(),
    seen_at: row.seen_at.toISOString(),
    current: row.id === citizen.session,
  }));
}

/** @throws Problem `not_found` when it is not a live session of this citizen */
export async function revokeSession(ctx: Context, citizen: Citizen, id: string): Promise<void> {
  const row = await ctx.db.row(`update sessions set revoked_at = $3 where id = $1 and citizen = $2 and revoked_at is null returning id`, [
    id,
    citizen.id,
    ctx.clock(),
  ]);
  if (!row) throw new Problem('not_found');
}

/** Signs out everywhere, here too. */
export async function revokeAllSessions(ctx: Context, citizen: Citizen): Promise<void> {
  await ctx.db.rows('update sessions set revoked_at = $2 where citizen = $1 and revoked_at is null', [citizen.id, ctx.clock()]);
}

/** Ends whichever session this token opened, whoever's it is: a new sign-in takes its place. Unknown tokens are no error. */
export async function endSessionOf(ctx: Context, token: string): Promise<void> {
  await ctx.db.rows('update sessions set revoked_at = $2 where token_hash = $1 and revoked_at is null', [hashOfSecret(token), ctx.clock()]);
}
