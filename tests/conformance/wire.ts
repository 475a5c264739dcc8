import type { Notice, RawNotice } from '../../server/channels/channel';
import { dayAfter, moment } from '../support/calendar';
import { until } from '../support/until';
import { type Bench, requestOf } from './bench';
import type { Description, Part } from './description';
import type { Check } from './money';

const first = (of: Description) => of.ways[0];
const whyOf = (notice: Notice) => (notice.is === 'rejected' ? notice.why : notice.is);

/** Notices, trouble on the way, and keys. */
export const wireChecks: Partial<Record<Part, Check>> = {
  async 'notice: good'(bench, of) {
    const attempt = await bench.paid(first(of));
    const { notice } = await bench.notice(attempt, 'paid');
    const { merchant, app } = of.identity(bench);
    expect(notice).toMatchObject({
      fact: { attempt_id: attempt.id, channel_no: attempt.channel_no, amount_fen: 14396, currency: 'CNY', merchant, app },
    });
    // The notice and the query tell one fact.
    const query = await bench.channel.query(attempt);
    expect(query.is === 'paid' && notice.is === 'paid' && query.fact).toEqual(notice.is === 'paid' && notice.fact);
  },
  async 'notice: of a refund'(bench, of) {
    const attempt = await bench.paid(first(of));
    const refund = bench.refundOf(attempt, 14396);
    await bench.channel.refund(refund);
    expect(await bench.notice(refund, 'refund')).toMatchObject({ notice: { state: { is: 'succeeded' } } });
  },
  async 'notice: replayed, with a new signature'(bench, of) {
    const attempt = await bench.paid(first(of));
    const { raw, notice } = await bench.notice(attempt, 'paid');
    expect(await bench.channel.readNotice(raw)).toEqual(notice);
    expect(await bench.channel.readNotice(await bench.replay(attempt))).toEqual(notice);
  },
  async 'notice: forged'(bench, of) {
    const attempt = await bench.paid(first(of));
    expect(whyOf(await bench.channel.readNotice(await bench.replay(attempt, { forged: true })))).toBe(of.forgedWhy);
  },
  async 'notice: one byte off'(bench, of) {
    const attempt = await bench.paid(first(of));
    const { raw, notice } = await bench.notice(attempt, 'paid');
    const accepted: number[] = [];
    for (let at = 0; at < raw.body.length; at++) {
      const body = Buffer.from(raw.body);
      body[at] = (body[at] as number) ^ 1;
      const read = await bench.channel.readNotice({ ...raw, body });
      if (read.is !== 'rejected' && !sameForm(body, raw.body)) accepted.push(at);
      if (read.is !== 'rejected') expect(read).toEqual(notice);
    }
    expect(accepted).toEqual([]);
  },
  async 'notice: unknown key'(bench, of) {
    const attempt = await bench.paid(first(of));
    const { raw } = await bench.notice(attempt, 'paid');
    const why = whyOf(await bench.channel.readNotice(of.unknownKey(bench, raw)));
    // Alipay's key mode has one key: what names another is an altered message there.
    expect(of.channel === 'alipay' ? ['key', 'signature'] : ['key']).toContain(why);
  },
  async 'notice: clock too far behind and ahead'(bench, of) {
    const attempt = await bench.paid(first(of));
    // A notice is on its way for a moment: the limit itself, to the second, is the signature's own test.
    for (const skew_s of [-301, 360]) expect(whyOf(await bench.channel.readNotice(await bench.replay(attempt, { skew_s })))).toBe('clock');
    for (const skew_s of [-240, 299]) expect(whyOf(await bench.channel.readNotice(await bench.replay(attempt, { skew_s })))).toBe('paid');
  },
  async 'notice: probe'(bench, of) {
    const attempt = await bench.paid(first(of));
    expect(whyOf(await bench.channel.readNotice(await bench.replay(attempt, { probe: true })))).toBe('probe');
  },
  async 'notice: wrong amount and app are passed on'(bench, of) {
    const attempt = await bench.paid(first(of));
    const read = await bench.channel.readNotice(await bench.replay(attempt, { wrong_amount: true }));
    expect(read).toMatchObject({ is: 'paid', fact: { amount_fen: 14397 } });
    const other = await bench.channel.readNotice(await bench.replay(attempt, { wrong_app: true }));
    if (other.is === 'paid') expect(other.fact.app).not.toBe(of.identity(bench).app);
    else expect(other.is).toBe('rejected');
  },

  ...Object.fromEntries(
    ([429, 500] as const).map((status): [string, Check] => [
      `trouble: ${status}, then success`,
      async (bench, of) => {
        const attempt = await bench.paid(first(of));
        const troubled = (only: string) => bench.world.twin.fault(of.channel, { answer: { status_next: { status, times: 1 }, only } });
        await troubled(of.operation.query);
        expect((await bench.channel.query(attempt)).is).toBe('unknown');
        expect((await bench.channel.query(attempt)).is).toBe('paid');
        const refund = bench.refundOf(attempt, 14396);
        await troubled(of.operation.refund);
        expect((await bench.channel.refund(refund)).is).toBe('unknown');
        expect((await bench.channel.queryRefund(refund)).is).toBe('absent');
        expect((await bench.channel.refund(refund)).is).toBe(of.refundsAs.first);
      },
    ]),
  ),
  async 'trouble: time-out without effect'(bench, of) {
    const attempt = await bench.paid(first(of));
    const deaf = bench.adapter({ [of.addressSetting]: 'http://127.0.0.1:1' });
    const refund = bench.refundOf(attempt, 29);
    expect((await deaf.query(attempt)).is).toBe('unknown');
    expect((await deaf.close(attempt)).is).toBe('unknown');
    expect((await deaf.refund(refund)).is).toBe('unknown');
    expect((await deaf.queryRefund(refund)).is).toBe('unknown');
    expect(await bench.channel.queryRefund(refund)).toEqual({ is: 'absent' });
    expect((await bench.books(attempt)).refunds).toEqual([]);
  },
  async 'trouble: time-out with effect'(bench, of) {
    const attempt = await bench.attempt(first(of));
    await bench.world.twin.fault(of.channel, { answer: { lose_next: 1 } });
    const answer = await bench.channel.pay(attempt);
    // A form for the browser asks nobody, so nothing of it can be lost.
    expect(answer.is === 'unknown' || of.channel === 'unionpay').toBe(true);
    await bench.world.twin.heal();
    await first(of).act(bench, await requestOf(bench.channel, attempt));
    expect((await bench.channel.query(attempt)).is).toBe('paid');
  },
  async 'trouble: answer without a good signature'(bench, of) {
    const attempt = await bench.paid(first(of));
    await bench.world.twin.fault(of.channel, { answer: { probe_next: 1, only: of.operation.query } });
    expect((await bench.channel.query(attempt)).is).toBe('unknown');
    const refund = bench.refundOf(attempt, 14396);
    await bench.world.twin.fault(of.channel, { answer: { probe_next: 1, only: of.operation.refund } });
    // It did take effect: the number finds it, and once.
    expect((await bench.channel.refund(refund)).is).toBe('unknown');
    await until('the refund', async () => (await bench.channel.queryRefund(refund)).is === 'succeeded');
    expect((await bench.books(attempt)).refunds).toHaveLength(1);
  },
  async 'trouble: error answer without signature'(bench, of) {
    const attempt = await bench.attempt(first(of));
    await bench.world.twin.fault(of.channel, { answer: { status_next: { status: 403, times: 3 } } });
    // It neither fails the order nor crashes.
    expect((await bench.channel.query(attempt)).is).toBe('unknown');
    expect((await bench.channel.close(attempt)).is).toBe('unknown');
    expect((await bench.channel.queryRefund(bench.refundOf({ ...attempt, channel_no: '1' }, 29))).is).toBe('unknown');
  },
  async 'words: + % & and emoji'(bench, of) {
    for (const way of of.ways) {
      const attempt = await bench.paid(way, { description: of.words });
      expect((await bench.notice(attempt, 'paid')).notice.is).toBe('paid');
    }
  },

  async 'keys: rotated in mid-run'(bench, of) {
    const before = await bench.paid(first(of));
    await bench.control('/keys', of.rotate);
    // A minute later, as unknown certificates are asked for once a minute.
    await bench.calendar.goTo(new Date(bench.calendar.now().getTime() + 61_000));
    const attempt = await bench.paid(first(of));
    expect((await bench.channel.query(before)).is).toBe('paid');
    const { raw } = await bench.notice(attempt, 'paid');
    expect((await bench.channel.readNotice(raw)).is).toBe('paid');
    for (let i = 0; i < 4; i++) expect((await bench.channel.readNotice(await bench.replay(attempt))).is).toBe('paid');
  },
  async 'keys: after a restart'(bench, of) {
    const attempt = await bench.paid(first(of));
    await bench.control('/keys', of.rotate);
    const raw = await bench.replay(attempt);
    // The first thing that a fresh process hears is a notice of a certificate newer than its files.
    expect((await bench.adapter().readNotice(raw)).is).toBe('paid');
    expect((await bench.adapter().query(attempt)).is).toBe('paid');
    await bench.calendar.goTo(new Date(bench.calendar.now().getTime() + 61_000));
  },

  async 'statement: ready'(bench, of) {
    const day = await freshDay(bench);
    const attempt = await bench.paid(first(of), { description: of.words });
    const refund = bench.refundOf(attempt, 396);
    await bench.channel.refund(refund);
    await until('the refund', async () => (await bench.channel.queryRefund(refund)).is === 'succeeded');
    await bench.calendar.goTo(moment(dayAfter(day), '15:00:00'));
    const answer = await bench.channel.statement(day);
    if (answer.is !== 'ready') throw new Error(JSON.stringify(answer));
    const rows: object[] = [];
    for await (const row of answer.rows) rows.push(row);
    expect(rows).toMatchObject([
      { kind: 'payment', attempt_id: attempt.id, channel_no: attempt.channel_no, amount_fen: 14396, at: attempt.paid_at },
      { kind: 'refund', refund_id: refund.id, amount_fen: 396, pending: false },
    ]);
    if (!bench.channel.flow) return;
    expect(await bench.channel.flow(day)).toEqual({ is: 'ready', flow: { paid_fen: 14396, refunded_fen: 396, fee_fen: 84 } });
  },
  async 'statement: not ready'(bench, of) {
    const day = await dayWithPayment(bench, of);
    await bench.calendar.goTo(moment(dayAfter(day), '10:15:00'));
    await bench.world.twin.fault(of.channel, { statement: { not_ready: 1 } });
    expect(await bench.channel.statement(day)).toEqual({ is: 'not_ready' });
    expect((await bench.channel.statement(day)).is).toBe('ready');
  },
  async 'statement: empty'(bench) {
    const day = await freshDay(bench);
    await bench.calendar.goTo(moment(dayAfter(day), '15:00:00'));
    expect(await bench.channel.statement(day)).toEqual({ is: 'empty' });
  },
  async 'statement: altered'(bench, of) {
    const day = await dayWithPayment(bench, of);
    await bench.calendar.goTo(moment(dayAfter(day), '15:00:00'));
    await bench.world.twin.fault(of.channel, { statement: { spoil: true } });
    expect((await bench.channel.statement(day)).is).toBe('unknown');
    if (bench.channel.flow) expect((await bench.channel.flow(day)).is).toBe('unknown');
    await bench.world.twin.heal();
    expect((await bench.channel.statement(day)).is).toBe('ready');
  },
};

/** Noon of a day on which nothing has moved yet. */
async function freshDay(bench: Bench): Promise<string> {
  const day = dayAfter(bench.calendar.today(), 2);
  await bench.calendar.goTo(moment(day, '12:00:00'));
  return day;
}

async function dayWithPayment(bench: Bench, of: Description): Promise<string> {
  const day = await freshDay(bench);
  await bench.paid(first(of));
  return day;
}

/** Whether two bodies are one form: `%2B` and `%2b` are the same byte. */
function sameForm(a: RawNotice['body'], b: RawNotice['body']): boolean {
  const meaning = (bytes: Buffer) => new URLSearchParams(bytes.toString('latin1')).toString();
  return a[0] !== 0x7b && meaning(a) === meaning(b);
}
