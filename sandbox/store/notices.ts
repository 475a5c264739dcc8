import type { Db } from './database';
import type { Channel } from './trades';

export interface Notice {
  readonly id: string;
  readonly channel: Channel;
  /** `TRANSACTION.SUCCESS`, `TRADE_CLOSED`, `01` … */
  readonly event: string;
  /** the channel's id of the event, the same in every attempt */
  readonly number: string;
  readonly url: string;
  /** what is told, before signing: each attempt is signed afresh */
  readonly content: Record<string, unknown>;
  readonly state: 'waiting' | 'taken' | 'given_up' | 'withheld';
  /** attempts begun so far */
  readonly attempts: number;
  readonly next_at: Date;
  readonly made_at: Date;
}

export type NewNotice = Pick<Notice, 'channel' | 'event' | 'number' | 'url' | 'content' | 'next_at' | 'made_at'>;

export interface Attempt {
  readonly attempt: number;
  readonly copy: number;
  readonly at: Date;
  readonly status: number | null;
  readonly answer: string;
}

/** Stores a notice in the transaction that made it true: a crash in between loses neither. */
export async function addNotice(db: Db, notice: NewNotice): Promise<string> {
  const { rows } = await db.query(
    `insert into twin.notices (channel, event, number, url, content, state, next_at, made_at)
     values ($1, $2, $3, $4, $5, 'waiting', $6, $7) returning id`,
    [notice.channel, notice.event, notice.number, notice.url, notice.content, notice.next_at, notice.made_at],
  );
  return String(rows[0].id);
}

/**
 * Takes up to 20 due notices for sending. Until `until` no other worker takes them; if this process dies, they are due
 * again then.
 */
export async function claimDue(db: Db, at: Date, until: Date): Promise<Notice[]> {
  const { rows } = await db.query(
    `update twin.notices set attempts = attempts + 1, next_at = $2
     where id in (select id from twin.notices where state = 'waiting' and next_at <= $1
                  order by next_at limit 20 for update skip locked)
     returning *`,
    [at, until],
  );
  return rows as Notice[];
}

/** The same for one notice, whatever its state and time: a replay, or one that must go out now. */
export async function claimOne(db: Db, id: string, until: Date): Promise<Notice | undefined> {
  const { rows } = await db.query('update twin.notices set attempts = attempts + 1, next_at = $2 where id = $1 returning *', [id, until]);
  return rows[0] as Notice | undefined;
}

export async function recordAttempt(db: Db, notice: Notice, copy: number, at: Date, status: number | null, answer: string): Promise<void> {
  await db.query(
    `insert into twin.notice_attempts (notice_id, attempt, copy, at, status, answer) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [notice.id, notice.attempts, copy, at, status, answer],
  );
}

export async function settle(db: Db, id: string, state: Notice['state'], nextAt: Date): Promise<void> {
  await db.query('update twin.notices set state = $2, next_at = $3 where id = $1', [id, state, nextAt]);
}

/** When the next notice or refund is due, undefined when nothing waits. */
export async function nextDue(db: Db): Promise<Date | undefined> {
  const { rows } = await db.query(
    `select least((select min(next_at) from twin.notices where state = 'waiting'),
                  (select min(finish_at) from twin.refunds where state = 'processing')) as at`,
  );
  return (rows[0]?.at as Date | null) ?? undefined;
}

export async function listNotices(db: Db, limit: number): Promise<(Notice & { tries: Attempt[] })[]> {
  const { rows: notices } = await db.query('select * from twin.notices order by id desc limit $1', [limit]);
  const ids = notices.map((row) => row.id);
  const { rows: tries } = await db.query('select * from twin.notice_attempts where notice_id = any($1) order by attempt, copy', [ids]);
  return (notices as Notice[]).map((notice) => ({ ...notice, tries: tries.filter((row) => row.notice_id === notice.id) as Attempt[] }));
}
