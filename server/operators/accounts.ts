import { randomBytes } from 'node:crypto';
import type { Context } from '../context';
import type { Db } from '../database/database';
import { alarm } from '../payments/settle';
import { look, note, type Operator, perform } from './audit';
import { OperatorRefused } from './refused';
import { type Role, roles } from './roles';
import { base32, otpauth } from './totp';

/** What the new operator types or scans into an authenticator app; told once. */
export interface NewOperator {
  readonly name: string;
  readonly role: Role;
  readonly secret: string;
  readonly otpauth: string;
}

/** RFC 4226 asks for 160 bits. */
const SECRET_BYTES = 20;

/**
 * Makes the first account, a supervisor's, while there is none: whoever can reach the database and the keys sets the rest up.
 * @throws OperatorRefused `already_set_up`, `bad_input`
 */
export async function addFirstOperator(ctx: Context, name: string): Promise<NewOperator> {
  const deed = { act: 'operators.add', subject: checkName(name) } as const;
  const made = await ctx.db.transaction(async (tx) => {
    // Two people may try at once; one of them is not the first.
    await tx.rows('lock table operators in share row exclusive mode');
    if (await tx.row('select 1 from operators limit 1')) return undefined;
    const operator = await insert(ctx, tx, name, 'supervisor', name);
    await note(ctx, tx, name, deed, 'done', undefined, { role: 'supervisor', first: true });
    return operator;
  });
  if (made) return made;
  await note(ctx, ctx.db, 'unknown', deed, 'refused', undefined, { code: 'already_set_up' });
  throw new OperatorRefused('already_set_up', 'There are operators already: a supervisor among them adds others.');
}

/** @throws OperatorRefused `bad_input`, `state_forbids` when the name is taken */
export async function addOperator(ctx: Context, who: Operator, name: string, role: string): Promise<NewOperator> {
  return perform(ctx, who, { act: 'operators.add', subject: checkName(name) }, async (tx) => {
    if (await tx.row('select 1 from operators where name = $1', [name]))
      throw new OperatorRefused('state_forbids', `${name} is an operator already.`);
    const made = await insert(ctx, tx, name, checkRole(role), who.name);
    await tellOfSupervisor(ctx, tx, name, made.role, who.name);
    return { result: made, after: { role: made.role } };
  });
}

/** @throws OperatorRefused `not_found`, `own_request`, `bad_input` */
export async function changeRole(ctx: Context, who: Operator, name: string, role: string): Promise<void> {
  return perform(ctx, who, { act: 'operators.role', subject: checkName(name) }, async (tx) => {
    const before = await other(tx, who, name);
    const after = { role: checkRole(role) };
    await tx.rows('update operators set role = $2 where name = $1', [name, after.role]);
    // Whoever was signed in as something else signs in anew.
    await endSessions(ctx, tx, name);
    await tellOfSupervisor(ctx, tx, name, after.role, who.name);
    return { result: undefined, before, after };
  });
}

/** Closes an account and its sessions. The name stays taken, because the audit names it. */
export async function disableOperator(ctx: Context, who: Operator, name: string): Promise<void> {
  return perform(ctx, who, { act: 'operators.disable', subject: checkName(name) }, async (tx) => {
    const before = await other(tx, who, name);
    await tx.rows('update operators set disabled_at = $2 where name = $1', [name, ctx.clock()]);
    await endSessions(ctx, tx, name);
    return { result: undefined, before, after: { disabled: true } };
  });
}

export interface OperatorRow {
  name: string;
  role: Role;
  added_by: string;
  added_at: Date;
  disabled_at: Date | null;
}

export function listOperators(ctx: Context, who: Operator): Promise<OperatorRow[]> {
  return look(ctx, who, { act: 'operators.list', subject: 'all' }, (db) =>
    db.rows<OperatorRow>('select name, role, added_by, added_at, disabled_at from operators order by added_at, name'),
  );
}

async function endSessions(ctx: Context, tx: Db, name: string): Promise<void> {
  await tx.rows('update operator_sessions set ended_at = $2 where operator = $1 and ended_at is null', [name, ctx.clock()]);
}

async function insert(ctx: Context, tx: Db, name: string, role: Role, by: string): Promise<NewOperator> {
  const secret = randomBytes(SECRET_BYTES);
  await tx.rows('insert into operators (name, role, totp_sealed, added_by, added_at) values ($1, $2, $3, $4, $5)', [
    name,
    role,
    ctx.vault.seal('totp', secret.toString('base64')),
    by,
    ctx.clock(),
  ]);
  return { name, role, secret: base32(secret), otpauth: otpauth(secret, name) };
}

/** A supervisor who makes himself a second one could approve his own refunds: so everybody hears of a new one. */
async function tellOfSupervisor(ctx: Context, tx: Db, name: string, role: Role, by: string): Promise<void> {
  if (role === 'supervisor') await alarm(tx, 'supervisor_added', name, ctx.clock(), { by });
}

async function other(tx: Db, who: Operator, name: string): Promise<{ role: Role }> {
  // Also keeps the last supervisor: he cannot remove himself, and nobody else can remove him.
  if (who.name === name) throw new OperatorRefused('own_request', 'Nobody changes his own account.');
  // All rows are locked: two supervisors who close each other's account at once must not both succeed.
  const all = await tx.rows<{ name: string; role: Role }>('select name, role from operators where disabled_at is null order by name for update');
  if (all.find((one) => one.name === who.name)?.role !== 'supervisor')
    throw new OperatorRefused('role_too_low', `${who.name} is no supervisor any more.`);
  const row = all.find((one) => one.name === name);
  if (!row) throw new OperatorRefused('not_found', `There is no operator ${name}.`);
  return { role: row.role };
}

function checkName(name: string): string {
  if (!/^[a-z][a-z0-9._-]{1,31}$/.test(name))
    throw new OperatorRefused('bad_input', 'An operator’s name is 2–32 small letters, digits, dots, dashes, beginning with a letter.');
  return name;
}

function checkRole(role: string): Role {
  if (!(roles as readonly string[]).includes(role)) throw new OperatorRefused('bad_input', `A role is one of: ${roles.join(', ')}.`);
  return role as Role;
}
