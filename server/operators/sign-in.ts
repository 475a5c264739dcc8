import { randomBytes } from 'node:crypto';
import type { Context } from '../context';
import { hashOfSecret } from '../security/vault';
import { look, note, type Operator, perform } from './audit';
import { OperatorRefused } from './refused';
import type { Role } from './roles';
import { stepOf } from './totp';

const MOST_WRONG_CODES = 5;
const LOCKED_MS = 15 * 60_000;
const SESSION_MS = 30 * 60_000;

/** One answer for every reason, so that nobody learns which names exist. */
const refusal = () =>
  new OperatorRefused('sign_in_refused', 'Sign-in refused: unknown name, wrong or used code, or too many wrong ones (wait 15 minutes).');

/**
 * Signs in with a one-time code. Each code is good once; five wrong ones in a row close the account for a quarter of an hour.
 * @throws OperatorRefused `sign_in_refused`
 */
export async function signIn(ctx: Context, name: string, code: string): Promise<Operator> {
  const now = ctx.clock();
  // The try is used up before the code is compared, so that guesses in parallel do not get more of them.
  const row = await ctx.db.row<{ role: Role; totp_sealed: Buffer }>(
    `update operators set wrong_codes = case when locked_until <= $2 then 1 else wrong_codes + 1 end,
       locked_until = case when locked_until is null and wrong_codes + 1 >= $3 then $4::timestamptz when locked_until <= $2 then null else locked_until end
     where name = $1 and disabled_at is null and (locked_until is null or locked_until <= $2) returning role, totp_sealed`,
    [name, now, MOST_WRONG_CODES, new Date(now.getTime() + LOCKED_MS)],
  );
  const step = row && stepOf(secretOf(ctx, row.totp_sealed), code, now);
  const mine =
    step !== undefined &&
    (await ctx.db.row('update operators set last_step = $2, wrong_codes = 0, locked_until = null where name = $1 and last_step < $2 returning name', [
      name,
      step,
    ]));
  if (row && mine) return { name, role: row.role, fresh: true };
  // An unknown name may be anything somebody typed, a code or a phone number: it is not kept.
  await note(ctx, ctx.db, row ? name : 'unknown', { act: 'sessions.open', subject: 'sign-in' }, 'refused', undefined, { code: 'sign_in_refused' });
  throw refusal();
}

function secretOf(ctx: Context, sealed: Buffer): Buffer {
  return Buffer.from(ctx.vault.open<string>('totp', sealed), 'base64');
}

/** Opens a session for half an hour: enough to look around and to pause a service, not to move money. The token is told once. */
export function openOperatorSession(ctx: Context, who: Operator): Promise<{ id: string; token: string; expires_at: Date }> {
  const id = randomBytes(4).toString('hex');
  return perform(ctx, who, { act: 'sessions.open', subject: id }, async (tx) => {
    const token = randomBytes(32).toString('base64url');
    const now = ctx.clock();
    const expires_at = new Date(now.getTime() + SESSION_MS);
    await tx.rows('insert into operator_sessions (id, token_hash, operator, opened_at, expires_at) values ($1, $2, $3, $4, $5)', [
      id,
      hashOfSecret(token),
      who.name,
      now,
      expires_at,
    ]);
    return { result: { id, token, expires_at } };
  });
}

/** @throws OperatorRefused `sign_in_refused` for an unknown, ended or expired session */
export async function operatorOf(ctx: Context, token: string): Promise<Operator> {
  const row = await ctx.db.row<{ name: string; role: Role }>(
    `select o.name, o.role from operator_sessions s join operators o on o.name = s.operator
     where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2 and o.disabled_at is null`,
    [hashOfSecret(token), ctx.clock()],
  );
  if (!row) throw refusal();
  return { ...row, fresh: false };
}

export interface OperatorSession {
  id: string;
  operator: string;
  opened_at: Date;
  expires_at: Date;
}

/** The sessions that are open now: everybody's for a supervisor, else one's own. */
export function listOperatorSessions(ctx: Context, who: Operator): Promise<OperatorSession[]> {
  return look(ctx, who, { act: 'sessions.list', subject: who.role === 'supervisor' ? 'all' : who.name }, (db) =>
    db.rows<OperatorSession>(
      'select id, operator, opened_at, expires_at from operator_sessions where ended_at is null and expires_at > $1 and ($2 or operator = $3) order by opened_at',
      [ctx.clock(), who.role === 'supervisor', who.name],
    ),
  );
}

/** @throws OperatorRefused `not_found`, also for another's session unless a supervisor asks */
export function endOperatorSession(ctx: Context, who: Operator, id: string): Promise<void> {
  return perform(ctx, who, { act: 'sessions.end', subject: id }, async (tx) => {
    const row = await tx.row('update operator_sessions set ended_at = $2 where id = $1 and ended_at is null and ($3 or operator = $4) returning id', [
      id,
      ctx.clock(),
      who.role === 'supervisor',
      who.name,
    ]);
    if (!row) throw new OperatorRefused('not_found', `There is no open session ${id} that ${who.name} may end.`);
    return { result: undefined };
  });
}
