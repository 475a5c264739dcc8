import { Gauge, type Registry } from 'prom-client';
import type { Context } from '../context';
import type { Db } from '../database/database';

/** Asked at most this often, however many Prometheus servers ask. */
const KEEP_MS = 5000;
const DAY_MS = 86_400_000;
/** The ledger is summed in pieces of so many transactions; the last ones are always summed anew, because they may commit out of order. */
const PIECE = 200_000;
const TAIL = 10_000;

/**
 * What the database knows, as gauges: the same from every process, so an alert takes the maximum of them. Each statement reads an
 * index over what is open or a day's worth; none grows with the years.
 * @returns what brings the gauges up to date
 */
export function bookGauges(ctx: Context, registry: Registry): () => Promise<void> {
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name: `rongyifu_${name}`, help, labelNames, registers: [registry] });
  const payments = gauge('payments', 'Payments begun within the last 24 hours, by channel and state', ['channel', 'state']);
  const queued = gauge('queue', 'Fulfilments and refunds that are not done', ['queue']);
  const oldest = gauge('queue_oldest_seconds', 'Age of the oldest of them; 0 when there is none', ['queue']);
  const alarms = gauge('alarms', 'Open alarms', ['kind']);
  const failed = gauge('refunds_failed', 'Refunds that a channel refused; the money is still owed');
  const waiting = gauge('refund_requests_waiting', 'Refunds that wait for a second person');
  const paused = gauge('services_paused', 'Services that take no new orders');
  const imbalance = gauge('ledger_imbalance_fen', 'Sum of all ledger entries; must be 0');
  const pool = gauge('database_connections', 'Connections of this process, and statements that wait for one', ['state']);
  const ledger = ledgerSum();

  async function read(): Promise<void> {
    const now = ctx.clock();
    const since = new Date(now.getTime() - DAY_MS);
    const states = await ctx.db.rows<{ channel: string; status: string; count: number }>(
      'select channel, status, count(*)::int as count from payments where started_at > $1 group by channel, status',
      [since],
    );
    payments.reset();
    for (const row of states) payments.set({ channel: row.channel, state: row.status }, row.count);
    const queues = await ctx.db.rows<{ queue: string; count: number; oldest: Date | null }>(
      `select 'fulfilments' as queue, count(*)::int as count, min(e.at) as oldest from fulfilments f
         left join order_events e on e.order_number = f.order_number and e.event = 'paid' where f.try_at is not null
       union all select 'refunds', count(*)::int, min(started_at) from refunds where try_at is not null`,
    );
    for (const row of queues) {
      queued.set({ queue: row.queue }, row.count);
      oldest.set({ queue: row.queue }, row.oldest ? Math.max(0, (now.getTime() - row.oldest.getTime()) / 1000) : 0);
    }
    alarms.reset();
    for (const row of await ctx.db.rows<{ kind: string; count: number }>(
      'select kind, count(*)::int as count from alarms where closed_at is null group by kind',
    ))
      alarms.set({ kind: row.kind }, row.count);
    const few = await ctx.db.row<{ failed: number; waiting: number; paused: number }>(
      `select (select count(*)::int from refunds where status = 'failed') as failed,
         (select count(*)::int from refund_requests where status = 'waiting') as waiting,
         (select count(*)::int from service_switches where until is null or until > $1) as paused`,
      [now],
    );
    failed.set(few?.failed ?? 0);
    waiting.set(few?.waiting ?? 0);
    paused.set(few?.paused ?? 0);
    imbalance.set(await ledger(ctx.db));
    for (const [state, count] of Object.entries(ctx.db.usage())) pool.set({ state }, count);
  }

  let at = 0;
  let running: Promise<void> | undefined;
  return () => {
    if (running) return running;
    if (Math.abs(ctx.clock().getTime() - at) < KEEP_MS) return Promise.resolve();
    running = read()
      .then(() => {
        at = ctx.clock().getTime();
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  };
}

/** Sums the ledger once, and from then on only what is new. */
function ledgerSum(): (db: Db) => Promise<number> {
  let summed = 0;
  let upTo = 0;
  const between = async (db: Db, from: number, to: number) =>
    (
      await db.row<{ sum: number }>(
        'select coalesce(sum(amount_fen), 0)::bigint as sum from ledger_entries where transaction > $1 and transaction <= $2',
        [from, to],
      )
    )?.sum ?? 0;
  return async (db) => {
    const last = (await db.row<{ id: number }>('select coalesce(max(id), 0)::bigint as id from ledger_transactions'))?.id ?? 0;
    while (last - upTo > TAIL + PIECE) {
      summed += await between(db, upTo, upTo + PIECE);
      upTo += PIECE;
    }
    return summed + (await between(db, upTo, last));
  };
}
