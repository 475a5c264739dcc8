import type { Choice, Selection } from '../../src/contract/booking';
import type { OrderView, Quote } from '../../src/contract/order';
import { type Calendar, calendarOf, dayAfter, moment } from '../support/calendar';
import { actInWallet, type CitizenClient, newCitizen, Refused } from '../support/citizen';
import { until } from '../support/until';
import { startWorld, type World } from '../support/world';

let world: World;
let calendar: Calendar;
let citizen: CitizenClient;
beforeAll(async () => {
  world = await startWorld();
  calendar = calendarOf(world);
  // At nine in the morning everything of tomorrow can be given back for nothing.
  await calendar.goTo(moment(dayAfter(calendar.today()), '09:00:00'));
  citizen = await newCitizen(world);
});
afterEach(() => world.twin.heal());
afterAll(async () => {
  await everyHoldEnds();
  await until('refunds to end', async () => ((await world.ledger()).balances.refunds_payable ?? 0) === 0);
  const { sum, crooked, balances } = await world.ledger();
  const { hospital, wechat } = await world.twin.books();
  await world.stop();
  // What the ledger owes the hospitals is what their own books say that they keep.
  const kept = hospital.postings.reduce(
    (total, one) => total + (one.state === 'done' ? one.amount_fen : one.state === 'cancelled' ? (one.fee_fen ?? 0) : 0),
    0,
  );
  const collected = wechat.trades.reduce((total, one) => total + (one.paid_at ? one.amount_fen - one.refunded_fen : 0), 0);
  expect([sum, crooked, balances['held:hospital'] ?? 0]).toEqual([0, 0, 0]);
  expect([0 - (balances['agency:hospital'] ?? 0), balances['channel:wechat'] ?? 0]).toEqual([kept, collected]);
});

let cards = 100;
/** a patient card of its own for each test, with the behaviour that its tail asks for */
const card = (tail = '01') => `52${String(++cards).padStart(6, '0')}${tail}`;
const departments = ['cardiology', 'respiratory', 'gastro', 'bones', 'ent', 'eyes', 'skin', 'children'];
let places = 0;

const choicesAt = async (selection: Selection): Promise<readonly Choice[]> =>
  (await citizen.call('choices', { service: 'hospital', selection })).choices;
const leftOf = async ({ session, ...rest }: Record<string, string>) => (await choicesAt(rest)).find((one) => one.key === session)?.left;

/** A chief physician's next session that no other test has: ten places at ¥50. */
async function freshSlot(): Promise<Record<string, string>> {
  const doctor = {
    hospital: places % 2 ? 'hx' : 'sy',
    department: departments[Math.floor(places++ / 2) % departments.length] as string,
    doctor: 'd1',
  };
  const [first] = await choicesAt(doctor);
  return { ...doctor, day: first?.key as string, session: 'am' };
}

const hold = (selection: Selection, typed = card(), who = citizen): Promise<Quote> =>
  who.call('quote', { service: 'hospital', account: { typed }, selection });
const order = (quote: Quote, who = citizen): Promise<OrderView> => who.call('placeOrder', { id: quote.id, quote: quote.id });

async function book(selection: Selection, typed = card(), who = citizen): Promise<OrderView> {
  const placed = await order(await hold(selection, typed, who), who);
  await who.pay([placed]);
  return who.orderIs(placed, 'fulfilled');
}

const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error) => (error instanceof Refused ? error.body.error.code : String(error)),
  );

async function everyHoldEnds(): Promise<void> {
  const open = async () =>
    world.gateway.context.db.rows(`select status from holds where status in ('asked', 'releasing') or (status = 'held' and expires_at < $1)`, [
      calendar.now(),
    ]);
  await until('holds to end', async () => (await open()).length === 0);
}

