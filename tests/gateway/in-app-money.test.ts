import type { Inside } from '../../src/contract/inside';
import type { ChannelId, OpenedPayment } from '../../src/contract/order';
import { actInWallet, newCitizen } from '../support/citizen';
import { linkWallet, locationOf, openInside } from '../support/in-app';
import { until } from '../support/until';
import { payOnPage } from '../support/wallet-page';
import { startWorld, type World } from '../support/world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.twin.heal());
afterAll(() => world.stop());

let next = 3000;
/** an account of its own for each test, with the behaviour that its tail asks for */
const fresh = (tail = '01') => `2051${String(++next).padStart(6, '0')}${tail}`;
const rows = <T>(text: string, values: unknown[]) => world.gateway.context.db.rows<T & object>(text, values);
const ANOTHER_APP = 'wx1111111111111111';

function urlOf(opened: OpenedPayment): string {
  if (opened.request?.is !== 'redirect') throw new Error(`${opened.request?.is} instead of a page`);
  return opened.request.url;
}

describe('WeChat’s page for other browsers', () => {
  it('pays, and comes back to where the outcome is told', async () => {
    const citizen = await newCitizen(world, 'h5');
    const order = await citizen.order(fresh());
    const opened = await openInside(citizen, order, 'wechat', 'browser');
    const url = urlOf(opened);
    expect(new URL(url).searchParams.get('redirect_url')).toBe(`${world.origin}/api/returns/wechat/${opened.id}`);
    const back = await fetch(`${world.origin}/api/returns/wechat/${opened.id}`, { redirect: 'manual' });
    expect([back.status, locationOf(back)]).toEqual([303, `/pages/result/index?payment=${opened.id}`]);
    await payOnPage(opened.request);
    expect(await citizen.orderIs(order, 'fulfilled')).toMatchObject({ paid_by: 'wechat' });
  });

  it('opens for a page that browsers name, and for five minutes; asked again there is a fresh one of the same order', async () => {
    const citizen = await newCitizen(world, 'h5');
    const order = await citizen.order(fresh());
    const first = await openInside(citizen, order, 'wechat', 'browser');
    const url = urlOf(first);
    expect((await fetch(url)).status).toBe(400);
    const headers = { referer: `${world.origin}/` };
    expect((await fetch(url, { headers })).status).toBe(200);
    await moveTwin(5 * 60_000 + 1000);
    try {
      expect((await fetch(url, { headers })).status).toBe(400);
    } finally {
      await moveTwin(0);
    }
    const again = await openInside(citizen, order, 'wechat', 'browser');
    expect(again.id).toBe(first.id);
    expect(urlOf(again)).not.toBe(url);
    await payOnPage(again.request);
    await citizen.orderIs(order, 'fulfilled');
    expect((await world.twin.books()).wechat.trades.filter((trade) => trade.out_trade_no === first.id)).toHaveLength(1);
  });

  const moveTwin = (offset_ms: number) => fetch(`${world.twinOrigin}/_twin/clock`, { method: 'POST', body: JSON.stringify({ offset_ms }) });
});

const WAYS: [string, ChannelId, Inside][] = [
  ['WeChat’s page', 'wechat', 'browser'],
  ['WeChat’s bridge', 'wechat', 'wechat'],
  ['Alipay’s bridge', 'alipay', 'alipay'],
  ['云闪付’s script', 'unionpay', 'unionpay'],
];

