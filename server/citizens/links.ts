import { randomBytes, randomUUID } from 'node:crypto';
import { Problem } from '../../src/contract/problem';
import type { Input } from '../../src/contract/routes';
import type { Citizen, Context } from '../context';
import type { Db } from '../database/database';
import { countOrRefuse } from '../security/limits';
import { oneAtATime } from '../security/rotation/guard';
import { hashOfSecret } from '../security/vault';
import type { WebLogin } from './logins';

/** The way to the app and back is silent and takes a second or two. */
const STATE_LIVES_MS = 5 * 60_000;

export type LinkChannel = Input<'linkWallet'>['channel'];

/** How it went: `again` is a state that did its work before (some apps load an address twice). */
export type LinkOutcome = 'done' | 'refused' | 'failed' | 'again';

/**
 * Begins to link this session to the wallet of the app that its browser belongs to. The state is unguessable, bound to the
 * session, works once within five minutes, and is stored as a hash.
 * @returns where the browser has to go
 * @throws Problem `wallet_unavailable` where that app is not set, `too_many_requests`
 */
export async function beginLink(ctx: Context, citizen: Citizen, input: Input<'linkWallet'>): Promise<{ url: string }> {
  const login = ctx.logins.web[input.channel];
  if (!login || citizen.surface !== 'h5') throw new Problem('wallet_unavailable');
  // Letters and digits: WeChat's documented alphabet for a state.
  const state = randomBytes(32).toString('hex');
  const now = ctx.clock();
  const limit = { name: 'links_per_citizen', most: ctx.config.limits.links_per_citizen_hour, window_s: 3600 };
  await countOrRefuse(ctx.db, ctx.vault, now, limit, citizen.id);
  await ctx.db.rows('delete from link_states where expires_at <= $1', [now]);
  await ctx.db.rows('insert into link_states (state_hash, session, channel, orders, expires_at) values ($1, $2, $3, $4, $5)', [
    hashOfSecret(state),
    citizen.session,
    input.channel,
    [...new Set(input.orders)],
    new Date(now.getTime() + STATE_LIVES_MS),
  ]);
  return { url: login.authorizeUrl(state, `${ctx.config.public_origin}/api/links/${input.channel}`) };
}

/**
 * The browser is back. Only the session that set out may finish, once; the code is not even exchanged for anybody else.
 * @param code null when the person refused
 * @returns the cashier's orders, or null for a state that is not this session's
 */
export async function finishLink(
  ctx: Context,
  citizen: Citizen,
  channel: LinkChannel,
  state: string,
  code: string | null,
): Promise<{ orders: readonly string[]; outcome: LinkOutcome } | null> {
  const now = ctx.clock();
  const which = [hashOfSecret(state), citizen.session, channel];
  const mine = 'state_hash = $1 and session = $2 and channel = $3';
  const taken = await ctx.db.row<{ orders: string[] }>(
    `update link_states set used_at = $4 where ${mine} and used_at is null and expires_at > $4 returning orders`,
    [...which, now],
  );
  if (!taken) {
    const known = await ctx.db.row<{ orders: string[]; used_at: Date | null }>(`select orders, used_at from link_states where ${mine}`, which);
    return known ? { orders: known.orders, outcome: known.used_at ? 'again' : 'failed' } : null;
  }
  const login = ctx.logins.web[channel];
  return { orders: taken.orders, outcome: code === null || !login ? 'refused' : await linkCode(ctx, citizen, channel, login, code) };
}

async function linkCode(ctx: Context, citizen: Citizen, channel: LinkChannel, login: WebLogin, code: string): Promise<LinkOutcome> {
  const answer = await login.exchangeCode(code);
  if (answer.is !== 'known') {
    ctx.log.warn({ channel, why: answer.is === 'refused' ? answer.code : answer.why }, 'a wallet did not say who it belongs to');
    return 'failed';
  }
  const { subject } = answer;
  const now = ctx.clock();
  const indexes = ctx.vault.indexes('identity', channel, login.app, subject);
  await ctx.db.transaction(async (tx) => {
    await oneAtATime(tx, indexes);
    // Nobody signs in with these apps: an identity follows whoever last showed that the wallet is in their hands.
    const known = await tx.row<{ id: string }>(
      'update identities set citizen = $1 where provider = $2 and app = $3 and subject_index = any($4) returning id',
      [citizen.id, channel, login.app, indexes],
    );
    const identity =
      known ??
      (await tx.row<{ id: string }>(
        `insert into identities (id, citizen, provider, app, subject_index, subject_sealed, created_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (provider, app, subject_index) do update set citizen = excluded.citizen returning id`,
        [randomUUID(), citizen.id, channel, login.app, indexes[0], ctx.vault.seal('identity', subject), now],
      ));
    await tx.rows(
      `insert into wallet_links (session, app, identity, made_at) values ($1, $2, $3, $4)
       on conflict (session, app) do update set identity = excluded.identity, made_at = excluded.made_at`,
      [citizen.session, login.app, identity?.id, now],
    );
  });
  return 'done';
}

/** The openid of the wallet that this session's browser belongs to; null until it was linked, or once it went over to another citizen. */
export async function linkedSubject(ctx: Context, db: Db, citizen: Citizen, app: string): Promise<string | null> {
  const row = await db.row<{ subject_sealed: Buffer }>(
    `select i.subject_sealed from wallet_links l join identities i on i.id = l.identity
     where l.session = $1 and l.app = $2 and i.app = $2 and i.citizen = $3`,
    [citizen.session, app, citizen.id],
  );
  return row ? ctx.vault.open<string>('identity', row.subject_sealed) : null;
}
