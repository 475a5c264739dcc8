import type { NoticeFault } from '../common/faults';
import type { Db } from '../store/database';
import { addNotice, claimDue, claimOne, type Notice, nextDue, recordAttempt, settle } from '../store/notices';
import type { Channel } from '../store/trades';
import type { Twin } from '../twin';

/** How one channel tells things: its retry gaps, its signature, and what it takes for an acknowledgement. */
export interface Manner {
  /** gaps after each attempt, in real seconds */
  readonly gaps_s: readonly number[];
  /** Signs one attempt afresh. */
  dress(notice: Notice, fault: NoticeFault): Promise<{ headers: Record<string, string>; body: string }>;
  isTaken(status: number, answer: string): boolean;
}

export interface Sent {
  readonly status: number | null;
  readonly answer: string;
  readonly taken: boolean;
}

const TIMEOUT_MS = 5000;
const LEASE_MS = 15_000;
const IDLE_MS = 1000;

/** Sends stored notices until they are acknowledged or the channel's schedule ends. */
export class NoticeDesk {
  private readonly manners = new Map<Channel, Manner>();
  private readonly chores: (() => Promise<void>)[] = [];
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private readonly flights = new Set<Promise<unknown>>();

  constructor(private readonly twin: Twin) {}

  register(channel: Channel, manner: Manner): void {
    this.manners.set(channel, manner);
  }

  /** Something else that falls due by time: refunds that end, orders that run out. */
  everyTick(chore: () => Promise<void>): void {
    this.chores.push(chore);
  }

  /** Stores a notice; it goes out after the usual delay. Part of the caller's transaction. */
  post(db: Db, channel: Channel, event: string, number: string, url: string, content: Record<string, unknown>): Promise<string> {
    const now = this.twin.now();
    const wait = this.twin.settings.notice_delay_ms + (this.twin.faults.of(channel).notice?.late_ms ?? 0);
    return addNotice(db, { channel, event, number, url, content, made_at: now, next_at: new Date(now.getTime() + wait) });
  }

  start(): void {
    this.schedule(0);
  }

  wake(): void {
    if (this.running) this.again = true;
    else this.schedule(0);
  }

  /** Ends sending. What was under way is stored as not taken and goes out after the next start. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.running;
    await Promise.allSettled(this.flights);
  }

  /** Sends one notice at once, with a fresh signature, and tells what came back. Undefined: no such notice. */
  async sendNow(id: string): Promise<Sent | undefined> {
    const now = this.twin.now().getTime();
    const notice = await claimOne(this.twin.pool, id, new Date(now + LEASE_MS));
    return notice && this.send(notice);
  }

  private schedule(wait: number): void {
    clearTimeout(this.timer);
    if (this.stopping.signal.aborted) return;
    this.timer = setTimeout(() => {
      this.running = this.tick().finally(() => {
        this.running = undefined;
      });
    }, wait);
  }

  private async tick(): Promise<void> {
    let wait = IDLE_MS;
    this.again = false;
    try {
      for (const chore of this.chores) await chore();
      const now = this.twin.now().getTime();
      for (const notice of await claimDue(this.twin.pool, new Date(now), new Date(now + LEASE_MS))) {
        // A slow listener must not hold up the others.
        const flight = this.send(notice).catch(() => undefined);
        this.flights.add(flight);
        void flight.then(() => {
          this.flights.delete(flight);
          this.wake();
        });
      }
      const due = await nextDue(this.twin.pool);
      if (due) wait = Math.min(wait, Math.max(5, due.getTime() - this.twin.now().getTime()));
    } catch (error) {
      if (!this.stopping.signal.aborted) process.stderr.write(`twin: notices: ${String(error)}\n`);
    }
    this.schedule(this.again ? 0 : wait);
  }

  private async send(notice: Notice): Promise<Sent> {
    const manner = this.manners.get(notice.channel);
    if (!manner) throw new Error(`no manner for ${notice.channel}`);
    const fault = this.twin.faults.notice(notice.channel, notice.attempts);
    const at = this.twin.now();
    if (fault.never) {
      await recordAttempt(this.twin.pool, notice, 1, at, null, 'withheld');
      await settle(this.twin.pool, notice.id, 'withheld', at);
      return { status: null, answer: 'withheld', taken: false };
    }
    const copies = Array.from({ length: Math.max(1, fault.times ?? 1) }, (_, i) => i + 1);
    const dressed = await Promise.all(copies.map(() => manner.dress(notice, fault)));
    const sent = await Promise.all(dressed.map((attempt) => this.deliver(notice.url, attempt, manner)));
    for (const [i, one] of sent.entries()) await recordAttempt(this.twin.pool, notice, i + 1, at, one.status, one.answer);
    const result = sent.find((one) => one.taken) ?? (sent[0] as Sent);
    if (result.taken) await settle(this.twin.pool, notice.id, 'taken', at);
    else await this.retryLater(notice, manner);
    return result;
  }

  private async retryLater(notice: Notice, manner: Manner): Promise<void> {
    const gap = manner.gaps_s[notice.attempts - 1];
    const now = this.twin.now().getTime();
    if (gap === undefined) await settle(this.twin.pool, notice.id, 'given_up', new Date(now));
    else await settle(this.twin.pool, notice.id, 'waiting', new Date(now + (gap * 1000) / this.twin.settings.notice_speed));
  }

  private async deliver(url: string, attempt: { headers: Record<string, string>; body: string }, manner: Manner): Promise<Sent> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: attempt.headers,
        body: attempt.body,
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), this.stopping.signal]),
      });
      const text = (await answer.text()).slice(0, 500);
      return { status: answer.status, answer: text, taken: manner.isTaken(answer.status, text) };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
      return { status: null, answer: `no answer: ${cause || String(error)}`, taken: false };
    }
  }
}
