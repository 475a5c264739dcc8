import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gatewayEnvironment, type KeyModes } from '../../sandbox/keys';
import type { Attempt, Channel, Notice, RawNotice, RefundAttempt } from '../../server/channels/channel';
import { readConfig } from '../../server/config';
import { createChannels } from '../../server/gateway';
import { fen } from '../../src/contract/money';
import type { PayRequest } from '../../src/contract/order';
import { type Calendar, calendarOf } from '../support/calendar';
import { until } from '../support/until';
import { startWorld, type World } from '../support/world';
import type { Description, Mode, Way } from './description';

/** A running twin, someone who hears its notices, and adapters made from settings as the gateway makes them. */
export interface Bench {
  readonly world: World;
  readonly calendar: Calendar;
  /** adapters that hold no key from before */
  adapter(changes?: Record<string, string>): Channel;
  /** a fresh attempt of the way; nothing is asked yet */
  attempt(way: Way, changes?: Partial<Attempt>): Promise<Attempt>;
  /** pays it and gives back what the channel needs to know of it later */
  paid(way: Way, changes?: Partial<Attempt>): Promise<Attempt & { readonly channel_no: string; readonly paid_at: Date }>;
  refundOf(attempt: Attempt & { readonly channel_no: string }, amount_fen: number, id?: string): RefundAttempt;
  /** the newest notice of a payment or refund, by our number of it, that the adapter believes */
  notice(of: Pick<Attempt, 'id'>, is: 'paid' | 'refund'): Promise<{ raw: RawNotice; notice: Notice }>;
  /** the same notice sent again under the switch */
  replay(attempt: Attempt, fault?: object): Promise<RawNotice>;
  /** what the twin holds of it */
  books(
    attempt: Attempt,
  ): Promise<{ trade: { state: string; refunded_fen: number } | undefined; refunds: { state: string; amount_fen: number; kind: string }[] }>;
  control(path: string, body: object): Promise<Record<string, string>>;
  readonly channel: Channel;
}

export interface Hall {
  readonly world: World;
  readonly calendar: Calendar;
  readonly heard: { channel: string; raw: RawNotice }[];
  stop(): Promise<void>;
}

/** One twin for all channels and modes. */
export async function openHall(): Promise<Hall> {
  const heard: Hall['heard'] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    heard.push({ channel: request.url?.split('/').at(-1) ?? '', raw: { headers, body: Buffer.concat(chunks) } });
    response.end('success');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const notices = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const world = await startWorld({ worker: false, notices });
  return {
    world,
    calendar: calendarOf(world),
    heard,
    async stop() {
      server.close();
      await world.stop();
    },
  };
}

export async function openBench(hall: Hall, description: Description, mode: Mode): Promise<Bench> {
  const { world, calendar, heard } = hall;
  const { channel: id } = description;
  const env = environment(world, mode.keys);
  const adapter = (changes: Record<string, string> = {}) => createChannels(readConfig({ ...env, ...changes }), calendar.now)[id];
  const channel = adapter();
  const control: Bench['control'] = async (path, body) => {
    const answer = await fetch(`${world.twinOrigin}/_twin${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, string>;
  };
  await control('/keys', mode.twin);

  const bench: Bench = {
    world,
    calendar,
    adapter,
    channel,
    control,
    async attempt(way, changes) {
      const started_at = new Date(Math.floor(calendar.now().getTime() / 1000) * 1000);
      return {
        id: newNumber(),
        amount_fen: fen(14396),
        description: '水费 第3期',
        surface: 'h5',
        inside: 'browser',
        app: '',
        payer: null,
        client_ip: '203.0.113.7',
        started_at,
        expires_at: new Date(started_at.getTime() + 15 * 60_000),
        channel_no: null,
        ...(await way.attempt(bench)),
        ...changes,
      };
    },
    async paid(way, changes) {
      const attempt = await bench.attempt(way, changes);
      await way.act(bench, await requestOf(channel, attempt));
      const state = await until(`${attempt.id} to be paid`, async () => {
        const seen = await channel.query(attempt);
        return seen.is === 'paid' && seen;
      });
      return { ...attempt, channel_no: state.fact.channel_no, paid_at: state.fact.paid_at };
    },
    refundOf: (attempt, amount_fen, number = newNumber()) => ({
      id: number,
      attempt,
      amount_fen: fen(amount_fen),
      total_fen: attempt.amount_fen,
      reason: '重复支付',
      started_at: new Date(Math.floor(calendar.now().getTime() / 1000) * 1000),
      channel_no: null,
    }),
    notice: (attempt, is) =>
      until(`a notice that ${attempt.id} is ${is}`, async () => {
        for (const { raw } of heard
          .filter((one) => one.channel === id)
          .reverse()
          .slice(0, 40)) {
          const notice = await channel.readNotice(raw);
          if (notice.is === is && numberIn(notice) === attempt.id) return { raw, notice };
        }
        return undefined;
      }),
    async replay(attempt, fault) {
      const told = await until(`a notice of ${attempt.id}`, async () =>
        (await world.twin.notices()).find((one) => one.channel === id && one.merchant_no === attempt.id && one.state === 'taken'),
      );
      if (fault) await world.twin.fault(id, { notice: fault });
      const before = heard.length;
      await world.twin.replay(told.id);
      await world.twin.heal();
      return (heard.slice(before).find((one) => one.channel === id) as (typeof heard)[number]).raw;
    },
    async books(attempt) {
      const { trades, refunds } = (await world.twin.books())[id];
      return {
        trade: trades.find((one) => one.out_trade_no === attempt.id),
        refunds: refunds.filter((one) => one.out_trade_no === attempt.id),
      };
    },
  };
  return bench;
}

/** What the payer is given to pay with. @throws when the channel gives nothing */
export async function requestOf(channel: Channel, attempt: Attempt): Promise<PayRequest> {
  const answer = await channel.pay(attempt);
  if (answer.is !== 'ready') throw new Error(`pay: ${JSON.stringify(answer)}`);
  return answer.request;
}

function numberIn(notice: Notice): string | undefined {
  if (notice.is === 'paid') return notice.fact.attempt_id;
  return notice.is === 'refund' ? notice.refund_id : undefined;
}

export function newNumber(): string {
  return `T${Date.now()}${randomInt(1e6).toString().padStart(6, '0')}`;
}

/** The settings of one mode, without those of the others. */
function environment(world: World, modes: KeyModes): Record<string, string> {
  const of = Object.entries(world.env).filter(
    ([name]) => !/^(WECHAT_PAY_(PUBLIC_KEY|CERTIFICATES)|ALIPAY_(PUBLIC_KEY|APP_CERT|CERT|ROOT_CERT))/.test(name),
  );
  return { ...Object.fromEntries(of), ...gatewayEnvironment(join(process.env.TEST_HOME as string, 'keys'), world.twinOrigin, modes) };
}
