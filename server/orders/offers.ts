import { Problem } from '../../src/contract/problem';
import type { Input, Offers } from '../../src/contract/routes';
import type { Citizen, Context } from '../context';
import { providerOfKind } from '../providers';
import { enter, subjectOf } from './lookup';
import { problemOfRefusal } from './refusal';

/**
 * What can be bought for an account now, and what its agency tells of it.
 * @throws Problem `service_paused`, `account_malformed`, `account_unknown`, `agency_resting`, `agency_unavailable`, `too_many_requests`
 */
export async function offers(ctx: Context, citizen: Citizen, input: Input<'offers'>): Promise<Offers> {
  const { service } = input;
  const provider = providerOfKind(ctx.providers, service, 'topup');
  const account = await enter(ctx, citizen, input);
  const answer = await provider.offers(account.number, input.selection);
  if (answer.is === 'not_found') throw new Problem('account_unknown', { service });
  if (answer.is === 'unknown') throw new Problem('agency_unavailable', { service });
  if (answer.is === 'refused') throw new Problem(problemOfRefusal(answer.why), { service, ...(answer.until && { until: answer.until }) });
  const now = ctx.clock();
  if (account.saved) await ctx.db.rows('update accounts set used_at = $2 where id = $1', [account.saved, now]);
  const { holder, facts, part, choices } = answer;
  return { subject: subjectOf(account, holder), saved: account.saved, facts, part, choices, asked_at: now.toISOString() };
}
