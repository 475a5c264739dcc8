import { randomUUID } from 'node:crypto';
import { type ProblemCode, problems } from '../../src/contract/problem';
import { actInWallet, type CitizenClient, newCitizen, Refused, read, request } from '../support/citizen';
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
  // No refusal may cost a fen: what is not with the agency is with the citizen again.
  const { sum, crooked, balances } = await world.ledger();
  await world.stop();
  expect([sum, crooked, balances.refunds_payable ?? 0, balances['held:water'] ?? 0]).toEqual([0, 0, 0, 0]);
});

/** The problem's code, and that it is told in both languages. */
async function refused(work: (headers: Record<string, string>) => Promise<unknown>): Promise<ProblemCode> {
  const told: Refused[] = [];
  for (const language of ['zh-CN', 'en-GB']) {
    await work({ 'accept-language': language }).then(
      () => {
        throw new Error('was not refused');
      },
      (error) => told.push(error),
    );
  }
  const [zh, en] = told.map((error) => {
    if (!(error instanceof Refused)) throw error;
    return error.body.error;
  });
  expect(zh?.message).toMatch(/[\u4e00-\u9fff]/);
  expect(en?.message).toMatch(/^[^\u4e00-\u9fff]+$/);
  expect(zh?.code).toBe(en?.code);
  expect(told[0]?.status).toBe(problems[zh?.code as ProblemCode].status);
  return zh?.code as ProblemCode;
}

const account = (typed: string) => ({ service: 'water', account: { typed } });
let next = 1000;
/** an account of its own for each test, with the behaviour that its tail asks for */
const fresh = (tail: string) => `2051${String(++next).padStart(6, '0')}${tail}`;

describe('looking up', () => {
  it.each([
    ['an unknown account', '205100000004', 'account_unknown'],
    ['an account of another length', '20510000', 'account_malformed'],
    ['letters', '2051ABCD0001', 'account_malformed'],
    ['an agency that is down', '205100000005', 'agency_unavailable'],
  ])('%s is told plainly', async (_, number, code) => {
    expect(await refused((headers) => citizen.call('lookup', account(number), headers))).toBe(code);
  });

  it('nothing due is an empty list, and cannot be quoted', async () => {
    expect((await citizen.call('lookup', account('205100000003'))).bills).toEqual([]);
    expect(await refused((headers) => citizen.call('quote', { ...account('205100000003'), bills: ['202610'] }, headers))).toMatch(
      /bill_gone|nothing_due/,
    );
  });

  it('a service that is not built is not found', async () => {
    expect(await refused((headers) => citizen.call('lookup', { service: 'constructor', account: { typed: '1' } }, headers))).toBe('not_found');
  });
});

describe('a price', () => {
  it('that rose after the look-up is the quote’s, never the client’s', async () => {
    const number = fresh('11');
    const { bills } = await citizen.call('lookup', account(number));
    const quote = await citizen.call('quote', { ...account(number), bills: bills.map((bill) => bill.no) });
    expect(quote.amount_fen).toBe(bills.reduce((sum, bill) => sum + bill.amount_fen, 0) + 100);
  });

  it('that the agency broke after the payment comes back in full', async () => {
    const order = await citizen.order(fresh('10'));
    const opened = await citizen.pay([order]);
    const refunded = await citizen.orderIs(order, 'refunded');
    expect(refunded.refusal).toBe('price_changed');
    expect(refunded.stations.map((station) => station.code)).toEqual(['paid', 'refused', 'refund_sent', 'refunded']);
    expect((await world.twin.books()).wechat.trades.find((trade) => trade.out_trade_no === opened.id)).toMatchObject({
      refunded_fen: order.amount_fen,
    });
    expect(await refused((headers) => citizen.call('receipt', { id: order.id }, headers))).toBe('receipt_not_ready');
  });
});

