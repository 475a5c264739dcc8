import { readConfig } from '../../server/config';
import type { OrderView } from '../../src/contract/order';
import { actInWallet, newCitizen } from '../support/citizen';
import { linkWallet, locationOf, openInside, throughApp } from '../support/in-app';
import { startWorld, type World } from '../support/world';

let world: World;
beforeAll(async () => {
  world = await startWorld({ limits: { sms_gap_s: 0 } });
});
afterEach(() => world.twin.heal());
afterAll(() => world.stop());

let next = 2000;
/** an account of its own for each test, with the behaviour that its tail asks for */
const fresh = (tail = '01') => `2051${String(++next).padStart(6, '0')}${tail}`;
const cashierOf = (order: OrderView, told = '') => `/pages/cashier/index?orders=${order.id}${told && `&link=${told}`}`;
const rows = <T>(text: string, values: unknown[]) => world.gateway.context.db.rows<T & object>(text, values);

describe.each(['wechat', 'alipay'] as const)('who pays, inside %s', (channel) => {
  it('is asked of the app once, and the wallet opens with the app’s own id', async () => {
    const citizen = await newCitizen(world, 'h5');
    const order = await citizen.order(fresh());
    await expect(openInside(citizen, order, channel, channel)).rejects.toThrow('wallet_not_linked');
    expect(await rows('select 1 from payment_orders where order_number = $1', [order.number])).toEqual([]);
    expect(await linkWallet(citizen, channel, order)).toBe(cashierOf(order, 'done'));

    const opened = await openInside(citizen, order, channel, channel);
    const { WECHAT_MP_APP_ID, ALIPAY_WEB_APP_ID } = world.env;
    const app = channel === 'wechat' ? WECHAT_MP_APP_ID : ALIPAY_WEB_APP_ID;
    expect(await rows('select inside, app from payments where id = $1', [opened.id])).toEqual([{ inside: channel, app }]);
    await actInWallet(world, opened);
    await citizen.orderIs(order, 'fulfilled');
    const another = await citizen.order(fresh());
    expect((await openInside(citizen, another, channel, channel)).request).not.toBeNull();
  });

  it('is believed for nobody’s forged state', async () => {
    const citizen = await newCitizen(world, 'h5');
    const order = await citizen.order(fresh());
    const back = new URL(await throughApp(citizen, channel, order));
    for (const state of ['0'.repeat(64), '', `${back.searchParams.get('state')}x`]) {
      back.searchParams.set('state', state);
      expect(locationOf(await citizen.visit(back.href))).toBe('/pages/orders/index');
    }
    await expect(openInside(citizen, order, channel, channel)).rejects.toThrow('wallet_not_linked');
  });

  it('is told once: the same address again does nothing more', async () => {
    const citizen = await newCitizen(world, 'h5');
    const order = await citizen.order(fresh());
    const back = await throughApp(citizen, channel, order);
    expect(locationOf(await citizen.visit(back))).toBe(cashierOf(order, 'done'));
    const [before] = await rows<{ made_at: Date }>('select made_at from wallet_links order by made_at desc limit 1', []);
    const other = new URL(await throughApp(citizen, channel, order));
    other.searchParams.set('state', new URL(back).searchParams.get('state') ?? '');
    expect(locationOf(await citizen.visit(other.href))).toBe(cashierOf(order));
    expect(await rows('select made_at from wallet_links order by made_at desc limit 1', [])).toEqual([before]);
  });

  it('is believed for the session that set out, not for another one, and not for nobody', async () => {
    const [setOut, other] = [await newCitizen(world, 'h5'), await newCitizen(world, 'h5')];
    const [order, others] = [await setOut.order(fresh()), await other.order(fresh())];
    const back = await throughApp(setOut, channel, order);
    expect(locationOf(await other.visit(back))).toBe('/pages/orders/index');
    expect(locationOf(await fetch(back, { redirect: 'manual' }))).toBe('/pages/orders/index');
    await expect(openInside(other, others, channel, channel)).rejects.toThrow('wallet_not_linked');
    // Nobody's try used it up.
    expect(locationOf(await setOut.visit(back))).toBe(cashierOf(order, 'done'));
  });

  it('is stored as a hash, for five minutes', async () => {
    const citizen = await newCitizen(world, 'h5');
    const order = await citizen.order(fresh());
    const back = new URL(await throughApp(citizen, channel, order));
    const state = back.searchParams.get('state') ?? '';
    expect(state).toMatch(/^[0-9a-f]{64}$/);
    const [stored] = await rows<{ row: string }>('select s::text as row from link_states s order by expires_at desc limit 1', []);
    expect(stored?.row).not.toContain(state);
    world.moveClock(5 * 60_000 + 1000);
    try {
      expect(locationOf(await citizen.visit(back.href))).toBe(cashierOf(order, 'failed'));
    } finally {
      world.moveClock(-5 * 60_000 - 1000);
    }
  });

  it.each([
    ['refuse', 'refused'],
    ['bad_code', 'failed'],
  ])('may not be told (%s): the cashier says so, and nothing is charged', async (oauth, told) => {
    const citizen = await newCitizen(world, 'h5');
    const order = await citizen.order(fresh());
    await world.twin.fault(channel, { oauth });
    expect(await linkWallet(citizen, channel, order)).toBe(cashierOf(order, told));
    await expect(openInside(citizen, order, channel, channel)).rejects.toThrow('wallet_not_linked');
    await world.twin.heal();
    expect(await linkWallet(citizen, channel, order)).toBe(cashierOf(order, 'done'));
  });

  it('goes with the phone in the hand: whoever linked it last pays with it', async () => {
    const [first, second] = [await newCitizen(world, 'h5'), await newCitizen(world, 'h5')];
    const [one, two] = [await first.order(fresh()), await second.order(fresh())];
    await linkWallet(first, channel, one);
    await linkWallet(second, channel, two);
    await expect(openInside(first, one, channel, channel)).rejects.toThrow('wallet_not_linked');
    await actInWallet(world, await openInside(second, two, channel, channel));
    await second.orderIs(two, 'fulfilled');
  });
});