describe('a place', () => {
  it('is chosen step by step, held, paid for, and shown at the door', async () => {
    const slot = await freshSlot();
    expect((await choicesAt({})).map((one) => one.key)).toEqual(['hx', 'sy']);
    expect(await leftOf(slot)).toBe(10);
    const quote = await hold(slot);
    expect(quote).toMatchObject({
      amount_fen: 5000,
      details: { kind: 'booking' },
      subject: { account: expect.stringMatching(/^52\d\d \*{4} \d{4}$/) },
    });
    expect(await leftOf(slot)).toBe(9);
    const placed = await order(quote);
    expect([placed.voucher, placed.cancel]).toEqual([null, null]);
    await citizen.pay([placed]);
    const done = await citizen.orderIs(placed, 'fulfilled');
    expect(done.voucher).toEqual({
      code: expect.stringMatching(/^[2-9A-Y]{6}$/),
      facts: [expect.objectContaining({ value: { zh: '1 号', en: 'No. 1' } })],
    });
    expect(done.cancel).toMatchObject({ fee_fen: 0 });
    expect((await citizen.call('receipt', { id: done.id })).agency_ref).toMatch(/^HB/);
    await expect(citizen.call('lookup', { service: 'hospital', account: { typed: card() } })).rejects.toThrow('not_found');
  });

  it('is had once by each patient, doctor and day, and what never was cannot be had', async () => {
    const slot = await freshSlot();
    const typed = card();
    await book(slot, typed);
    expect(await problemOf(hold({ ...slot, session: 'pm' }, typed))).toBe('limit_reached');
    expect(await problemOf(hold({ ...slot, doctor: 'd9' }))).toBe('selection_gone');
    expect(await problemOf(hold(slot, card('04')))).toBe('account_unknown');
    expect(await problemOf(hold(slot, card('05')))).toBe('agency_unavailable');
    expect(await problemOf(citizen.call('quote', { service: 'hospital', account: { typed: card() }, bills: ['1'] }))).toBe('bad_request');
  });

  it('goes back when its order is given up, and cannot be ordered any more', async () => {
    const slot = await freshSlot();
    const quote = await hold(slot);
    await citizen.call('cancelOrder', { id: (await order(quote)).id });
    await until('the place to be free', async () => (await leftOf(slot)) === 10);
    expect(await problemOf(citizen.call('placeOrder', { id: `${quote.id}x`.slice(-36), quote: quote.id }))).toBe('quote_expired');
  });

  it('ordered twice under one hold is paid once', async () => {
    const quote = await hold(await freshSlot());
    const [one, two] = [await order(quote), await citizen.call('placeOrder', { id: 'another-id-of-the-same', quote: quote.id })];
    await citizen.pay([one]);
    await citizen.orderIs(one, 'fulfilled');
    expect(await problemOf(citizen.call('openPayment', { orders: [two.id], channel: 'wechat' }))).toBe('already_paid');
  });

  it.each([
    ['06', 'not_accepted'],
    ['10', 'price_changed'],
  ])('that the hospital refuses after the payment (%s) is paid back in full', async (tail, why) => {
    const placed = await order(await hold(await freshSlot(), card(tail)));
    await citizen.pay([placed]);
    expect(await citizen.orderIs(placed, 'refunded')).toMatchObject({ refusal: why, voucher: null });
  });

  it.each(['07', '08', '09'])('is booked once by a hospital that is slow or hangs up (%s)', async (tail) => {
    const placed = await order(await hold(await freshSlot(), card(tail)));
    await citizen.pay([placed]);
    await until('the order to be fulfilled', async () => (await citizen.call('order', { id: placed.id })).status === 'fulfilled', 40_000);
    expect((await world.twin.books()).hospital.postings.filter((one) => one.order_no === placed.number && one.state === 'done')).toHaveLength(1);
  });

  it('whose hold got no answer is given back, whether the hospital heard of it or not', async () => {
    const slot = await freshSlot();
    const burnt = async () => (await world.twin.books()).hospital.holds.filter((one) => one.slot === null && one.state === 'released').length;
    await everyHoldEnds();
    const before = await burnt();
    await world.twin.fault('hospital', { answer: { lose_next: 1, only: 'hold' } });
    expect(await problemOf(hold(slot))).toBe('agency_unavailable');
    await world.twin.fault('hospital', { answer: { status_next: { status: 503, times: 1 }, only: 'hold' } });
    expect(await problemOf(hold(slot))).toBe('agency_unavailable');
    await until('the places to be free', async () => (await leftOf(slot)) === 10);
    await everyHoldEnds();
    // The second never arrived: its number is burnt, so that it cannot come later.
    expect((await burnt()) - before).toBe(1);
  });

  it('of a gateway that died after it stored its wish is given back by the next', async () => {
    const { db } = world.gateway.context;
    const someone = await db.row<{ id: string }>('select id from citizens limit 1');
    await db.rows(
      `insert into holds (id, quote, citizen, service, status, started_at, try_at) values ('DIEDINBETWEEN', gen_random_uuid(), $1, 'hospital', 'asked', $2, $2)`,
      [someone?.id, calendar.now()],
    );
    await until(
      'it to be given back',
      async () => (await db.row(`select 1 from holds where id = 'DIEDINBETWEEN' and status = 'released'`)) !== undefined,
    );
  });

  it('is not kept from others by one citizen for long: few at a time', async () => {
    const limits = world.gateway.context.config.limits as { holds_per_citizen: number };
    const before = limits.holds_per_citizen;
    limits.holds_per_citizen = 2;
    const greedy = await newCitizen(world);
    const slot = await freshSlot();
    const told = await Promise.all(Array.from({ length: 6 }, () => problemOf(hold(slot, card(), greedy))));
    limits.holds_per_citizen = before;
    expect(told.sort()).toEqual(['nothing was refused', 'nothing was refused', ...Array(4).fill('too_many_unpaid')]);
  });
});

