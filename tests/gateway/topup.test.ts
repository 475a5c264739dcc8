import type { OrderView, Quote } from '../../src/contract/order';
import { type Calendar, calendarOf, moment } from '../support/calendar';
import { type CitizenClient, newCitizen, Refused } from '../support/citizen';
import { until } from '../support/until';
import { startWorld, type World } from '../support/world';

let world: World;
let citizen: CitizenClient;
beforeAll(async () => {
  world = await startWorld();
  citizen = await newCitizen(world);
});
afterEach(() => world.twin.heal());
afterAll(async () => {
  await until('refunds to end', async () => ((await world.ledger()).balances.refunds_payable ?? 0) === 0);
  const { sum, crooked, balances } = await world.ledger();
  const { phone } = await world.twin.books();
  await world.stop();
  const credited = phone.postings.reduce((total, one) => total + (one.state === 'done' ? one.amount_fen : 0), 0);
  expect(credited).toBeGreaterThan(0);
  expect([sum, crooked, balances['held:phone'] ?? 0, 0 - (balances['agency:phone'] ?? 0)]).toEqual([0, 0, 0, credited]);
});

let numbers = 1000;
/** a China Mobile number of its own for each test, with the behaviour that its tail asks for */
const number = (tail = '01', segment = '138') => `${segment}${String(++numbers).padStart(6, '0')}${tail}`;

const offersFor = (typed: string, who = citizen) => who.call('offers', { service: 'phone', account: { typed }, selection: {} });
const quoteFor = (typed: string, face = '100', who = citizen): Promise<Quote> =>
  who.call('quote', { service: 'phone', account: { typed }, selection: { face } });
const place = (quote: Quote, id = quote.id, who = citizen): Promise<OrderView> => who.call('placeOrder', { id, quote: quote.id });
const postingsOf = async (account: string) => (await world.twin.books()).phone.postings.filter((one) => one.account === account);

async function topUp(typed: string, face = '100', who = citizen): Promise<OrderView> {
  const order = await place(await quoteFor(typed, face, who), undefined, who);
  await who.pay([order]);
  return order;
}

const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => ({ code: 'nothing was refused', facts: {} }),
    (error) => (error instanceof Refused ? error.body.error : { code: String(error), facts: {} }),
  );

describe('a number', () => {
  it('is told with its carrier, place and masked holder, and its faces with their prices', async () => {
    const found = await offersFor('13812345601');
    expect(found.subject).toEqual({ account: '138 **** 5601', holder: expect.stringMatching(/^\*./), nickname: null });
    expect(found.facts.map((fact) => fact.label.zh)).toEqual(['运营商', '归属地']);
    expect(found.facts[0]?.value.zh).toBe('中国移动');
    expect(found.part).toBe('face');
    expect(found.choices.map(({ key, amount_fen }) => [key, amount_fen])).toContainEqual(['100', 9980]);
  });

  it('that was carried to another network is that network’s, whose counter names nobody', async () => {
    const found = await offersFor(number('15'));
    expect(found.facts[0]?.value.zh).toBe('中国电信（携号转网）');
    expect(found.subject.holder).toBeNull();
  });

  it.each([
    ['that is not in service', number('04'), 'account_unknown'],
    ['of no carrier', number('01', '192'), 'account_unknown'],
    ['of ten digits', '1381234560', 'account_malformed'],
    ['whose carrier is silent', number('05'), 'agency_unavailable'],
    ['whose carrier is closing its books', number('16'), 'agency_resting'],
  ])('%s cannot be topped up', async (_, typed, code) => {
    expect((await problemOf(offersFor(typed))).code).toBe(code);
    expect((await problemOf(quoteFor(typed))).code).toBe(code);
  });

  it('tells until when its carrier rests', async () => {
    const { facts } = await problemOf(offersFor(number('16')));
    expect(Date.parse((facts as { until: string }).until)).toBeGreaterThan(Date.now());
  });

  it('of one’s own is known to those who sign in with one, and to nobody else', async () => {
    const mine = `139${String(Date.now()).slice(-6)}21`;
    const web = await newCitizen(world, 'h5', mine);
    expect((await web.call('accounts', {})).own).toBe(`139 **** ${mine.slice(-4)}`);
    const found = await web.call('offers', { service: 'phone', account: { own: true }, selection: {} });
    expect(found.subject.account).toBe(`139 **** ${mine.slice(-4)}`);
    expect((await citizen.call('accounts', {})).own).toBeNull();
    expect((await problemOf(citizen.call('offers', { service: 'phone', account: { own: true }, selection: {} }))).code).toBe('account_unknown');
    // A household's number is no mobile number, whoever asks.
    expect((await problemOf(web.call('lookup', { service: 'water', account: { own: true } }))).code).toBe('account_unknown');
  });

  it('that was saved is offered by its name, the last used first', async () => {
    const typed = number();
    const { id } = await citizen.call('saveAccount', { service: 'phone', account: { typed: number() }, nickname: '爸爸' });
    const saved = await citizen.call('saveAccount', { service: 'phone', account: { typed }, nickname: '妈妈' });
    expect(saved.account).toBe(`138 **** ${typed.slice(-4)}`);
    await citizen.call('offers', { service: 'phone', account: { saved: id }, selection: {} });
    const { accounts } = await citizen.call('accounts', {});
    expect(accounts.filter(({ service }) => service === 'phone').map(({ nickname }) => nickname)).toEqual(['爸爸', '妈妈']);
    expect((await offersFor(typed)).subject.nickname).toBe('妈妈');
  });
});

