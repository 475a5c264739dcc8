import { actInWallet, newCitizen } from '../support/citizen';
import { until } from '../support/until';
import { startWorld, type World } from '../support/world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe.each(['weapp', 'alipay'] as const)('a water bill paid in %s', (surface) => {
  const channel = surface === 'weapp' ? 'wechat' : 'alipay';

  it('goes from look-up to receipt, and every book agrees to the fen', async () => {
    const citizen = await newCitizen(world, surface);
    const account = surface === 'weapp' ? '205111110002' : '205122220002';
    const found = await citizen.call('lookup', { service: 'water', account: { typed: account } });
    expect(found.subject.account).toMatch(/^2051 \*{4} \d{4}$/);
    expect(found.subject.holder).toMatch(/^\*./);
    expect(found.bills).toHaveLength(3);

    const order = await citizen.order(account);
    expect(order.status).toBe('unpaid');
    expect(order.amount_fen).toBe(found.bills.reduce((sum, bill) => sum + bill.amount_fen, 0));

    const opened = await citizen.pay([order]);
    const fulfilled = await citizen.orderIs(order, 'fulfilled');
    expect(fulfilled.stations.map((station) => `${station.code} ${station.state}`)).toEqual([
      'paid done',
      'agency_told done',
      'written_off done',
      'settled next',
    ]);
    expect(fulfilled.paid_by).toBe(channel);

    const receipt = await citizen.call('receipt', { id: order.id });
    const page = await fetch(receipt.verify_url, { headers: { 'accept-language': 'en' } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Signature valid');
    expect((await fetch(receipt.verify_url.replace(/.$/, (sign) => (sign === 'A' ? 'B' : 'A')))).status).toBe(404);

    const books = await world.twin.books();
    expect(books[channel].trades.find((trade) => trade.out_trade_no === opened.id)).toMatchObject({ amount_fen: order.amount_fen, refunded_fen: 0 });
    expect(books.water.postings.find((posting) => posting.order_no === order.number)).toMatchObject({ amount_fen: order.amount_fen, state: 'done' });
    expect((await citizen.call('lookup', { service: 'water', account: { typed: account } })).bills).toEqual([]);
  });
});

it('settles by asking when no notice ever comes', async () => {
  await world.twin.fault('wechat', { notice: { never: true } });
  const citizen = await newCitizen(world);
  const order = await citizen.order('205133330001');
  const opened = await citizen.pay([order]);
  expect((await citizen.check(opened.id)).status).toBe('paid');
  await citizen.orderIs(order, 'fulfilled');
  await world.twin.heal();
});

it('pays several orders with one confirmation, each fulfilled on its own', async () => {
  const citizen = await newCitizen(world);
  const orders = [await citizen.order('205144440001'), await citizen.order('205144450006')];
  const opened = await citizen.pay(orders);
  expect(opened.amount_fen).toBe(orders.reduce((sum, order) => sum + order.amount_fen, 0));
  await citizen.orderIs(orders[0] as never, 'fulfilled');
  expect(await citizen.orderIs(orders[1] as never, 'refunded')).toMatchObject({ refusal: 'not_accepted' });
  const refunds = (await world.twin.books()).wechat.refunds.filter((refund) => refund.out_trade_no === opened.id);
  expect(refunds).toHaveLength(1);
  expect(refunds[0]).toMatchObject({ amount_fen: orders[1]?.amount_fen });
});

it('shows the web’s wallets where they can open, and nowhere else', async () => {
  const citizen = await newCitizen(world, 'h5');
  const order = await citizen.order('205155550001');
  const alipay = await citizen.call('openPayment', { orders: [order.id], channel: 'alipay' });
  expect(alipay.request).toMatchObject({ is: 'redirect' });
  const unionpay = await citizen.call('openPayment', { orders: [order.id], channel: 'unionpay' });
  expect(unionpay.request).toMatchObject({ is: 'form', fields: { orderId: unionpay.id, txnAmt: String(order.amount_fen) } });
  const wechat = await citizen.call('openPayment', { orders: [order.id], channel: 'wechat' });
  expect(wechat.request).toMatchObject({ is: 'redirect', url: expect.stringContaining('checkmweb?prepay_id=') });
  const mini = await newCitizen(world);
  await expect(mini.call('openPayment', { orders: [(await mini.order('205155560001')).id], channel: 'alipay' })).rejects.toThrow(
    'wallet_unavailable',
  );
});

it('resumes the same attempt when the app was closed in the middle', async () => {
  const citizen = await newCitizen(world);
  const order = await citizen.order('205166660001');
  const first = await citizen.call('openPayment', { orders: [order.id], channel: 'wechat' });
  const again = await citizen.call('openPayment', { orders: [order.id], channel: 'wechat' });
  expect(again.id).toBe(first.id);
  await actInWallet(world, again);
  await citizen.orderIs(order, 'fulfilled');
  expect(await citizen.call('openPayment', { orders: [order.id], channel: 'wechat' })).toMatchObject({ id: first.id, status: 'paid', request: null });
});

it('keeps a ledger that sums to zero, checked by the database', async () => {
  await until('refunds to end', async () => (await world.ledger()).balances.refunds_payable === 0);
  const { sum, crooked, balances } = await world.ledger();
  expect([sum, crooked]).toEqual([0, 0]);
  const { wechat, alipay, water } = await world.twin.books();
  const collected = (book: typeof wechat) =>
    book.trades.filter((trade) => trade.paid_at).reduce((total, trade) => total + trade.amount_fen - trade.refunded_fen, 0);
  expect(balances['channel:wechat']).toBe(collected(wechat));
  expect(balances['channel:alipay']).toBe(collected(alipay));
  expect(balances['agency:water']).toBe(
    -water.postings.filter((posting) => posting.state === 'done').reduce((total, posting) => total + posting.amount_fen, 0),
  );
});
