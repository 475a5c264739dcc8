import { type CaseRow, listCases, reconcileDay, type Source, settlementsOf, verifyProofs } from '../../server/reconciliation';
import type { ChannelId, OrderView } from '../../src/contract/order';
import { type Calendar, calendarOf, dayAfter, moment } from '../support/calendar';
import { actInWallet, type CitizenClient, newCitizen } from '../support/citizen';
import { inCopyOfLedger, inTwinBooks } from '../support/other-books';
import { until } from '../support/until';
import { payOnPage } from '../support/wallet-page';
import { startWorld, type World } from '../support/world';

let world: World;
let calendar: Calendar;
const MINUTE_MS = 60_000;
const ctx = () => world.gateway.context;

let accounts = 0;
const fresh = (tail = '01') => `2051${String(++accounts).padStart(6, '0')}${tail}`;

/** An order paid through a channel, in the way that its surface has. */
async function pay(channel: ChannelId, tail = '01'): Promise<{ citizen: CitizenClient; order: OrderView; payment: string }> {
  const citizen = await newCitizen(world, ({ wechat: 'weapp', alipay: 'alipay', unionpay: 'h5' } as const)[channel]);
  const order = await citizen.order(fresh(tail));
  const opened = await citizen.call('openPayment', { orders: [order.id], channel });
  if (channel === 'unionpay') await payOnPage(opened.request);
  else await actInWallet(world, opened);
  return { citizen, order, payment: opened.id };
}

interface DayRow {
  source: string;
  status: string;
  why: string | null;
  tries: number;
  payments: number;
  paid_fen: number;
  refunds: number;
  refunded_fen: number;
  fee_millifen: number;
}
const daysOf = (day: string) => ctx().db.rows<DayRow>('select * from reconciliations where day = $1 order by source', [day]);
const compared = (day: string, ...sources: string[]) =>
  until(
    `${sources.join(', ')} to be compared for ${day}`,
    async () => {
      const rows = await daysOf(day);
      return sources.every((source) => rows.some((row) => row.source === source && row.status !== 'waiting')) && rows;
    },
    30_000,
  );
const casesOf = (day: string) => listCases(ctx().db, { day });
const open = async (day: string) => (await casesOf(day)).filter((one) => one.status === 'open');
const short = (rows: readonly CaseRow[]) => rows.map(({ kind, amount_fen, owner, next_step }) => ({ kind, amount_fen, owner, next_step }));

const CHANNELS = ['wechat', 'alipay', 'unionpay'] as const;
const SOURCES: Source[] = ['agency:hospital', 'agency:phone', 'agency:water', 'alipay', 'unionpay', 'wechat'];
/** A day on which every channel had a payment that was fulfilled and one that went back. */
let clean: string;
const done: Record<string, { fulfilled: OrderView; refunded: OrderView }> = {};

beforeAll(async () => {
  world = await startWorld();
  calendar = calendarOf(world);
  clean = dayAfter(calendar.today());
  await calendar.goTo(moment(clean, '12:00:00'));
  for (const channel of CHANNELS) {
    const [good, bad] = [await pay(channel), await pay(channel, '06')];
    done[channel] = { fulfilled: await good.citizen.orderIs(good.order, 'fulfilled'), refunded: await bad.citizen.orderIs(bad.order, 'refunded') };
  }
  await calendar.goTo(moment(dayAfter(clean), '10:30:00'));
});
afterEach(() => world.twin.heal());
afterAll(() => world.stop());

