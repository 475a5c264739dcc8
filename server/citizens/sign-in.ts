import { randomInt, timingSafeEqual } from 'node:crypto';
import type { Surface } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { SessionView } from '../../src/contract/routes';
import type { Context } from '../context';
import { countOrRefuse } from '../security/limits';
import { citizenFor } from './identities';
import { openSession } from './sessions';

type Opened = { token: string; session: SessionView };
const HOUR_S = 3600;
const DAY_S = 86_400;
const CODE_LIVES_MS = 5 * 60_000;

/**
 * Signs in with a one-time code of a super-app.
 * @throws Problem `login_code_refused`, `login_unavailable`, `too_many_requests`
 */
export async function signInWithApp(ctx: Context, provider: 'wechat' | 'alipay', code: string, ip: string): Promise<Opened> {
  await countAddress(ctx, ip);
  const answer = await ctx.logins[provider].exchangeCode(code);
  if (answer.is === 'refused') throw new Problem('login_code_refused');
  if (answer.is === 'unknown') throw new Problem('login_unavailable');
  await countIdentity(ctx, `${provider} ${answer.subject}`);
  const surface: Surface = provider === 'wechat' ? 'weapp' : 'alipay';
  return openSession(ctx, await citizenFor(ctx, provider, ctx.config[provider].app_id, answer.subject), surface);
}

/**
 * Sends a code. The answer is the same for every number, so nobody learns who has an account here.
 * @returns when the next one may be asked for
 * @throws Problem `sms_too_soon`, `too_many_requests`, `login_unavailable`
 */
export async function sendSmsCode(ctx: Context, phone: string, ip: string): Promise<Date> {
  const { limits } = ctx.config;
  const now = ctx.clock();
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  await countOrRefuse(ctx.db, ctx.vault, now, { name: 'sms_per_ip', most: limits.sms_per_ip_hour, window_s: HOUR_S }, ip);
  const gap = limits.sms_gap_s * 1000;
  const indexes = ctx.vault.indexes('sms', phone);
  await ctx.db.transaction(async (tx) => {
    // One statement decides who may send now, however many ask at once; what is refused leaves the last code as it was.
    const taken = await tx.rows(
      `insert into sms_codes (phone_index, code_hash, sent_at, expires_at, tries_left)
       select phone_index, code_hash, $3, $4, $5 from unnest($1::bytea[], $2::bytea[]) as one(phone_index, code_hash) order by phone_index
       on conflict (phone_index) do update set code_hash = excluded.code_hash, sent_at = excluded.sent_at, expires_at = excluded.expires_at, tries_left = excluded.tries_left
         where sms_codes.sent_at <= $6 returning 1`,
      [indexes, hashesOf(ctx, phone, code), now, new Date(now.getTime() + CODE_LIVES_MS), limits.sms_tries, new Date(now.getTime() - gap)],
    );
    if (taken.length < indexes.length) {
      const last = await tx.row<{ sent_at: Date }>('select max(sent_at) as sent_at from sms_codes where phone_index = any($1)', [indexes]);
      throw new Problem('sms_too_soon', { until: new Date((last?.sent_at ?? now).getTime() + gap).toISOString() });
    }
    await countOrRefuse(tx, ctx.vault, now, { name: 'sms_per_phone', most: limits.sms_per_phone_hour, window_s: HOUR_S }, phone);
    await countOrRefuse(tx, ctx.vault, now, { name: 'sms_per_phone_day', most: limits.sms_per_phone_day, window_s: DAY_S }, phone);
  });
  const sent = await ctx.logins.sms.sendCode(phone, code);
  if (sent.is !== 'sent') {
    // Nothing reached the phone: asking again at once must be possible.
    await ctx.db.rows('delete from sms_codes where phone_index = any($1)', [indexes]);
    throw new Problem('login_unavailable');
  }
  return new Date(now.getTime() + gap);
}

/** @throws Problem `sms_code_wrong` – also when no code was sent, it is over, or its tries are used up –, `too_many_requests` */
export async function signInWithSms(ctx: Context, phone: string, code: string, ip: string): Promise<Opened> {
  const now = ctx.clock();
  await countAddress(ctx, ip);
  await countIdentity(ctx, `phone ${phone}`);
  const indexes = ctx.vault.indexes('sms', phone);
  // The try is used up before the code is compared, so that guesses in parallel do not get more of them.
  const rows = await ctx.db.rows<{ phone_index: Buffer; code_hash: Buffer; sent_at: Date }>(
    `update sms_codes set tries_left = tries_left - 1 where phone_index = any($1) and tries_left > 0 and expires_at > $2
     returning phone_index, code_hash, sent_at`,
    [indexes, now],
  );
  // While keys change, one message may stand under two of them; the last one sent counts.
  const last = Math.max(...rows.map((row) => row.sent_at.getTime()));
  const hashes = hashesOf(ctx, phone, code);
  const row = rows.find((one) => {
    const hash = hashes[indexes.findIndex((index) => index.equals(one.phone_index))];
    return one.sent_at.getTime() === last && hash !== undefined && timingSafeEqual(one.code_hash, hash);
  });
  if (!row) throw new Problem('sms_code_wrong');
  // A code opens one session. The rows stay, because they also hold the gap to the next one.
  const mine = await ctx.db.rows<{ phone_index: Buffer }>(
    'update sms_codes set tries_left = 0, expires_at = $2 where phone_index = any($1) and sent_at = $3 and expires_at > $2 returning phone_index',
    [indexes, now, row.sent_at],
  );
  if (!mine.some((one) => one.phone_index.equals(row.phone_index))) throw new Problem('sms_code_wrong');
  return openSession(ctx, await citizenFor(ctx, 'phone', '', phone), 'h5');
}

/** Six digits are guessable from a plain hash; the index keys make the stored value useless without them. */
function hashesOf(ctx: Context, phone: string, code: string): Buffer[] {
  return ctx.vault.indexes('sms-code', phone, code);
}

function countAddress(ctx: Context, ip: string): Promise<void> {
  const limit = { name: 'login_per_ip', most: ctx.config.limits.logins_per_ip_hour, window_s: HOUR_S };
  return countOrRefuse(ctx.db, ctx.vault, ctx.clock(), limit, ip);
}

function countIdentity(ctx: Context, who: string): Promise<void> {
  const limit = { name: 'login_per_identity', most: ctx.config.limits.logins_per_identity_hour, window_s: HOUR_S };
  return countOrRefuse(ctx.db, ctx.vault, ctx.clock(), limit, who);
}
