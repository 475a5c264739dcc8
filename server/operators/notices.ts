import { type ChannelId, channels } from '../../src/contract/order';
import type { Context } from '../context';
import { bookNotice } from '../payments/notices';
import { look, type Operator, performOutside } from './audit';
import { OperatorRefused } from './refused';

export interface NoticeSight {
  readonly channel: ChannelId;
  readonly key: string;
  readonly received_at: Date;
  /** what became of it when it came */
  readonly verdict: string;
  /** what becomes of it now */
  readonly replayed: string;
}

/**
 * Takes a stored notice again as if it came now: verified over its raw bytes, at the time when it came, because channels' signatures
 * are good for minutes. Booking is the same as ever, so what is known already changes nothing.
 * @param channelsAt adapters whose clock stands at a given moment (`gateway.ts` makes them)
 * @throws OperatorRefused `not_found`, `bad_input`
 */
export function replayNotice(
  ctx: Context,
  who: Operator,
  channel: string,
  key: string,
  channelsAt: (clock: () => Date) => Context['channels'],
): Promise<NoticeSight> {
  const subject = `${channel} ${key}`.slice(0, 100);
  return performOutside(ctx, who, { act: 'notice.replay', subject }, async () => {
    if (!(channels as readonly string[]).includes(channel)) throw new OperatorRefused('bad_input', `A channel is one of: ${channels.join(', ')}.`);
    const row = await ctx.db.row<{ channel: ChannelId; key: string; received_at: Date; verdict: string; raw_sealed: Buffer }>(
      'select channel, key, received_at, verdict, raw_sealed from notices where channel = $1 and key = $2',
      [channel, key],
    );
    if (!row) throw new OperatorRefused('not_found', `There is no stored notice ${key} of ${channel}.`);
    const raw = ctx.vault.open<{ headers: Record<string, string | undefined>; body: string }>('notice', row.raw_sealed);
    const then = channelsAt(() => row.received_at);
    const notice = await then[row.channel].readNotice({ headers: raw.headers, body: Buffer.from(raw.body, 'base64') });
    const replayed = notice.is === 'rejected' ? `rejected: ${notice.why}` : await bookNotice(ctx, row.channel, notice);
    const { received_at, verdict } = row;
    return { result: { channel: row.channel, key, received_at, verdict, replayed }, before: { verdict }, after: { verdict: replayed } };
  });
}

export interface NoticeRow {
  channel: ChannelId;
  key: string;
  received_at: Date;
  verdict: string;
}

/** The last notices of a channel, for whoever looks for a key. */
export function listNotices(ctx: Context, who: Operator, channel: string): Promise<NoticeRow[]> {
  return look(ctx, who, { act: 'notice.list', subject: channel.slice(0, 20) }, (db) =>
    db.rows<NoticeRow>('select channel, key, received_at, verdict from notices where channel = $1 order by received_at desc limit 50', [channel]),
  );
}
