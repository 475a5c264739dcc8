import { randomUUID } from 'node:crypto';
import type { Fen } from '../../src/contract/money';
import { billsOf, type Quote, type Subject } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { Choices, Input, Lookup } from '../../src/contract/routes';
import { type Account, maskName, resolveAccount } from '../citizens/accounts';
import type { Citizen, Context } from '../context';
import { type Db, prepared } from '../database/database';
import { refuseIfPaused } from '../operators/switches';
import { type Provider, providerOf, providerOfKind, type QuoteAnswer } from '../providers';
import { countBothOrRefuse, countOrRefuse } from '../security/limits';
import { claimsOf, type OrderContent } from './content';
import { holdQuote } from './hold';
import { problemOfRefusal } from './refusal';

const HOUR_S = 3600;

/**
 * What is due on an account, as its agency tells it now.
 * @throws Problem `service_paused`, `account_malformed`, `account_unknown`, `agency_unavailable`, `too_many_requests`
 */
export async function lookup(ctx: Context, citizen: Citizen, input: Input<'lookup'>): Promise<Lookup> {
  const provider = providerOfKind(ctx.providers, input.service, 'bill');
  const account = await enter(ctx, citizen, input);
  const answer = await provider.lookup(account.number);
  if (answer.is === 'not_found') throw new Problem('account_unknown', { service: input.service });
  if (answer.is === 'unknown') throw new Problem('agency_unavailable', { service: input.service });
  if (account.saved) await ctx.db.rows('update accounts set used_at = $2 where id = $1', [account.saved, ctx.clock()]);
  const asked_at = ctx.clock().toISOString();
  return { subject: subjectOf(account, answer.holder), saved: account.saved, bills: billsOf(answer.details), asked_at };
}

/**
 * What can be chosen next in a booking, with what is left of it now.
 * @throws Problem `service_paused`, `selection_gone`, `agency_unavailable`, `too_many_requests`
 */
export async function choices(ctx: Context, citizen: Citizen, input: Input<'choices'>): Promise<Choices> {
  const provider = providerOfKind(ctx.providers, input.service, 'booking');
  await refuseIfPaused(ctx, input.service);
  const limit = { name: 'choices_per_citizen', most: ctx.config.limits.choices_per_citizen_hour, window_s: HOUR_S };
  await countOrRefuse(ctx.db, ctx.vault, ctx.clock(), limit, citizen.id);
  const answer = await provider.choices(input.selection);
  if (answer.is === 'unknown') throw new Problem('agency_unavailable', { service: input.service });
  if (answer.is === 'not_found') throw new Problem('selection_gone', { service: input.service });
  return { part: answer.part, choices: answer.choices, asked_at: ctx.clock().toISOString() };
}

/**
 * A price that holds for a while, from the agency; of a booking also the place itself. The gateway keeps it; the client gets only
 * its id, so no amount that a client sends is ever believed.
 * @throws Problem `service_paused`, `account_unknown`, `agency_unavailable`, `too_many_requests`; of bills `nothing_due`,
 * `bill_gone`; of bookings `selection_gone`, `sold_out`, `limit_reached`, `too_many_unpaid`; of top-ups `selection_gone`,
 * `amount_limit`, `agency_resting`
 */
export async function quote(ctx: Context, citizen: Citizen, input: Input<'quote'>): Promise<Quote> {
  const { service } = input;
  const provider = providerOf(ctx.providers, service);
  // Bills are quoted by their numbers, everything else by what was chosen.
  if ('bills' in input !== (provider.kind === 'bill')) throw new Problem('bad_request', { field: 'bills' in input ? 'bills' : 'selection' });
  const account = await enter(ctx, citizen, input);
  if (provider.kind === 'booking' && 'selection' in input) return holdQuote(ctx, citizen, { service, provider, account, selection: input.selection });
  const answer = await askQuote(provider, account, input);
  if (answer.is === 'unknown') throw new Problem('agency_unavailable', { service });
  if (answer.is === 'refused') throw new Problem(problemOfRefusal(answer.why), { service, ...(answer.until && { until: answer.until }) });
  const now = ctx.clock();
  const longest = new Date(now.getTime() + ctx.config.limits.payment_minutes * 60_000);
  const content: OrderContent = {
    account: account.number,
    quote_ref: answer.quote_ref,
    subject: subjectOf(account, answer.holder),
    details: answer.details,
  };
  return keepQuote(ctx, ctx.db, {
    id: randomUUID(),
    citizen,
    service,
    amount_fen: answer.amount_fen,
    content,
    claims: claimsOf(ctx.vault, service, content, null).flat(),
    expires: answer.valid_until < longest ? answer.valid_until : longest,
  });
}

async function askQuote(provider: Provider, account: Account, input: Input<'quote'>): Promise<QuoteAnswer> {
  if (provider.kind === 'bill' && 'bills' in input) return provider.quote(account.number, input.bills);
  if (provider.kind === 'topup' && 'selection' in input) return provider.quote(account.number, input.selection);
  throw new Problem('bad_request');
}

interface NewQuote {
  readonly id: string;
  readonly citizen: Citizen;
  readonly service: string;
  readonly amount_fen: Fen;
  readonly content: OrderContent;
  /** what a payment for it claims, so that nobody pays for the same twice */
  readonly claims: readonly Buffer[];
  readonly expires: Date;
}

const KEEP = prepared(
  'keep_quote',
  'insert into quotes (id, citizen, service, amount_fen, content_sealed, bills, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
);

export async function keepQuote(ctx: Context, db: Db, quote: NewQuote): Promise<Quote> {
  const { id, citizen, service, amount_fen, content, claims, expires } = quote;
  await db.rows(KEEP, [id, citizen.id, service, amount_fen, ctx.vault.seal('order', content), claims, ctx.clock(), expires]);
  return { id, service, amount_fen, expires_at: expires.toISOString(), subject: content.subject, details: content.details };
}

/** Both look-ups cost the agency work and could be used to fish for strangers: counted per citizen and per account. */
export async function enter(ctx: Context, citizen: Citizen, input: Pick<Input<'lookup'>, 'service' | 'account'>): Promise<Account> {
  await refuseIfPaused(ctx, input.service);
  const account = await resolveAccount(ctx, citizen, input.service, input.account);
  const { limits } = ctx.config;
  await countBothOrRefuse(ctx.db, ctx.vault, ctx.clock(), [
    { limit: { name: 'lookup_per_citizen', most: limits.lookups_per_citizen_hour, window_s: HOUR_S }, who: citizen.id },
    { limit: { name: 'lookup_per_account', most: limits.lookups_per_account_hour, window_s: HOUR_S }, who: `${input.service} ${account.number}` },
  ]);
  return account;
}

export function subjectOf(account: Account, holder: string | null): Subject {
  return { account: account.masked, holder: holder === null ? null : maskName(holder), nickname: account.nickname };
}