describe('a top-up', () => {
  it('goes from the face to the receipt, and the carrier credited it once', async () => {
    const typed = number();
    const quote = await quoteFor(typed);
    expect(quote).toMatchObject({
      amount_fen: 9980,
      details: { kind: 'topup', title: { zh: '100 元话费' }, by: { zh: '中国移动', en: 'China Mobile' } },
    });
    const order = await place(quote);
    await citizen.pay([order]);
    const done = await citizen.orderIs(order, 'fulfilled');
    expect([done.cancel, done.voucher]).toEqual([null, null]);
    expect((await citizen.call('receipt', { id: order.id })).agency_ref).toMatch(/^PT/);
    expect(await postingsOf(typed)).toEqual([expect.objectContaining({ order_no: order.number, amount_fen: 9980, state: 'done', bills: [] })]);
  });

  it('never believes an amount, a face or a bill that a client sends', async () => {
    const typed = number();
    expect((await problemOf(quoteFor(typed, '101'))).code).toBe('selection_gone');
    expect((await problemOf(quoteFor(typed, '-100'))).code).toBe('selection_gone');
    const wrong = { service: 'phone', account: { typed }, selection: { face: '100' }, amount_fen: 1 };
    expect((await problemOf(citizen.call('quote', wrong as never))).code).toBe('bad_request');
    expect((await problemOf(citizen.call('quote', { service: 'phone', account: { typed }, bills: ['202610'] }))).code).toBe('bad_request');
    expect((await problemOf(citizen.call('lookup', { service: 'phone', account: { typed } }))).code).toBe('not_found');
    expect((await problemOf(citizen.call('offers', { service: 'water', account: { typed: '205100000001' }, selection: {} }))).code).toBe('not_found');
  });

  it('of one price is paid once, however many orders were made of it', async () => {
    const typed = number();
    const quote = await quoteFor(typed);
    const [first, second] = [await place(quote), await place(quote, 'another-id-of-the-same-quote')];
    await citizen.pay([first]);
    await citizen.orderIs(first, 'fulfilled');
    expect((await problemOf(citizen.call('openPayment', { orders: [second.id], channel: 'wechat' }))).code).toBe('already_paid');
    expect(await postingsOf(typed)).toHaveLength(1);
  });

  it('of the same face may be bought twice, since it is wanted twice', async () => {
    const typed = number();
    for (const _ of [1, 2]) await citizen.orderIs(await topUp(typed, '50'), 'fulfilled');
    expect((await postingsOf(typed)).map((one) => one.amount_fen)).toEqual([4990, 4990]);
  });

  it('ends where the number has taken enough for the day', async () => {
    const typed = number();
    for (const _ of [1, 2]) await citizen.orderIs(await topUp(typed, '500'), 'fulfilled');
    expect((await offersFor(typed)).choices.map((one) => one.left)).toEqual(Array(8).fill(0));
    expect((await problemOf(quoteFor(typed, '10'))).code).toBe('amount_limit');
  });

  it('beyond the day’s limit that was quoted before is refused after the payment, and all of it comes back', async () => {
    const typed = number();
    const quotes = [await quoteFor(typed, '500'), await quoteFor(typed, '500'), await quoteFor(typed, '500')];
    const orders: OrderView[] = [];
    for (const quote of quotes) orders.push(await place(quote));
    for (const order of orders) {
      await citizen.pay([order]);
      await citizen.orderIs(order, 'fulfilled', 'refunded');
    }
    const ends = await Promise.all(orders.map((order) => citizen.call('order', { id: order.id })));
    expect(ends.map(({ status, refusal }) => [status, refusal])).toEqual([
      ['fulfilled', null],
      ['fulfilled', null],
      ['refunded', 'amount_limit'],
    ]);
  });

  it.each([
    ['06', 'not_accepted'],
    ['10', 'price_changed'],
  ])('of a number ending in %s is refused after the payment, and all of it comes back', async (tail, why) => {
    const typed = number(tail);
    const order = await topUp(typed);
    const ended = await citizen.orderIs(order, 'refunded');
    expect(ended.refusal).toBe(why);
    expect(ended.stations.map(({ code }) => code)).toEqual(['paid', 'refused', 'refund_sent', 'refunded']);
    expect((await world.twin.books()).wechat.refunds.filter((one) => one.amount_fen === 9980).length).toBeGreaterThan(0);
    expect(await postingsOf(typed)).toEqual([expect.objectContaining({ state: 'refused', why })]);
  });

  it.each(['07', '08', '09'])('of a number ending in %s is asked for until it is known, and credited once', async (tail) => {
    const typed = number(tail);
    const order = await topUp(typed);
    await until('the order to be fulfilled', async () => (await citizen.call('order', { id: order.id })).status === 'fulfilled', 40_000);
    expect(await postingsOf(typed)).toEqual([expect.objectContaining({ state: 'done' })]);
  });

  it('whose answer is lost is credited once all the same', async () => {
    await world.twin.fault('phone', { answer: { lose_next: 1, only: 'fulfil' } });
    const typed = number();
    await citizen.orderIs(await topUp(typed), 'fulfilled');
    expect(await postingsOf(typed)).toHaveLength(1);
  });

  it('at another price than the list had says so in its quote', async () => {
    const typed = number('11');
    const listed = (await offersFor(typed)).choices.find(({ key }) => key === '100')?.amount_fen;
    expect((await quoteFor(typed)).amount_fen).toBe((listed ?? 0) + 100);
  });
});

describe('the month’s last half hour', () => {
  let later: World;
  let calendar: Calendar;
  beforeAll(async () => {
    later = await startWorld({ worker: false });
    calendar = calendarOf(later);
  });
  afterAll(() => later.stop());

  it('is China Mobile’s to close its books, and the others sell on', async () => {
    const first = `${beijingMonth(calendar.today(), 1)}-01`;
    await calendar.goTo(new Date(moment(first, '00:00:00').getTime() - 10 * 60_000));
    const who = await newCitizen(later);
    const refused = await problemOf(offersFor(number(), who));
    expect(refused).toMatchObject({ code: 'agency_resting', facts: { until: moment(first, '00:00:00').toISOString() } });
    expect((await offersFor(number('01', '186'), who)).choices).toHaveLength(8);
  });
});

/** The month so many months after that of a day, `2026-12`. */
function beijingMonth(day: string, months: number): string {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 7);
}