describe('a day on which all agree', () => {
  it('is compared by the worker the next morning, from the real files, without a case', async () => {
    const rows = await compared(clean, ...SOURCES);
    expect(rows.map((row) => `${row.source} ${row.status}`)).toEqual(SOURCES.map((source) => `${source} compared`));
    expect(await casesOf(clean)).toEqual([]);
    for (const channel of CHANNELS) {
      const { fulfilled, refunded } = done[channel] as (typeof done)[string];
      expect(rows.find((row) => row.source === channel)).toMatchObject({
        payments: 2,
        paid_fen: fulfilled.amount_fen + refunded.amount_fen,
        refunds: 1,
        refunded_fen: refunded.amount_fen,
      });
    }
    // WeChat gives the fee of a refund back, to the thousandth of a fen.
    const { fulfilled } = done.wechat as (typeof done)[string];
    expect(rows.find((row) => row.source === 'wechat')?.fee_millifen).toBe(fulfilled.amount_fen * 6);
  });

  it('that was empty on both sides is accepted', async () => {
    const rows = await compared(dayAfter(clean, -1), 'wechat', 'agency:water');
    expect(rows.find((row) => row.source === 'wechat')).toMatchObject({ status: 'empty', payments: 0 });
    expect(rows.find((row) => row.source === 'agency:water')).toMatchObject({ status: 'compared', payments: 0 });
  });

  it('may be compared again and again; rows of a try that died are not counted', async () => {
    await ctx().db.rows(
      `insert into statement_rows (source, day, try, line, kind, number, their_no, amount_fen, fee_millifen, at, pending)
       values ('wechat', $1, 1000, 1, 'payment', 'HALFSTAGED', '1', 1, 0, $2, false)`,
      [clean, calendar.now()],
    );
    for (const source of SOURCES) expect(await reconcileDay(ctx(), source, clean)).toMatchObject({ is: 'compared', differences: 0, cases: [] });
    expect(await ctx().db.rows(`select 1 from statement_rows where number = 'HALFSTAGED'`)).toEqual([]);
  });
});

describe.each(CHANNELS)('a statement of %s', (channel) => {
  const amounts = () => done[channel] as (typeof done)[string];
  it.each([
    [
      'without a payment of ours',
      { drop: 1 },
      () => ({ kind: 'missing_there', amount_fen: amounts().fulfilled.amount_fen, owner: 'finance', next_step: 'ask_for_corrected_bill' }),
    ],
    ['with a payment nobody knows', { extra: 1 }, () => ({ kind: 'unknown_here', amount_fen: 1234, owner: 'finance', next_step: 'ask_what_it_is' })],
    ['with another amount', { alter: 1 }, () => ({ kind: 'amount_differs', amount_fen: 1, owner: 'finance', next_step: 'ask_for_corrected_bill' })],
    [
      'without a refund of ours',
      { drop: 1, of: 'refund' },
      () => ({ kind: 'refund_missing_there', amount_fen: amounts().refunded.amount_fen, owner: 'finance', next_step: 'ask_for_corrected_bill' }),
    ],
    [
      'with a refund nobody knows',
      { extra: 1, of: 'refund' },
      () => ({ kind: 'unknown_here', amount_fen: 1234, owner: 'finance', next_step: 'ask_what_it_is' }),
    ],
    [
      'with another amount of a refund',
      { alter: 1, of: 'refund' },
      () => ({ kind: 'amount_differs', amount_fen: 1, owner: 'finance', next_step: 'ask_for_corrected_bill' }),
    ],
  ])('%s makes exactly one case, the same one again, and none once it is corrected', async (_, statement, expected) => {
    const before = await world.ledger();
    await world.twin.fault(channel, { statement });
    expect(await reconcileDay(ctx(), channel, clean)).toMatchObject({ is: 'compared', differences: 1 });
    const first = await open(clean);
    expect(short(first)).toEqual([expected()]);
    await reconcileDay(ctx(), channel, clean);
    expect((await open(clean)).map((one) => one.id)).toEqual(first.map((one) => one.id));
    await world.twin.heal();
    await reconcileDay(ctx(), channel, clean);
    expect(await open(clean)).toEqual([]);
    // A statement alone never moves money.
    expect(await world.ledger()).toEqual(before);
  });
});

describe('a statement of the water company', () => {
  it('without an order of ours is held against its own answer, which confirms it', async () => {
    await world.twin.fault('water', { statement: { drop: 1 } });
    await reconcileDay(ctx(), 'agency:water', clean);
    expect(await open(clean)).toEqual([]);
    const [one] = (await casesOf(clean)).filter((row) => row.kind === 'agency_missing');
    expect(one).toMatchObject({ status: 'resolved', resolved_by: 'gateway', resolution: 'agency_confirms' });
  });

  it('with an order that is not ours goes to the agency', async () => {
    await world.twin.fault('water', { statement: { extra: 1 } });
    await reconcileDay(ctx(), 'agency:water', clean);
    expect(short(await open(clean))).toEqual([{ kind: 'agency_extra', amount_fen: 1234, owner: 'agency', next_step: 'agency_must_reverse' }]);
    await world.twin.heal();
    await reconcileDay(ctx(), 'agency:water', clean);
    expect(await open(clean)).toEqual([]);
  });

  it('with another amount goes to the agency', async () => {
    await world.twin.fault('water', { statement: { alter: 1 } });
    await reconcileDay(ctx(), 'agency:water', clean);
    expect(short(await open(clean))).toEqual([{ kind: 'amount_differs', amount_fen: 1, owner: 'agency', next_step: 'ask_for_corrected_bill' }]);
    await world.twin.heal();
    await reconcileDay(ctx(), 'agency:water', clean);
  });

  it('that lost an order is told of it again, once', async () => {
    const { order_no } = (await world.twin.books()).water.postings.find((row) => row.order_no === done.wechat?.fulfilled.number) ?? { order_no: '' };
    await inTwinBooks(world, (twin) => twin.query('delete from twin.written_off where order_no = $1', [order_no]));
    await inTwinBooks(world, (twin) => twin.query('delete from twin.postings where order_no = $1', [order_no]));
    await reconcileDay(ctx(), 'agency:water', clean);
    const [one] = (await casesOf(clean)).filter((row) => row.kind === 'agency_missing' && row.subject === order_no);
    expect(one).toMatchObject({ status: 'resolved', resolution: 'posted_again' });
    expect((await world.twin.books()).water.postings.filter((row) => row.order_no === order_no)).toHaveLength(1);
  });
});

