import { randomBytes, randomUUID } from 'node:crypto';
import type { Surface } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { SessionView } from '../../src/contract/routes';
import type { Citizen, Context } from '../context';
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

/** Whose token this is. @throws Problem `not_signed_in` for an unknown, revoked or expired one, without saying which */
export async function citizenOf(ctx: Context, token: string): Promise<Citizen> {
  const now = ctx.clock();
  const row = await ctx.db.row<{ id: string; citizen: string; bucket: number; surface: Surface; seen_at: Date }>(
    `select s.id, s.citizen, s.surface, s.seen_at, c.bucket from sessions s join citizens c on c.id = s.citizen
     where s.token_hash = $1 and s.revoked_at is null and s.expires_at > $2`,
    [hashOfSecret(token), now],
  );
  if (!row) throw new Problem('not_signed_in');
  if (now.getTime() - row.seen_at.getTime() > SEEN_EVERY_MS) await ctx.db.rows('update sessions set seen_at = $2 where id = $1', [row.id, now]);
  return { id: row.citizen, bucket: row.bucket, session: row.id, surface: row.surface };
}

export async function listSessions(ctx: Context, citizen: Citizen): Promise<SessionView[]> {
  const rows = await ctx.db.rows<{ id: string; surface: Surface; created_at: Date; seen_at: Date }>(
    `select id, surface, created_at, seen_at from sessions where citizen = $1 and revoked_at is null and expires_at > $2 order by seen_at desc limit 50`,
    [citizen.id, ctx.clock()],
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