it('gives ten places to ten of two hundred, tells everyone else plainly, and keeps none', async () => {
  const slot = await freshSlot();
  const crowd = await Promise.all(Array.from({ length: 200 }, () => newCitizen(world)));
  const ends = await Promise.all(
    crowd.map(async (one, i) => {
      const quote = await hold(slot, card(), one).catch((error: Refused) => error.body.error.code);
      if (typeof quote === 'string') return quote;
      const placed = await order(quote, one);
      // Every third changes their mind, so that more get a chance later.
      if (i % 3 === 0) return one.call('cancelOrder', { id: placed.id }).then(() => 'cancelled');
      await one.pay([placed]);
      return (await one.orderIs(placed, 'fulfilled', 'refunded')).status;
    }),
  );
  const count = (what: string) => ends.filter((end) => end === what).length;
  expect(count('fulfilled') + count('cancelled') + count('sold_out')).toBe(200);
  expect(count('refunded')).toBe(0);
  expect(count('sold_out')).toBeGreaterThan(0);
  await everyHoldEnds();
  const rest = 10 - count('fulfilled');
  await until('the places to be free', async () => (await leftOf(slot)) === rest);
  for (let i = 0; i < rest; i++) await book(slot);
  expect(await problemOf(hold(slot))).toBe('sold_out');
  const { hospital } = await world.twin.books();
  const booked = hospital.holds.filter((one) => one.slot === `${slot.hospital} ${slot.department} d1 ${slot.day} am` && one.order_no);
  expect(booked.map((one) => one.queue_no).sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
}, 120_000);

describe('a booking is given back', () => {
  it('for nothing until the evening before, twice at once as once', async () => {
    const slot = await freshSlot();
    const booked = await book(slot);
    const [one, two] = await Promise.all([1, 2].map(() => citizen.call('cancelOrder', { id: booked.id, fee_fen: 0 })));
    for (const told of [one, two]) expect(['cancelling', 'returning', 'returned']).toContain(told?.status);
    const returned = await citizen.orderIs(booked, 'returned');
    expect(returned).toMatchObject({ cancellation: { state: 'done', fee_fen: 0, why: null }, cancel: null, voucher: null });
    expect(returned.stations.map((station) => `${station.code} ${station.state}`)).toEqual([
      'paid done',
      'agency_told done',
      'written_off done',
      'cancelled done',
      'refund_sent done',
      'refunded done',
    ]);
    expect(await leftOf(slot)).toBe(10);
    expect((await world.twin.books()).wechat.refunds.filter((one) => one.amount_fen === 5000 && one.out_trade_no)).not.toEqual([]);
    expect((await citizen.call('cancelOrder', { id: booked.id, fee_fen: 0 })).status).toBe('returned');
  });

  it.each([
    ['13', 'says pending at first'],
    ['14', 'hangs up once it took it back'],
  ])('to a hospital (%s) that %s, once', async (tail) => {
    const booked = await book(await freshSlot(), card(tail));
    await citizen.call('cancelOrder', { id: booked.id, fee_fen: 0 });
    await until('it to be given back', async () => (await citizen.call('order', { id: booked.id })).status === 'returned', 40_000);
    expect((await world.twin.books()).hospital.postings.filter((one) => one.order_no === booked.number)).toMatchObject([
      { state: 'cancelled', fee_fen: 0 },
    ]);
  });

  it('not when the visit began: it stands, and says why', async () => {
    const booked = await book(await freshSlot(), card('12'));
    await citizen.call('cancelOrder', { id: booked.id, fee_fen: 0 });
    await until('the refusal', async () => (await citizen.call('order', { id: booked.id })).cancellation?.state === 'refused');
    const after = await citizen.call('order', { id: booked.id });
    expect(after).toMatchObject({ status: 'fulfilled', cancellation: { state: 'refused', why: 'already_used' }, voucher: booked.voucher });
  });

  it('nor by a stranger, nor a bill at all', async () => {
    const booked = await book(await freshSlot());
    const stranger = await newCitizen(world);
    expect(await problemOf(stranger.call('cancelOrder', { id: booked.id, fee_fen: 0 }))).toBe('not_found');
    const bill = await citizen.order('205177770001');
    await citizen.pay([bill]);
    await citizen.orderIs(bill, 'fulfilled');
    expect(await problemOf(citizen.call('cancelOrder', { id: bill.id, fee_fen: 0 }))).toBe('cannot_cancel');
    expect((await citizen.call('order', { id: bill.id })).status).toBe('fulfilled');
  });

  it('for the fee that was shown, later not at all; and the day is settled by what is kept', async () => {
    const slot = await freshSlot();
    const [kept, free, late] = [await book(slot), await book(slot), await book(slot)];
    const evening = moment(dayAfter(slot.day as string, -1), '20:00:01');
    await calendar.goTo(evening);
    const shown = await citizen.call('order', { id: kept.id });
    expect(shown.cancel).toMatchObject({ fee_fen: 1000 });
    const error = await citizen.call('cancelOrder', { id: kept.id, fee_fen: 0 }).catch((problem: Refused) => problem.body.error);
    expect(error).toMatchObject({ code: 'fee_changed', facts: { amount_fen: 1000 } });
    expect(await problemOf(citizen.call('cancelOrder', { id: kept.id }))).toBe('fee_changed');
    await citizen.call('cancelOrder', { id: kept.id, fee_fen: 1000 });
    const returned = await citizen.orderIs(kept, 'returned');
    expect(returned.cancellation).toEqual({ state: 'done', fee_fen: 1000, why: null });
    const { hospital } = await world.twin.books();
    expect(hospital.postings.find((one) => one.order_no === kept.number)).toMatchObject({ state: 'cancelled', fee_fen: 1000 });
    const refunds = await world.gateway.context.db.rows('select amount_fen, status from refunds where order_number = $1', [kept.number]);
    expect(refunds).toEqual([{ amount_fen: 4000, status: 'succeeded' }]);
    await calendar.goTo(moment(slot.day as string, '07:30:00'));
    expect((await citizen.call('order', { id: free.id })).cancel).toBeNull();
    expect(await problemOf(citizen.call('cancelOrder', { id: late.id, fee_fen: 1000 }))).toBe('cancel_over');
    expect((await citizen.call('order', { id: late.id })).status).toBe('fulfilled');
  });
});

describe('a hold that ends', () => {
  it('frees the place; money that comes later goes back', async () => {
    const slot = await freshSlot();
    const placed = await order(await hold(slot));
    const opened = await citizen.call('openPayment', { orders: [placed.id], channel: 'wechat' });
    await world.twin.fault('wechat', { notice: { never: true } });
    expect(await actInWallet(world, opened, 'cancel')).toContain('cancel');
    await calendar.goTo(new Date(calendar.now().getTime() + 11 * 60_000));
    expect((await citizen.orderIs(placed, 'expired')).voucher).toBeNull();
    await until('the place to be free', async () => (await leftOf(slot)) === 10);
    expect(await problemOf(citizen.call('openPayment', { orders: [placed.id], channel: 'wechat' }))).toBe('quote_expired');
    await everyHoldEnds();
  });

  it('is forgiven to whoever paid in time and was told of late, while there is room', async () => {
    const slot = await freshSlot();
    const placed = await order(await hold(slot));
    await world.twin.fault('hospital', { answer: { status_next: { status: 503, times: 1 }, only: 'fulfil' } });
    await citizen.pay([placed]);
    await citizen.orderIs(placed, 'paid');
    await calendar.goTo(new Date(calendar.now().getTime() + 11 * 60_000));
    await citizen.orderIs(placed, 'fulfilled');
    expect(await leftOf(slot)).toBe(9);
  });
});
