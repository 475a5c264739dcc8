import { randomUUID } from 'node:crypto';
import type { Quote, Subject } from '../../src/contract/order';
import { isProblemCode, Problem } from '../../src/contract/problem';
import type { Input, Lookup } from '../../src/contract/routes';
import { type Account, maskAccount, maskName, resolveAccount } from '../citizens/accounts';
import type { Citizen, Context } from '../context';
import { refuseIfPaused } from '../operators/switches';
import { type Provider, providerOf } from '../providers';
import { countOrRefuse } from '../security/limits';
import type { OrderContent } from './content';

const HOUR_S = 3600;

/**
 * What is due on an account, as its agency tells it now.
 * @throws Problem `service_paused`, `account_malformed`, `account_unknown`, `agency_unavailable`, `too_many_requests`
 */
export async function lookup(ctx: Context, citizen: Citizen, input: Input<'lookup'>): Promise<Lookup> {
  const { account, provider } = await ask(ctx, citizen, input);
  const answer = await provider.lookup(account.number);
  if (answer.is === 'not_found') throw new Problem('account_unknown', { service: input.service });
  if (answer.is === 'unknown') throw new Problem('agency_unavailable', { service: input.service });
  if (account.saved) await ctx.db.rows('update accounts set used_at = $2 where id = $1', [account.saved, ctx.clock()]);
  return { subject: subjectOf(account, answer.holder), saved: account.saved, bills: answer.details.bills, asked_at: ctx.clock().toISOString() };
}

/**
 * A price that holds for a while, from the agency. The gateway keeps it; the client gets only its id, so no amount that
 * a client sends is ever believed.
 * @throws Problem `service_paused`, `nothing_due`, `bill_gone`, `account_unknown`, `agency_unavailable`, `too_many_requests`
 */
export async function quote(ctx: Context, citizen: Citizen, input: Input<'quote'>): Promise<Quote> {
  const { account, provider } = await ask(ctx, citizen, input);
  const answer = await provider.quote(account.number, input.bills);
  if (answer.is === 'unknown') throw new Problem('agency_unavailable', { service: input.service });
  if (answer.is === 'refused') throw new Problem(problemOfRefusal(answer.why), { service: input.service });
  const now = ctx.clock();
  const longest = new Date(now.getTime() + ctx.config.limits.payment_minutes * 60_000);
  const expires = answer.valid_until < longest ? answer.valid_until : longest;
  const content: OrderContent = {
    account: account.number,
    quote_ref: answer.quote_ref,
    subject: subjectOf(account, answer.holder),
    details: answer.details,
  };
  const id = randomUUID();
  await ctx.db.rows(
    'insert into quotes (id, citizen, service, amount_fen, content_sealed, bills, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    [
      id,
      citizen.id,
      input.service,
      answer.amount_fen,
      ctx.vault.seal('order', content),
      answer.bill_keys.map((key) => ctx.vault.index('bill', input.service, account.number, key)),
      now,
      expires,
    ],
  );
  return {
    id,
    service: input.service,
    amount_fen: answer.amount_fen,
    expires_at: expires.toISOString(),
    subject: content.subject,
    details: content.details,
  };
}

/** Both look-ups cost the agency work and could be used to fish for strangers: counted per citizen and per account. */
async function ask(ctx: Context, citizen: Citizen, input: Input<'lookup'>): Promise<{ account: Account; provider: Provider }> {
  const provider = providerOf(ctx.providers, input.service);
  await refuseIfPaused(ctx, input.service);
  const { limits } = ctx.config;
  const now = ctx.clock();
  await countOrRefuse(ctx.db, ctx.vault, now, { name: 'lookup_per_citizen', most: limits.lookups_per_citizen_hour, window_s: HOUR_S }, citizen.id);
  const account = await resolveAccount(ctx, citizen, input.service, input.account);
  await countOrRefuse(
    ctx.db,
    ctx.vault,
    now,
    { name: 'lookup_per_account', most: limits.lookups_per_account_hour, window_s: HOUR_S },
    `${input.service} ${account.number}`,
  );
  return { account, provider };
}

function subjectOf(account: Account, holder: string | null): Subject {
  return { account: maskAccount(account.number), holder: holder === null ? null : maskName(holder), nickname: account.nickname };
}

function problemOfRefusal(why: string): Problem['code'] {
  if (why === 'already_paid') return 'nothing_due';
  if (why === 'bill_unknown') return 'bill_gone';
  if (why === 'account_closed' || why === 'account_unknown') return 'account_unknown';
  return isProblemCode(why) ? why : 'bill_gone';
}