describe('what nobody told us', () => {
  it('is settled by the comparison when neither a notice nor a query got through', async () => {
    const day = calendar.today();
    await world.twin.fault('wechat', {
      notice: { never: true },
      answer: { status_next: { status: 500, times: 1e6 }, only: 'transactions/out-trade-no' },
    });
    const { citizen, order, payment } = await pay('wechat');
    // Not even the schedule of questions remembers it.
    await ctx().db.rows('update payments set ask_at = null where id = $1', [payment]);
    await calendar.goTo(moment(dayAfter(day), '10:30:00'));
    await compared(day, 'wechat');
    expect((await citizen.call('order', { id: order.id })).status).not.toBe('paid');
    expect(await open(day)).toMatchObject([{ kind: 'missing_here', subject: payment, amount_fen: order.amount_fen, owner: 'gateway' }]);
    await world.twin.heal();
    await citizen.orderIs(order, 'fulfilled', 'refunded');
    await until('the case to be resolved', async () => (await open(day)).length === 0);
    expect(await casesOf(day)).toMatchObject([{ resolved_by: 'gateway', resolution: 'settled' }]);
  });

  it('of a payment that was closed is recorded and sent back', async () => {
    const day = calendar.today();
    const citizen = await newCitizen(world);
    const order = await citizen.order(fresh());
    const opened = await citizen.call('openPayment', { orders: [order.id], channel: 'wechat' });
    await citizen.call('cancelOrder', { id: order.id });
    await world.twin.fault('wechat', { notice: { never: true } });
    await actInWallet(world, opened, 'pay_late');
    await calendar.goTo(moment(dayAfter(day), '10:30:00'));
    await compared(day, 'wechat');
    await citizen.orderIs(order, 'refunded');
    expect(await casesOf(day)).toMatchObject([{ kind: 'missing_here', subject: opened.id, resolution: 'settled' }]);
  });

  it('by the agency is asked for: it wrote off, and its answers were lost', async () => {
    const day = calendar.today();
    await world.twin.fault('water', { answer: { status_next: { status: 500, times: 1e6 }, only: 'query' } });
    const { citizen, order } = await pay('alipay', '09');
    await until('the posting', async () => (await world.twin.books()).water.postings.some((row) => row.order_no === order.number));
    await calendar.goTo(moment(dayAfter(day), '10:30:00'));
    await compared(day, 'agency:water');
    expect(await open(day)).toMatchObject([{ kind: 'agency_extra', subject: order.number, owner: 'gateway' }]);
    await world.twin.heal();
    await citizen.orderIs(order, 'fulfilled');
    await until('the case to be resolved', async () => (await open(day)).length === 0, 40_000);
  });
});