describe('an agency', () => {
  it.each([
    ['07', 'answers late'],
    ['08', 'is not done at once'],
    ['09', 'hangs up after it took the posting'],
  ])('(%s) that %s is asked until it answers, and books once', async (tail) => {
    const order = await citizen.order(fresh(tail));
    await citizen.pay([order]);
    await until('the order to be fulfilled', async () => (await citizen.call('order', { id: order.id })).status === 'fulfilled', 40_000);
    const postings = (await world.twin.books()).water.postings.filter((posting) => posting.order_no === order.number);
    expect(postings).toHaveLength(1);
    expect(postings[0]).toMatchObject({ state: 'done', amount_fen: order.amount_fen });
  });
});

describe('an order', () => {
  it('is the same order when it is placed again, and refuses another content under its id', async () => {
    const number = fresh('01');
    const [first, second] = [await citizen.quoteOf(number), await citizen.quoteOf(number)];
    const placed = await citizen.call('placeOrder', { id: first.id, quote: first.id });
    expect(await citizen.call('placeOrder', { id: first.id, quote: first.id })).toEqual(placed);
    expect(await refused((headers) => citizen.call('placeOrder', { id: first.id, quote: second.id }, headers))).toBe('order_differs');
  });

  it('is one order when it is placed ten times at once', async () => {
    const quote = await citizen.quoteOf(fresh('01'));
    const placed = await Promise.all(Array.from({ length: 10 }, () => citizen.call('placeOrder', { id: quote.id, quote: quote.id })));
    expect(new Set(placed.map((order) => order.number)).size).toBe(1);
  });

  it('is nobody else’s: not to see, pay, cancel, nor to guess', async () => {
    const order = await citizen.order(fresh('01'));
    const opened = await citizen.call('openPayment', { orders: [order.id], channel: 'wechat' });
    const stranger = await newCitizen(world);
    for (const attempt of [
      (headers: Record<string, string>) => stranger.call('order', { id: order.id }, headers),
      (headers: Record<string, string>) => stranger.call('cancelOrder', { id: order.id }, headers),
      (headers: Record<string, string>) => stranger.call('receipt', { id: order.id }, headers),
      (headers: Record<string, string>) => stranger.call('openPayment', { orders: [order.id], channel: 'wechat' }, headers),
      (headers: Record<string, string>) => stranger.call('payment', { id: opened.id }, headers),
      (headers: Record<string, string>) => stranger.call('checkPayment', { id: opened.id }, headers),
      (headers: Record<string, string>) => stranger.call('placeOrder', { id: randomUUID(), quote: order.id }, headers),
    ]) {
      expect(await refused(attempt)).toBe('not_found');
    }
  });

  it('given up cannot be paid any more, and its bill is free again', async () => {
    const number = fresh('01');
    const order = await citizen.order(number);
    const opened = await citizen.call('openPayment', { orders: [order.id], channel: 'wechat' });
    expect((await citizen.call('cancelOrder', { id: order.id })).status).toBe('cancelled');
    expect(await actInWallet(world, opened)).toContain('fail');
    expect(await refused((headers) => citizen.call('openPayment', { orders: [order.id], channel: 'wechat' }, headers))).toBe('order_closed');
    const stranger = await newCitizen(world);
    const theirs = await stranger.order(number);
    await stranger.pay([theirs]);
    await stranger.orderIs(theirs, 'fulfilled');
  });
});

describe('a wallet', () => {
  it('that was closed costs nothing, and may be opened again', async () => {
    const order = await citizen.order(fresh('01'));
    const first = await citizen.pay([order], 'cancel');
    expect(await citizen.check(first.id)).toMatchObject({ status: 'open', orders: [{ status: 'unpaid' }] });
    const second = await citizen.pay([order]);
    expect(second.id).toBe(first.id);
    await citizen.orderIs(order, 'fulfilled');
  });

  it('that says cancelled while it paid is not believed', async () => {
    const order = await citizen.order(fresh('01'));
    const opened = await citizen.pay([order], 'pay_silently');
    await until('the payment to be found', async () => (await citizen.check(opened.id)).status === 'paid');
    await citizen.orderIs(order, 'fulfilled');
  });
});

