import type { ChannelId, OrderView } from '../../src/contract/order';
import { actInWallet, type CitizenClient, newCitizen } from '../support/citizen';
import { until } from '../support/until';
import { payOnPage } from '../support/wallet-page';
import { startWorld, type World } from '../support/world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.twin.heal());
afterAll(async () => {
  await until('refunds to end', async () => !(await world.ledger()).balances.refunds_payable).catch(() => {});
  const { sum, crooked, balances } = await world.ledger();
  await world.stop();
  expect([sum, crooked, balances.refunds_payable ?? 0]).toEqual([0, 0, 0]);
});

let accounts = 5000;
const fresh = (tail = '01') => `2051${String(++accounts).padStart(6, '0')}${tail}`;
const noticesOf = async (payment: string) => (await world.twin.notices()).filter((notice) => notice.merchant_no === payment);
const entriesOf = (order: OrderView) =>
  world.gateway.context.db.rows<{ kind: string }>('select kind from ledger_transactions where reference like $1 or reference = $2', [
    `% ${order.number}`,
    order.number,
  ]);
const alarms = () => world.gateway.context.db.rows<{ kind: string; subject: string }>('select kind, subject from alarms');

/** Opens a payment and pays it at the channel, while its notices behave as the fault says. */
async function payWith(
  channel: Extract<ChannelId, 'wechat' | 'alipay'>,
  notice: object,
): Promise<{ citizen: CitizenClient; order: OrderView; payment: string }> {
  const citizen = await newCitizen(world, channel === 'wechat' ? 'weapp' : 'alipay');
  const order = await citizen.order(fresh());
  await world.twin.fault(channel, { notice });
  const { id } = await citizen.pay([order]);
  return { citizen, order, payment: id };
}

const heard = (payment: string, status: number) =>
  until(`a notice of ${payment} to be answered with ${status}`, async () =>
    (await noticesOf(payment)).some((notice) => notice.attempts.some((attempt) => attempt.status === status)),
  );

describe.each(['wechat', 'alipay'] as const)('a notice of %s', (channel) => {
  it('that comes five times at once is booked once, and every copy is acknowledged', async () => {
    const { citizen, order, payment } = await payWith(channel, { times: 5 });
    await citizen.orderIs(order, 'fulfilled');
    await until('all copies', async () => (await noticesOf(payment)).flatMap((notice) => notice.attempts).length >= 5);
    const statuses = (await noticesOf(payment)).flatMap((notice) => notice.attempts.map((attempt) => attempt.status));
    expect(statuses.every((status) => status === 200 || status === 204)).toBe(true);
    expect((await entriesOf(order)).map((entry) => entry.kind).sort()).toEqual(['fulfilment', 'payment']);
  });

  it('that is played again long after changes nothing', async () => {
    const { citizen, order, payment } = await payWith(channel, {});
    const before = await citizen.orderIs(order, 'fulfilled');
    const [notice] = await noticesOf(payment);
    await world.twin.replay(notice?.id as string);
    expect(await citizen.call('order', { id: order.id })).toEqual(before);
    expect(await entriesOf(order)).toHaveLength(2);
  });

  it('signed by a stranger is refused; nothing is booked until the channel itself is asked', async () => {
    const { citizen, order, payment } = await payWith(channel, { forged: true });
    await until('a refusal', async () => (await noticesOf(payment)).some((notice) => notice.attempts.length > 0 && notice.state !== 'taken'));
    expect((await citizen.call('order', { id: order.id })).status).toBe('unpaid');
    expect((await citizen.check(payment)).status).toBe('paid');
  });

  it.each([
    ['the amount', { wrong_amount: true }],
    ['the app', { wrong_app: true }],
  ])('that differs in %s ships nothing by itself and raises an alarm', async (_, fault) => {
    const { citizen, order, payment } = await payWith(channel, fault);
    await until('the alarm', async () => (await alarms()).some((alarm) => alarm.kind === 'payment_differs' && alarm.subject === payment));
    // The channel, asked directly, vouches for the right facts: only then the order goes on.
    await citizen.orderIs(order, 'fulfilled');
    expect((await world.twin.books()).water.postings.filter((posting) => posting.order_no === order.number)).toHaveLength(1);
  });

  it('that overtakes the answer to the prepay is booked all the same', async () => {
    const citizen = await newCitizen(world, channel === 'wechat' ? 'weapp' : 'alipay');
    const order = await citizen.order(fresh());
    await world.twin.fault(channel, { notice: { before_prepay_answer: true } });
    const opened = await citizen.call('openPayment', { orders: [order.id], channel });
    await citizen.orderIs(order, 'fulfilled');
    expect((await citizen.check(opened.id)).status).toBe('paid');
  });
});