describe('time', () => {
  it('waits for a statement that is not ready, and asks again', async () => {
    const day = calendar.today();
    const { citizen, order } = await pay('wechat');
    await citizen.orderIs(order, 'fulfilled');
    await world.twin.fault('wechat', { statement: { not_ready: 2 } });
    await calendar.goTo(moment(dayAfter(day), '10:30:00'));
    const row = async () => (await daysOf(day)).find((one) => one.source === 'wechat');
    await until('a first try', async () => (await row())?.why === 'not_ready');
    await calendar.goTo(new Date(calendar.now().getTime() + 11 * MINUTE_MS));
    await until('a second try', async () => ((await row())?.tries ?? 0) >= 2);
    await calendar.goTo(new Date(calendar.now().getTime() + 11 * MINUTE_MS));
    await compared(day, 'wechat');
    expect(await row()).toMatchObject({ status: 'compared', tries: 3, payments: 1, why: null });
    expect(await casesOf(day)).toEqual([]);
  });

  it('of UnionPay ends at 23:00: what comes later is on the next clearing day', async () => {
    const day = calendar.today();
    await calendar.goTo(moment(day, '23:20:00'));
    const { citizen, order } = await pay('unionpay');
    await citizen.orderIs(order, 'fulfilled');
    await calendar.goTo(moment(dayAfter(day, 2), '14:30:00'));
    await compared(day, 'unionpay');
    const next = await compared(dayAfter(day), 'unionpay');
    expect((await daysOf(day)).find((row) => row.source === 'unionpay')).toMatchObject({ status: 'empty', payments: 0 });
    expect(next.find((row) => row.source === 'unionpay')).toMatchObject({ status: 'compared', payments: 1, paid_fen: order.amount_fen });
    expect([...(await casesOf(day)), ...(await casesOf(dayAfter(day)))].filter((one) => one.source === 'unionpay')).toEqual([]);
  });
});

describe('the proof of a day', () => {
  it('is public, chained to the day before, and tells nothing personal', async () => {
    await calendar.goTo(moment(calendar.today(), '20:30:00'));
    const last = dayAfter(calendar.today(), -1);
    await until('the last proof', async () => (await fetch(`${world.origin}/api/proofs/${last}`)).status === 200, 30_000);
    const { proofs } = (await (await fetch(`${world.origin}/api/proofs`)).json()) as { proofs: { day: string; root: string; previous: string }[] };
    expect(proofs.map((proof) => proof.day)).toEqual(proofs.map((_, i) => dayAfter(last, -i)));
    for (const [i, proof] of proofs.slice(0, -1).entries()) expect(proof.previous).toBe(proofs[i + 1]?.root);
    const text = await (await fetch(`${world.origin}/api/proofs/${clean}`)).text();
    const proof = JSON.parse(text) as { sums: Record<string, number>; compared: Record<string, string>; text: string };
    expect(proof.compared).toEqual(Object.fromEntries(SOURCES.map((source) => [source, 'compared'])));
    expect(Object.values(proof.sums).reduce((sum, fen) => sum + fen, 0)).toBe(0);
    for (const number of Object.values(done).flatMap((one) => [one.fulfilled.number, one.refunded.number])) expect(text).not.toContain(number);
    for (const wrong of ['2026-02-30', dayAfter(last, 5), 'x']) expect((await fetch(`${world.origin}/api/proofs/${wrong}`)).status).toBe(404);
  });

  it('holds over the whole ledger, and breaks where a copy of it was altered', async () => {
    expect(await verifyProofs(ctx().db)).toMatchObject({ is: 'whole' });
    const proven = await ctx().db.row<{ day: string; upto: number }>(
      'select day::text, upto_id as upto from proofs where root is not null and upto_id > after_id order by day desc limit 1',
    );
    const entry = await ctx().db.row<{ transaction: number }>(
      'select transaction from ledger_entries where transaction <= $1 order by id desc limit 1',
      [proven?.upto],
    );
    expect(await inCopyOfLedger(ctx().db, (copy) => verifyProofs(copy))).toMatchObject({ is: 'whole' });
    // One fen more on both sides: the transaction still sums to zero, and only the proof tells.
    const altered = await inCopyOfLedger(ctx().db, (copy) => verifyProofs(copy), entry?.transaction);
    expect(altered).toEqual({ is: 'broken', day: proven?.day, why: 'ledger' });
  });

  it('names what is owed to the agency: what it wrote off on that day, to the fen', async () => {
    const [owed] = await settlementsOf(ctx().db, clean);
    const postings = (await world.twin.books()).water.postings.filter(
      (row) => row.state === 'done' && CHANNELS.some((one) => done[one]?.fulfilled.number === row.order_no),
    );
    expect(owed).toEqual({ agency: 'water', day: clean, orders: 3, amount_fen: postings.reduce((sum, row) => sum + row.amount_fen, 0) });
    const all = await ctx().db.row<{ sum: number }>('select sum(amount_fen)::bigint as sum from settlements');
    expect(all?.sum).toBe(-((await world.ledger()).balances['agency:water'] ?? 0));
  });
});
