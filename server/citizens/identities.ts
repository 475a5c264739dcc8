import { randomInt, randomUUID } from 'node:crypto';
import type { Context } from '../context';
import { type Db, prepared } from '../database/database';
import { oneAtATime } from '../security/rotation/guard';

export type IdentityProvider = 'wechat' | 'alipay' | 'phone';

const BUCKETS = 1024;

const FIND = prepared('citizen_of_identity', 'select citizen from identities where provider = $1 and app = $2 and subject_index = any($3)');

/**
 * The citizen with this identity, made at the first sign-in. An openid belongs to one app, so the app is part of the key;
 * identities are never joined by a phone number alone, because numbers are reassigned.
 */
export async function citizenFor(ctx: Context, provider: IdentityProvider, app: string, subject: string): Promise<string> {
  const indexes = ctx.vault.indexes('identity', provider, app, subject);
  const find = (db: Db) => db.row<{ citizen: string }>(FIND, [provider, app, indexes]);
  const known = await find(ctx.db);
  if (known) return known.citizen;
  const now = ctx.clock();
  return ctx.db.transaction(async (tx) => {
    await oneAtATime(tx, indexes);
    const meanwhile = indexes.length > 1 && (await find(tx));
    if (meanwhile) return meanwhile.citizen;
    const citizen = randomUUID();
    await tx.rows('insert into citizens (id, bucket, created_at) values ($1, $2, $3)', [citizen, randomInt(BUCKETS), now]);
    const row = await tx.row<{ citizen: string }>(
      `insert into identities (id, citizen, provider, app, subject_index, subject_sealed, created_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (provider, app, subject_index) do nothing returning citizen`,
      [randomUUID(), citizen, provider, app, indexes[0], ctx.vault.seal('identity', subject), now],
    );
    if (row) return citizen;
    // Two first sign-ins at once: the other one won; ours leaves no trace.
    await tx.rows('delete from citizens where id = $1', [citizen]);
    return ((await find(tx)) as { citizen: string }).citizen;
  });
}

const SUBJECT = prepared(
  'subject_of_citizen',
  'select subject_sealed from identities where citizen = $1 and provider = $2 and app = $3 order by created_at desc limit 1',
);

/** The citizen's openid at one app; null when they never signed in there. */
export async function subjectOf(ctx: Context, db: Db, citizen: string, provider: IdentityProvider, app: string): Promise<string | null> {
  const row = await db.row<{ subject_sealed: Buffer }>(SUBJECT, [citizen, provider, app]);
  return row ? ctx.vault.open<string>('identity', row.subject_sealed) : null;
}
