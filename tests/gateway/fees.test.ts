import { listCases, reconcileDay } from '../../server/reconciliation';
import type { ChannelId, OrderView } from '../../src/contract/order';
import { type Calendar, calendarOf, dayAfter, moment } from '../support/calendar';
import { actInWallet, newCitizen } from '../support/citizen';
import { payOnPage } from '../support/wallet-page';
import { startWorld, type World } from '../support/world';

let world: World;
let calendar: Calendar;
let day: string;
const paid: Partial<Record<ChannelId, number>> = {};
const ctx = () => world.gateway.context;
const CHANNELS = ['wechat', 'alipay', 'unionpay'] as const;

async function pay(channel: ChannelId, account: string): Promise<OrderView> {
  const citizen = await newCitizen(world, ({ wechat: 'weapp', alipay: 'alipay', unionpay: 'h5' } as const)[channel]);
  const order = await citizen.order(account);
  const opened = await citizen.call('openPayment', { orders: [order.id], channel });
  if (channel === 'unionpay') await payOnPage(opened.request);
  else await actInWallet(world, opened);
  return citizen.orderIs(order, 'fulfilled', 'refunded');
}

const fees = () =>
  ctx().db.rows<{ reference: string; account: string; amount_fen: number }>(
    `select t.reference, e.account, e.amount_fen from ledger_transactions t join ledger_entries e on e.transaction = t.id where t.kind = 'fee' order by e.id`,
  );
const openCases = async (source: string) =>
  (await listCases(ctx().db, { source, day, status: 'open' })).map(({ kind, subject, amount_fen }) => ({ kind, subject, amount_fen }));

beforeAll(async () => {
  world = await startWorld({ worker: true, limits: { statement_due_min: 24 * 60 * 30, statement_due_unionpay_min: 24 * 60 * 30 } });
  calendar = calendarOf(world);
  day = dayAfter(calendar.today());
  await calendar.goTo(moment(day, '12:00:00'));
  for (const [i, channel] of CHANNELS.entries()) paid[channel] = (await pay(channel, `205100081${i}01`)).amount_fen;
  await calendar.goTo(moment(dayAfter(day), '15:00:00'));
});
afterEach(() => world.twin.heal());
afterAll(() => world.stop());

describe('a day’s fees', () => {
  it('are not booked while WeChat’s two files disagree about them; that is a case', async () => {
    await world.twin.fault('wechat', { statement: { fees: 3 } });
    expect(await reconcileDay(ctx(), 'wechat', day)).toMatchObject({ is: 'compared', differences: 1 });
    expect(await openCases('wechat')).toEqual([{ kind: 'flow_differs', subject: `${day} fees`, amount_fen: 3 }]);
    await reconcileDay(ctx(), 'wechat', day);
    expect(await openCases('wechat')).toHaveLength(1);
    expect(await fees()).toEqual([]);
  });

  it('are booked by the comparison that finds them in agreement, which resolves the case', async () => {
    expect(await reconcileDay(ctx(), 'wechat', day)).toMatchObject({ is: 'compared', differences: 0 });
    expect(await openCases('wechat')).toEqual([]);
    const fee = Math.round((paid.wechat ?? 0) * 0.006);
    expect(await fees()).toEqual([
      { reference: `wechat ${day}`, account: 'fees:wechat', amount_fen: fee },
      { reference: `wechat ${day}`, account: 'channel:wechat', amount_fen: -fee },
    ]);
  });

  it('are booked once for each channel, however often and by however many the day is compared', async () => {
    await Promise.all([...CHANNELS, ...CHANNELS].map((channel) => reconcileDay(ctx(), channel, day).catch(() => {})));
    for (const channel of CHANNELS) expect(await reconcileDay(ctx(), channel, day)).toMatchObject({ differences: 0 });
    const booked = await fees();
    expect(booked.map((row) => row.account).sort()).toEqual(CHANNELS.flatMap((channel) => [`channel:${channel}`, `fees:${channel}`]).sort());
    const { sum, crooked, balances } = await world.ledger();
    expect([sum, crooked]).toEqual([0, 0]);
    for (const channel of CHANNELS) {
      const fee = Math.round((paid[channel] ?? 0) * 0.006);
      expect([balances[`fees:${channel}`], balances[`channel:${channel}`]]).toEqual([fee, (paid[channel] ?? 0) - fee]);
    }
  });

  it('that a later statement names differently stay as they are booked; that is a case', async () => {
    const before = await fees();
    for (const channel of ['alipay', 'unionpay'] as const) {
      await world.twin.fault(channel, { statement: { fees: 2 } });
      expect(await reconcileDay(ctx(), channel, day)).toMatchObject({ differences: 1 });
      expect(await openCases(channel)).toEqual([{ kind: 'fees_differ', subject: day, amount_fen: 2 }]);
      // As long as a row differs, the sum does for that reason.
      await world.twin.fault(channel, { statement: { fees: 2, alter: 1 } });
      expect(await reconcileDay(ctx(), channel, day)).toMatchObject({ differences: 1 });
      expect((await openCases(channel)).map((one) => one.kind)).toEqual(['amount_differs']);
      await world.twin.heal();
      expect(await reconcileDay(ctx(), channel, day)).toMatchObject({ differences: 0 });
      expect(await openCases(channel)).toEqual([]);
    }
    expect(await fees()).toEqual(before);
  });
});

describe('what UnionPay put aside', () => {
  it('is a case that names the payments like it, and no payment of its own', async () => {
    await world.twin.fault('unionpay', { statement: { exceptions: 1 } });
    expect(await reconcileDay(ctx(), 'unionpay', day)).toMatchObject({ is: 'compared', differences: 1 });
    const [one] = await listCases(ctx().db, { source: 'unionpay', day, status: 'open' });
    expect(one).toMatchObject({
      kind: 'exception_listed',
      owner: 'finance',
      next_step: 'ask_what_it_is',
      amount_fen: paid.unionpay,
      evidence: { their_code: 'E74' },
    });
    const [payment] = await ctx().db.rows<{ id: string }>(`select id from payments where channel = 'unionpay'`);
    expect((one?.evidence as { payments_like_it?: string[] } | undefined)?.payments_like_it).toEqual([payment?.id]);
    const row = await ctx().db.row(`select payments, paid_fen from reconciliations where source = 'unionpay' and day = $1`, [day]);
    expect(row).toMatchObject({ payments: 1, paid_fen: paid.unionpay });
    await world.twin.heal();
    await reconcileDay(ctx(), 'unionpay', day);
    expect(await openCases('unionpay')).toEqual([]);
  });
});
