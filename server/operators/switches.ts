import { Problem } from '../../src/contract/problem';
import { findService } from '../../src/services';
import type { Context } from '../context';
import type { Database } from '../database/database';
import { needWhy, type Operator, perform } from './audit';
import { OperatorRefused } from './refused';

export interface Pause {
  readonly service: string;
  /** null: until somebody resumes it */
  readonly until: Date | null;
  readonly message_zh: string | null;
  readonly message_en: string | null;
}

/** A pause is heard of within this time, in every process; asking for each request would cost every order a statement. */
const HEARD_WITHIN_MS = 1000;
const heard = new WeakMap<Database, { at: number; pauses: readonly Pause[] }>();

/** The services that take no new orders now. */
export async function pausedServices(ctx: Context): Promise<ReadonlyMap<string, Pause>> {
  const now = ctx.clock();
  let known = heard.get(ctx.db);
  if (!known || Math.abs(now.getTime() - known.at) > HEARD_WITHIN_MS) {
    known = { at: now.getTime(), pauses: await ctx.db.rows<Pause>('select service, until, message_zh, message_en from service_switches') };
    heard.set(ctx.db, known);
  }
  return new Map(known.pauses.filter((pause) => pause.until === null || pause.until > now).map((pause) => [pause.service, pause]));
}

/** Before anything new begins; what is being paid already goes on. @throws Problem `service_paused` */
export async function refuseIfPaused(ctx: Context, ...services: string[]): Promise<void> {
  const paused = await pausedServices(ctx);
  for (const service of services) {
    const pause = paused.get(service);
    if (pause)
      throw new Problem('service_paused', {
        service,
        ...(pause.until && { until: pause.until.toISOString() }),
        ...(pause.message_zh && pause.message_en && { notice: { zh: pause.message_zh, en: pause.message_en } }),
      });
  }
}

/** @throws OperatorRefused `not_found`, `bad_input` */
export async function pauseService(
  ctx: Context,
  who: Operator,
  wanted: { service: string; until?: Date | undefined; message?: { zh: string; en: string } | undefined; why: string | undefined },
): Promise<void> {
  const { service, until, message } = wanted;
  const why = needWhy(wanted.why);
  await perform(ctx, who, { act: 'service.pause', subject: service, why }, async (tx) => {
    if (!findService(service)) throw new OperatorRefused('not_found', `There is no service ${service}.`);
    if (until && until <= ctx.clock()) throw new OperatorRefused('bad_input', '--until must be in the future.');
    const before = await tx.row<Pause>('select service, until from service_switches where service = $1 for update', [service]);
    await tx.rows(
      `insert into service_switches (service, paused_by, paused_at, until, message_zh, message_en) values ($1, $2, $3, $4, $5, $6)
       on conflict (service) do update set paused_by = excluded.paused_by, paused_at = excluded.paused_at, until = excluded.until,
         message_zh = excluded.message_zh, message_en = excluded.message_en`,
      [service, who.name, ctx.clock(), until ?? null, message?.zh ?? null, message?.en ?? null],
    );
    return { result: undefined, before: before && { paused: true, until: before.until }, after: { paused: true, until: until ?? null } };
  });
}

/** @throws OperatorRefused `state_forbids` when it is not paused */
export async function resumeService(ctx: Context, who: Operator, service: string): Promise<void> {
  await perform(ctx, who, { act: 'service.resume', subject: service }, async (tx) => {
    const before = await tx.row<{ until: Date | null }>('delete from service_switches where service = $1 returning until', [service]);
    if (!before) throw new OperatorRefused('state_forbids', `${service} is not paused.`);
    return { result: undefined, before: { paused: true, until: before.until }, after: { paused: false } };
  });
}
