import type { Context } from '../context';
import type { Db } from '../database/database';
import { OperatorRefused } from './refused';
import { type Act, acts, aRole, mayDo, type Role } from './roles';

/** A signed-in operator. */
export interface Operator {
  readonly name: string;
  readonly role: Role;
  /** signed in with a one-time code just now, not by a session */
  readonly fresh: boolean;
}

/** What is done, to what, and why. */
export interface Deed {
  readonly act: Act;
  /** an order's, payment's or refund's number, a service, an operator: never personal data */
  readonly subject: string;
  readonly why?: string | null | undefined;
}

interface Change<T> {
  readonly result: T;
  /** states and amounts, never personal data */
  readonly before?: object | undefined;
  readonly after?: object | undefined;
}

/**
 * Does something that only changes the database: the act and its line in the audit are one transaction. What is refused
 * leaves its own line.
 * @throws OperatorRefused
 */
export async function perform<T>(ctx: Context, who: Operator, deed: Deed, work: (tx: Db) => Promise<Change<T>>): Promise<T> {
  return refusalsNoted(ctx, who, deed, () =>
    ctx.db.transaction(async (tx) => {
      const { result, before, after } = await work(tx);
      await note(ctx, tx, who.name, deed, 'done', before, after);
      return result;
    }),
  );
}

/**
 * Does something that calls out, which no transaction may span: the intent is noted before, the outcome after.
 * @throws OperatorRefused, and whatever `work` throws, noted as failed
 */
export async function performOutside<T>(ctx: Context, who: Operator, deed: Deed, work: () => Promise<Change<T>>): Promise<T> {
  return refusalsNoted(ctx, who, deed, async () => {
    await note(ctx, ctx.db, who.name, deed, 'begun');
    try {
      const { result, before, after } = await work();
      await note(ctx, ctx.db, who.name, deed, 'done', before, after);
      return result;
    } catch (error) {
      if (!(error instanceof OperatorRefused)) await note(ctx, ctx.db, who.name, deed, 'failed');
      throw error;
    }
  });
}

/** Looks something up. Who looked at what is noted as well. */
export function look<T>(ctx: Context, who: Operator, deed: Deed, work: (db: Db) => Promise<T>): Promise<T> {
  return perform(ctx, who, deed, async (tx) => ({ result: await work(tx) }));
}

async function refusalsNoted<T>(ctx: Context, who: Operator, deed: Deed, work: () => Promise<T>): Promise<T> {
  try {
    const rule = acts[deed.act];
    if (!mayDo(who.role, deed.act))
      throw new OperatorRefused('role_too_low', `${deed.act} takes ${aRole(rule.least)}; ${who.name} is ${aRole(who.role)}.`);
    if (rule.fresh && !who.fresh)
      throw new OperatorRefused('code_needed', `${deed.act} takes a one-time code of this moment: --as ${who.name} --code …`);
    refusePersonalData(deed.why);
    return await work();
  } catch (error) {
    // What was refused for holding a number that may be personal is not kept either.
    if (error instanceof OperatorRefused) await note(ctx, ctx.db, who.name, { ...deed, why: null }, 'refused', undefined, { code: error.code });
    throw error;
  }
}

/** Writes one line. `operator` is a name, or `unknown` for whoever did not get in. */
export async function note(
  ctx: Context,
  db: Db,
  operator: string,
  deed: Deed,
  outcome: 'done' | 'refused' | 'begun' | 'failed',
  before?: object,
  after?: object,
): Promise<void> {
  await db.rows('insert into audit (at, operator, act, subject, outcome, why, before, after) values ($1, $2, $3, $4, $5, $6, $7, $8)', [
    ctx.clock(),
    operator,
    deed.act,
    // Whatever was typed may stand here until it is known to be a number of ours.
    outcome === 'done' ? deed.subject : deed.subject.slice(0, 100).replace(PERSONAL, '[number]'),
    outcome,
    deed.why ?? null,
    before ? JSON.stringify(before) : null,
    after ? JSON.stringify(after) : null,
  ]);
}

/** Ten or more digits in a row that are no part of a number of ours: a phone, an account, an ID, a card. */
const PERSONAL = /(?<![0-9A-Za-z])(?:\d[ -]?){9,}[\dXx](?![0-9A-Za-z])/;

/** Reasons are kept for ever and exported. */
function refusePersonalData(why: string | null | undefined): void {
  if (why && why.length > 500) throw new OperatorRefused('bad_input', '--why is at most 500 characters long.');
  if (why && PERSONAL.test(why))
    throw new OperatorRefused('bad_input', '--why must not hold a phone, account, card or ID number; the order number is enough.');
}

/** @throws OperatorRefused when no reason was given */
export function needWhy(why: string | undefined): string {
  const text = why?.trim();
  if (!text) throw new OperatorRefused('bad_input', 'Say why: --why "…"');
  return text;
}

export interface AuditRow {
  id: number;
  at: Date;
  operator: string;
  act: string;
  subject: string;
  outcome: string;
  why: string | null;
  before: object | null;
  after: object | null;
}

/** Newest first; of one subject when given. */
export function listAudit(ctx: Context, who: Operator, subject: string | undefined, most = 50): Promise<AuditRow[]> {
  return look(ctx, who, { act: 'audit.show', subject: subject ?? 'all' }, (db) =>
    db.rows<AuditRow>(
      'select id, at, operator, act, subject, outcome, why, before, after from audit where $1::text is null or subject = $1 order by id desc limit $2',
      [subject ?? null, most],
    ),
  );
}
