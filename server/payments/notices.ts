import type { ChannelId } from '../../src/contract/order';
import type { Notice, RawNotice } from '../channels/channel';
import type { Context } from '../context';
import { type Db, prepared } from '../database/database';
import { applyRefund } from './refunds';
import { settle } from './settle';

const KEEP = prepared(
  'keep_notice',
  'insert into notices (channel, key, received_at, verdict, raw_sealed) values ($1, $2, $3, $4, $5) on conflict do nothing',
);

/** Keeps a notice as it came, in the transaction that books it. */
type Keep = (tx: Db, verdict: string) => Promise<unknown>;

/**
 * Takes a channel's notice: verified over its raw bytes, booked, and acknowledged only after the commit.
 * A stranger's or altered notice is refused and leaves no trace but a log line.
 */
export async function takeNotice(ctx: Context, channel: ChannelId, raw: RawNotice): Promise<{ status: number; type: string; body: string }> {
  const adapter = ctx.channels[channel];
  const notice = await adapter.readNotice(raw);
  if (notice.is === 'rejected') {
    // A probe is the channel testing that we verify: no alarm. A clock that is off is ours to mend.
    if (notice.why !== 'probe') ctx.log.warn({ channel, why: notice.why }, 'notice rejected');
    ctx.meter.notice(channel, `rejected_${notice.why}`);
    return adapter.acknowledge(false, notice.why);
  }
  const sealed = ctx.vault.seal('notice', { headers: raw.headers, body: raw.body.toString('base64') });
  const keep: Keep = (tx, verdict) => tx.rows(KEEP, [channel, notice.key, ctx.clock(), verdict, sealed]);
  const verdict = await bookNotice(ctx, channel, notice, keep);
  ctx.meter.notice(channel, verdict);
  return adapter.acknowledge(true);
}

/**
 * Books what a verified notice says.
 * @param keep left out for one that is kept already and played again
 * @returns what became of it, a short word
 */
export async function bookNotice(ctx: Context, channel: ChannelId, notice: Exclude<Notice, { is: 'rejected' }>, keep?: Keep): Promise<string> {
  if (notice.is === 'paid') return settle(ctx, channel, notice.fact, 'notice', keep);
  if (notice.is === 'refund') await applyRefund(ctx, notice.refund_id, notice.state, keep);
  else await keep?.(ctx.db, notice.is);
  return notice.is;
}