it('belongs to the browser that asked: on another phone the same citizen is asked again', async () => {
  const [mine, another] = [await newCitizen(world, 'h5', '13912345678'), await newCitizen(world, 'h5', '13912345678')];
  const order = await mine.order(fresh());
  await linkWallet(mine, 'wechat', order);
  expect(await another.call('order', { id: order.id })).toMatchObject({ number: order.number });
  await expect(openInside(another, order, 'wechat', 'wechat')).rejects.toThrow('wallet_not_linked');
  expect((await openInside(mine, order, 'wechat', 'wechat')).request).not.toBeNull();
});

describe('its settings', () => {
  it('may be left out, and have the channels’ own addresses', () => {
    const { WECHAT_MP_APP_ID: _, ALIPAY_WEB_APP_ID: __, ...without } = world.env;
    expect(readConfig(without)).toMatchObject({ wechat_mp: null, alipay_web: null });
    const { WECHAT_MP_OAUTH_URL: ___, ALIPAY_WEB_OAUTH_URL: ____, UNIONPAY_SDK_URLS: _____, ...usual } = world.env;
    expect(readConfig(usual)).toMatchObject({
      wechat_mp: { oauth_url: 'https://open.weixin.qq.com/connect/oauth2/authorize' },
      alipay_web: { oauth_url: 'https://openauth.alipay.com/oauth2/publicAppAuthorize.htm' },
      unionpay: { sdk_urls: ['https://open.95516.com/s/open/js/upsdk.js'] },
    });
  });

  it.each([
    ['WECHAT_MP_APP_ID', () => world.env.WECHAT_APP_ID, 'must differ'],
    ['ALIPAY_WEB_APP_ID', () => world.env.ALIPAY_APP_ID, 'must differ'],
    ['WECHAT_MP_APP_SECRET_FILE', () => '', 'not set'],
    ['ALIPAY_WEB_PUBLIC_KEY_FILE', () => '', 'not set'],
    ['UNIONPAY_SDK_URLS', () => 'https://one.example.cn/a.js, upsdk.js', 'addresses'],
  ])('%s is refused when it cannot be meant', (name, value, why) => {
    const read = () => readConfig({ ...world.env, [name]: value() });
    expect(read).toThrow(name);
    expect(read).toThrow(why);
  });
});

describe('what opens where', () => {
  it.each([
    ['wechat', 'alipay'],
    ['wechat', 'unionpay'],
    ['alipay', 'wechat'],
    ['alipay', 'unionpay'],
    ['unionpay', 'wechat'],
    ['unionpay', 'alipay'],
  ] as const)('inside %s, %s does not', async (inside, channel) => {
    const citizen = await newCitizen(world, 'h5');
    const order = await citizen.order(fresh());
    await expect(openInside(citizen, order, channel, inside)).rejects.toThrow('wallet_unavailable');
  });

  it('a mini-program is inside nothing', async () => {
    const citizen = await newCitizen(world);
    await expect(openInside(citizen, await citizen.order(fresh()), 'wechat', 'wechat')).rejects.toThrow('bad_request');
    await expect(citizen.call('linkWallet', { channel: 'wechat', orders: ['0'.repeat(16)] })).rejects.toThrow('wallet_unavailable');
  });

  it('going from one browser to another closes the first attempt', async () => {
    const citizen = await newCitizen(world, 'h5');
    const order = await citizen.order(fresh());
    const page = await openInside(citizen, order, 'wechat', 'browser');
    await linkWallet(citizen, 'wechat', order);
    const inside = await openInside(citizen, order, 'wechat', 'wechat');
    expect(inside.id).not.toBe(page.id);
    expect(await citizen.check(page.id)).toMatchObject({ status: 'closed' });
    await actInWallet(world, inside);
    await citizen.orderIs(order, 'fulfilled');
  });

  it('a form for UnionPay’s page is no number for its app', async () => {
    const citizen = await newCitizen(world, 'h5');
    const order = await citizen.order(fresh());
    const page = await openInside(citizen, order, 'unionpay', 'browser');
    const inside = await openInside(citizen, order, 'unionpay', 'unionpay');
    expect([page.request?.is, inside.request?.is, inside.id === page.id]).toEqual(['form', 'unionpay-app', false]);
    expect((await openInside(citizen, order, 'unionpay', 'unionpay')).id).toBe(inside.id);
  });

  it('the script of 云闪付 is let in inside it and nowhere else', async () => {
    const suite = await startWorld({ serveH5: true, worker: false });
    try {
      const policyAt = async (path: string, agent: string) =>
        (await fetch(suite.origin + path, { headers: { 'user-agent': agent } })).headers.get('content-security-policy');
      const paths = ['/', '/index.html', '/pages/home/index'];
      for (const path of paths) {
        expect(await policyAt(path, 'Mozilla/5.0 (iPhone) (com.unionpay.chsp) (updebug 0)')).toContain(`script-src 'self' ${suite.twinOrigin};`);
        expect(await policyAt(path, 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.50')).toContain("script-src 'self';");
      }
    } finally {
      await suite.stop();
    }
  });
});