describe('a bill', () => {
  it('being paid by one is refused to another, who hears until when', async () => {
    const number = fresh('01');
    const mine = await citizen.order(number);
    const opened = await citizen.call('openPayment', { orders: [mine.id], channel: 'wechat' });
    const stranger = await newCitizen(world);
    const theirs = await stranger.order(number);
    const error = await stranger.call('openPayment', { orders: [theirs.id], channel: 'wechat' }).catch((problem: Refused) => problem.body.error);
    expect(error).toMatchObject({ code: 'bill_being_paid', facts: { until: expect.stringMatching(/Z$/) } });
    await actInWallet(world, opened);
    await citizen.orderIs(mine, 'fulfilled');
    expect(await refused((headers) => stranger.call('openPayment', { orders: [theirs.id], channel: 'wechat' }, headers))).toBe('already_paid');
  });

  it('is not locked by an order alone', async () => {
    const number = fresh('01');
    await citizen.order(number);
    const stranger = await newCitizen(world);
    const theirs = await stranger.order(number);
    await stranger.pay([theirs]);
    await stranger.orderIs(theirs, 'fulfilled');
  });

  it('paid twice is written off once; the second payment comes back once', async () => {
    const number = fresh('01');
    const [one, two] = [await citizen.order(number), await citizen.order(number)];
    const [first, second] = [
      await citizen.call('openPayment', { orders: [one.id], channel: 'wechat' }),
      await citizen.call('openPayment', { orders: [two.id], channel: 'wechat' }),
    ];
    await Promise.all([actInWallet(world, first), actInWallet(world, second)]);
    const ends = await Promise.all([one, two].map((order) => citizen.orderIs(order, 'fulfilled', 'refunded')));
    expect(ends.map((order) => order.status).sort()).toEqual(['fulfilled', 'refunded']);
    const books = await world.twin.books();
    expect(books.wechat.refunds.filter((refund) => [first.id, second.id].includes(refund.out_trade_no))).toHaveLength(1);
    expect(books.water.postings.filter((posting) => [one.number, two.number].includes(posting.order_no))).toHaveLength(1);
  });
});

describe('a request', () => {
  it.each([
    ['no JSON', '{"phone":'],
    ['an array', '[]'],
    ['a number', '1'],
    ['an unknown field', '{"phone":"13800000000","admin":true}'],
    ['a wrong type', '{"phone":13800000000}'],
  ])('with %s is refused', async (_, body) => {
    const answer = await fetch(`${world.origin}/api/sms-codes`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([400, 'bad_request']);
  });

  it('that is too large is refused before it is read', async () => {
    const answer = await fetch(`${world.origin}/api/sms-codes`, { method: 'POST', body: JSON.stringify({ phone: 'x'.repeat(1_000_000) }) });
    expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([413, 'body_too_large']);
  });

  it('without a session, with a made-up one, or with a revoked one gets nowhere', async () => {
    const routesOfCitizens = ['orders', 'accounts', 'sessions'] as const;
    for (const route of routesOfCitizens) {
      expect((await request(world.origin, route, {})).status).toBe(401);
      expect((await request(world.origin, route, {}, { authorization: `Bearer ${'a'.repeat(43)}` })).status).toBe(401);
    }
    const leaving = await newCitizen(world);
    await leaving.call('signOut', {});
    expect(await refused((headers) => leaving.call('orders', {}, headers))).toBe('not_signed_in');
  });

  it('by another site’s page cannot use the cookie', async () => {
    const onTheWeb = await newCitizen(world, 'h5');
    const saving = { ...account('205100000001'), nickname: '我家' };
    await expect(onTheWeb.call('saveAccount', saving, { origin: 'https://evil.example' })).rejects.toThrow('forbidden');
    expect(await onTheWeb.call('saveAccount', saving, { origin: world.origin })).toMatchObject({ nickname: '我家', account: '2051 **** 0001' });
  });

  it('for an unknown route answers as a problem', async () => {
    await expect(read(await fetch(`${world.origin}/api/nothing`))).rejects.toThrow('not_found');
  });
});
