import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import type { Surface } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { SessionView } from '../../src/contract/routes';
import type { Context } from '../context';
import { countOrRefuse } from '../security/limits';
import { citizenFor } from './identities';
import { openSession } from './sessions';

type Opened = { token: string; session: SessionView };
const HOUR_S = 3600;
const CODE_LIVES_MS = 5 * 60_000;

/**
 * Signs in with a one-time code of a super-app.
 * @throws Problem `login_code_refused`, `login_unavailable`, `too_many_requests`
 */
export async function signInWithApp(ctx: Context, provider: 'wechat' | 'alipay', code: string, ip: string): Promise<Opened> {
  await countOrRefuse(ctx.db, ctx.vault, ctx.clock(), { name: 'login_per_ip', most: ctx.config.limits.logins_per_ip_hour, window_s: HOUR_S }, ip);
  const answer = await ctx.logins[provider].exchangeCode(code);
  if (answer.is === 'refused') throw new Problem('login_code_refused');
  if (answer.is === 'unknown') throw new Problem('login_unavailable');
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
  const index = ctx.vault.index('sms', phone);
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  await countOrRefuse(ctx.db, ctx.vault, now, { name: 'sms_per_ip', most: limits.sms_per_ip_hour, window_s: HOUR_S }, ip);
  const gap = limits.sms_gap_s * 1000;
  // One statement decides who may send now, however many ask at once.
  const taken = await ctx.db.row<{ sent_at: Date }>(
    `insert into sms_codes (phone_index, code_hash, sent_at, expires_at, tries_left) values ($1, $2, $3, $4, $5)
     on conflict (phone_index) do update set code_hash = excluded.code_hash, sent_at = excluded.sent_at, expires_at = excluded.expires_at, tries_left = excluded.tries_left
       where sms_codes.sent_at <= $6 returning sent_at`,
    [index, hashOfCode(ctx, phone, code), now, new Date(now.getTime() + CODE_LIVES_MS), limits.sms_tries, new Date(now.getTime() - gap)],
  );
  if (!taken) {
    const last = await ctx.db.row<{ sent_at: Date }>('select sent_at from sms_codes where phone_index = $1', [index]);
    throw new Problem('sms_too_soon', { until: new Date((last?.sent_at.getTime() ?? now.getTime()) + gap).toISOString() });
  }
  await countOrRefuse(ctx.db, ctx.vault, now, { name: 'sms_per_phone', most: limits.sms_per_phone_hour, window_s: HOUR_S }, phone);
  const sent = await ctx.logins.sms.sendCode(phone, code);
  if (sent.is !== 'sent') {
    // Nothing reached the phone: asking again at once must be possible.
    await ctx.db.rows('delete from sms_codes where phone_index = $1', [index]);
    throw new Problem('login_unavailable');
  }
  return new Date(now.getTime() + gap);
}

/** @throws Problem `sms_code_wrong` – also when no code was sent, it is over, or its tries are used up */
export async function signInWithSms(ctx: Context, phone: string, code: string, ip: string): Promise<Opened> {
  const now = ctx.clock();
  await countOrRefuse(ctx.db, ctx.vault, now, { name: 'login_per_ip', most: ctx.config.limits.logins_per_ip_hour, window_s: HOUR_S }, ip);
  const index = ctx.vault.index('sms', phone);
  // The try is used up before the code is compared, so that guesses in parallel do not get more of them.
  const row = await ctx.db.row<{ code_hash: Buffer }>(
    'update sms_codes set tries_left = tries_left - 1 where phone_index = $1 and tries_left > 0 and expires_at > $2 returning code_hash',
    [index, now],
  );
  if (!row || !timingSafeEqual(row.code_hash, hashOfCode(ctx, phone, code))) throw new Problem('sms_code_wrong');
  // A code opens one session. The row stays, because it also holds the gap to the next one.
  const mine = await ctx.db.row(
    'update sms_codes set tries_left = 0, expires_at = $3 where phone_index = $1 and code_hash = $2 and expires_at > $3 returning phone_index',
    [index, row.code_hash, now],
  );
  if (!mine) throw new Problem('sms_code_wrong');
  return openSession(ctx, await citizenFor(ctx, 'phone', '', phone), 'h5');
}

/** Six digits are guessable from a plain hash; the index key makes the stored value useless without it. */
function hashOfCode(ctx: Context, phone: string, code: string): Buffer {
  return createHmac('sha256', ctx.config.keys.index).update(`sms-code\n${phone}\n${code}`).digest();
}
