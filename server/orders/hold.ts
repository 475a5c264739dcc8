import { randomUUID } from 'node:crypto';
import type { Selection } from '../../src/contract/booking';
import type { Quote } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { Account } from '../citizens/accounts';
import type { Citizen, Context } from '../context';
import type { Db } from '../database/database';
import type { BookingProvider } from '../providers';
import { newChannelNumber } from '../security/numbers';
import { claimsOf } from './content';
import { keepQuote, subjectOf } from './lookup';
import { problemOfRefusal } from './refusal';

/** Longer than an agency's time-out: a process that dies while it asks is followed by one that gives the hold back. */
const LEASE_MS = 30_000;
/** Payments end so long before the hold, so that what was paid in the last second still reaches the agency in time. */
const MARGIN_MS = 60_000;

/**
 * Has the agency keep what was chosen, and makes a quote of it. The hold's number is stored before the agency is asked;
 * whatever does not become a quote is given back by {@link file://./holds.ts}.
 * @throws Problem `sold_out`, `limit_reached`, `selection_gone`, `account_unknown`, `too_many_unpaid`, `agency_unavailable`
 */
export async function holdQuote(
  ctx: Context,
  citizen: Citizen,
  of: { service: string; provider: BookingProvider; account: Account; selection: Selection },
): Promise<Quote> {
  const { service, provider, account, selection } = of;
  const hold = { id: newChannelNumber(citizen.bucket, ctx.clock()), quote: randomUUID() };
  await ctx.db.transaction((tx) => storeHold(ctx, tx, citizen, service, hold));
  const answer = await provider.hold({ number: hold.id, account: account.number, selection });
  if (answer.is === 'refused') {
    await ctx.db.rows(`update holds set status = 'refused', try_at = null where id = $1 and status = 'asked'`, [hold.id]);
    throw new Problem(problemOfRefusal(answer.why), { service });
  }
  if (answer.is === 'unknown') {
    ctx.log.warn({ hold: hold.id, service, why: answer.why }, 'agency did not answer a hold');
    await ctx.db.rows(`update holds set status = 'releasing', try_at = $2 where id = $1 and status = 'asked'`, [hold.id, ctx.clock()]);
    ctx.wake('holds');
    throw new Problem('agency_unavailable', { service });
  }
  const longest = ctx.clock().getTime() + ctx.config.limits.payment_minutes * 60_000;
  const expires = new Date(Math.min(longest, answer.valid_until.getTime() - MARGIN_MS));
  return ctx.db.transaction(async (tx) => {
    const kept = await tx.row(`update holds set status = 'held', expires_at = $2, try_at = $2 where id = $1 and status = 'asked' returning id`, [
      hold.id,
      expires,
    ]);
    // It took so long that the hold is being given back already.
    if (!kept) throw new Problem('agency_unavailable', { service });
    const { quote_ref, amount_fen, holder, title, facts, starts_at, cancel } = answer;
    const details = { kind: 'booking', title, selection, facts, starts_at, cancel } as const;
    const content = { account: account.number, quote_ref, subject: subjectOf(account, holder), details };
    return keepQuote(ctx, tx, {
      id: hold.quote,
      citizen,
      service,
      amount_fen,
      content,
      claims: claimsOf(ctx.vault, service, content, hold.id).flat(),
      expires,
    });
  });
}

/** What one citizen may keep from others at a time is limited; the citizen's row makes two requests wait for each other. */
async function storeHold(ctx: Context, tx: Db, citizen: Citizen, service: string, hold: { id: string; quote: string }): Promise<void> {
  const now = ctx.clock();
  await tx.rows('select 1 from citizens where id = $1 for update', [citizen.id]);
  const row = await tx.row<{ count: number; first: Date | null }>(
    `select count(*)::int as count, min(expires_at) as first from holds h where citizen = $1 and status in ('asked', 'held')
       and not exists (select 1 from orders o where o.quote = h.quote and o.status not in ('unpaid', 'cancelled', 'expired'))`,
    [citizen.id],
  );
  if (row && row.count >= ctx.config.limits.holds_per_citizen) {
    throw new Problem('too_many_unpaid', { until: (row.first ?? new Date(now.getTime() + LEASE_MS)).toISOString() });
  }
  await tx.rows(`insert into holds (id, quote, citizen, service, status, started_at, try_at) values ($1, $2, $3, $4, 'asked', $5, $6)`, [
    hold.id,
    hold.quote,
    citizen.id,
    service,
    now,
    new Date(now.getTime() + LEASE_MS),
  ]);
}