describe('WeChat Pay', () => {
  it('may probe us with a wrong signature: refused with 401, no alarm, and the next copy settles', async () => {
    const { citizen, order, payment } = await payWith('wechat', { probe: true, first_attempts: 1 });
    await heard(payment, 401);
    expect((await alarms()).filter((alarm) => alarm.subject === payment)).toEqual([]);
    await citizen.check(payment);
    await citizen.orderIs(order, 'fulfilled');
  });

  it.each([
    ['by an unknown key', { unknown_serial: true }],
    ['301 s ago', { skew_s: -301 }],
    ['301 s ahead', { skew_s: 301 }],
  ])('a notice signed %s is refused, and no order fails for it', async (_, fault) => {
    const { citizen, order, payment } = await payWith('wechat', fault);
    await until('a refusal', async () =>
      (await noticesOf(payment)).some((notice) => notice.attempts.some((attempt) => (attempt.status ?? 0) >= 400)),
    );
    await citizen.check(payment);
    await citizen.orderIs(order, 'fulfilled');
  });

  it('that lost its answer to a prepay gets the same attempt again', async () => {
    const citizen = await newCitizen(world);
    const order = await citizen.order(fresh());
    await world.twin.fault('wechat', { answer: { lose_next: 1, only: 'transactions/jsapi' } });
    await expect(citizen.call('openPayment', { orders: [order.id], channel: 'wechat' })).rejects.toThrow('payment_unclear');
    const opened = await citizen.call('openPayment', { orders: [order.id], channel: 'wechat' });
    await actInWallet(world, opened);
    await citizen.orderIs(order, 'fulfilled');
    expect((await world.twin.books()).wechat.trades.filter((trade) => trade.out_trade_no === opened.id)).toHaveLength(1);
  });

  it('that lost its answer to a refund pays back once', async () => {
    const citizen = await newCitizen(world);
    const order = await citizen.order(fresh('06'));
    await world.twin.fault('wechat', { answer: { lose_next: 1, only: 'refund/domestic' } });
    const opened = await citizen.pay([order]);
    await citizen.orderIs(order, 'refunded');
    const trade = (await world.twin.books()).wechat.trades.find((one) => one.out_trade_no === opened.id);
    expect(trade?.refunded_fen).toBe(order.amount_fen);
  });
});

describe('money that comes when it should not', () => {
  it('after a close is recorded and sent back once', async () => {
    const citizen = await newCitizen(world);
    const order = await citizen.order(fresh());
    const opened = await citizen.call('openPayment', { orders: [order.id], channel: 'wechat' });
    await citizen.call('cancelOrder', { id: order.id });
    await actInWallet(world, opened, 'pay_late');
    expect(await citizen.orderIs(order, 'refunded')).toMatchObject({ refusal: 'closed_late' });
    expect((await world.twin.books()).wechat.refunds.filter((refund) => refund.out_trade_no === opened.id)).toHaveLength(1);
    expect((await world.twin.books()).water.postings.filter((posting) => posting.order_no === order.number)).toEqual([]);
  });

  it('through two channels for one order is written off once, and the second comes back', async () => {
    // One person, signed in on the web, opens both wallets' pages.
    const citizen = await newCitizen(world, 'h5');
    const order = await citizen.order(fresh());
    const alipay = await citizen.call('openPayment', { orders: [order.id], channel: 'alipay' });
    const unionpay = await citizen.call('openPayment', { orders: [order.id], channel: 'unionpay' });
    expect(alipay.id).not.toBe(unionpay.id);
    await payOnPage(unionpay.request);
    await payOnPage(alipay.request);
    await citizen.orderIs(order, 'fulfilled');
    await until('one refund', async () => {
      const books = await world.twin.books();
      return (
        [...books.alipay.refunds, ...books.unionpay.refunds].filter(
          (refund) => [alipay.id, unionpay.id].includes(refund.out_trade_no) && refund.state === 'SUCCESS',
        ).length === 1
      );
    });
    expect((await citizen.call('order', { id: order.id })).status).toBe('fulfilled');
  });
});

describe('time', () => {
  it('ends an order that nobody paid, and its bill is free again', async () => {
    const citizen = await newCitizen(world);
    const number = fresh();
    const order = await citizen.order(number);
    const id = order.id;
    await world.gateway.context.db.rows(`update orders set expires_at = $2 where number = $1`, [order.number, new Date(Date.now() - 1000)]);
    await citizen.orderIs(order, 'expired');
    await expect(citizen.call('openPayment', { orders: [id], channel: 'wechat' })).rejects.toThrow('quote_expired');
    const again = await citizen.order(number);
    await citizen.pay([again]);
    await citizen.orderIs(again, 'fulfilled');
  });

  it('ends an open payment only after the channel closed it', async () => {
    const citizen = await newCitizen(world);
    const order = await citizen.order(fresh());
    const opened = await citizen.call('openPayment', { orders: [order.id], channel: 'wechat' });
    const past = new Date(Date.now() - 1000);
    await world.gateway.context.db.rows('update payments set expires_at = $2, ask_at = $2 where id = $1', [opened.id, past]);
    await world.gateway.context.db.rows('update orders set expires_at = $2 where number = $1', [order.number, past]);
    await citizen.orderIs(order, 'expired');
    expect((await world.twin.books()).wechat.trades.find((trade) => trade.out_trade_no === opened.id)).toMatchObject({ state: 'CLOSED' });
  });
});