describe.each(WAYS)('money through %s', (_, channel, inside) => {
  const begin = async (tail?: string) => {
    const citizen = await newCitizen(world, 'h5');
    const order = await citizen.order(fresh(tail));
    if (inside !== 'browser' && channel !== 'unionpay') await linkWallet(citizen, channel, order);
    return { citizen, order, opened: await openInside(citizen, order, channel, inside) };
  };
  const act = (opened: OpenedPayment) => (inside === 'browser' ? payOnPage(opened.request) : actInWallet(world, opened));

  it('is asked for, when no notice comes', async () => {
    await world.twin.fault(channel, { notice: { never: true } });
    const { citizen, order, opened } = await begin();
    await act(opened);
    expect(await citizen.check(opened.id)).toMatchObject({ status: 'paid', channel });
    await citizen.orderIs(order, 'fulfilled');
  });

  it('comes back in full when the water company refuses', async () => {
    const { citizen, order, opened } = await begin('06');
    await act(opened);
    await citizen.orderIs(order, 'refunded');
    const refunds = (await world.twin.books())[channel].refunds.filter((refund) => refund.out_trade_no === opened.id);
    expect(refunds).toMatchObject([{ amount_fen: order.amount_fen, state: 'SUCCESS' }]);
  });

  it('is not taken any more once the order was given up', async () => {
    const { citizen, order, opened } = await begin();
    await citizen.call('cancelOrder', { id: order.id });
    if (channel === 'unionpay') return expect((await citizen.check(opened.id)).status).not.toBe('paid');
    expect(await citizen.check(opened.id)).toMatchObject({ status: 'closed' });
    await act(opened).catch(() => undefined);
    expect((await world.twin.books())[channel].trades.find((trade) => trade.out_trade_no === opened.id)?.paid_at ?? null).toBeNull();
  });

  // There is nothing to compare where a channel names no app.
  if (channel === 'unionpay') return;

  it('is not booked when the channel names another app than the attempt’s', async () => {
    const { citizen, order, opened } = await begin();
    await rows('update payments set app = $2 where id = $1', [opened.id, ANOTHER_APP]);
    await act(opened);
    // The notice says who it is about. WeChat's query says it again, which holds the payment; Alipay's knows only the asking app's trades.
    await until('the alarm', async () => {
      await citizen.check(opened.id);
      return (await rows("select 1 from alarms where kind = 'payment_differs' and subject = $1", [opened.id])).length > 0;
    });
    if (channel === 'wechat')
      await until('the payment to be held', async () => {
        await citizen.check(opened.id);
        return (await rows("select 1 from payments where id = $1 and status = 'held'", [opened.id])).length > 0;
      });
    const [raised] = await rows<{ facts: { wrong: string[] } }>("select facts from alarms where kind = 'payment_differs' and subject = $1", [
      opened.id,
    ]);
    expect(raised?.facts.wrong).toEqual(['app']);
    expect((await citizen.check(opened.id)).status).not.toBe('paid');
    expect(await citizen.call('order', { id: order.id })).toMatchObject({ status: 'unpaid' });
  });
});

it('what was opened before apps were kept is the mini-program’s', async () => {
  const citizen = await newCitizen(world);
  const order = await citizen.order(fresh());
  const opened = await citizen.call('openPayment', { orders: [order.id], channel: 'wechat' });
  await rows('update payments set app = null where id = $1', [opened.id]);
  expect((await citizen.call('openPayment', { orders: [order.id], channel: 'wechat' })).id).toBe(opened.id);
  await actInWallet(world, opened);
  await citizen.orderIs(order, 'fulfilled');
});

it('every book agrees to the fen', async () => {
  const held = await rows<{ id: string }>('select id from payments where app = $1', [ANOTHER_APP]);
  await until('refunds to end', async () => ((await world.ledger()).balances.refunds_payable ?? 0) === 0);
  const { sum, crooked, balances } = await world.ledger();
  expect([sum, crooked]).toEqual([0, 0]);
  const books = await world.twin.books();
  for (const channel of ['wechat', 'alipay', 'unionpay'] as const) {
    const trades = books[channel].trades.filter((trade) => trade.paid_at && !held.some(({ id }) => id === trade.out_trade_no));
    expect(balances[`channel:${channel}`]).toBe(trades.reduce((total, trade) => total + trade.amount_fen - trade.refunded_fen, 0));
  }
});
