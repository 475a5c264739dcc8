import { randomUUID } from 'node:crypto';
import { citizenFor } from '../../server/citizens/identities';
import { citizenOf, openSession } from '../../server/citizens/sessions';
import { countBothOrRefuse, countOrRefuse, forgetCounts, type Limit } from '../../server/security/limits';
import { type CitizenClient, newCitizen, type Refused, read, request } from '../support/citizen';
import { startWorld, type World } from '../support/world';

/** How often anybody may do anything: the window that slides, and each limit that has one. The clock is moved, never waited for. */
let world: World;
let citizen: CitizenClient;
beforeAll(async () => {
  world = await startWorld({
    limits: {
      opens_per_order_hour: 2,
      checks_per_payment_minute: 3,
      logins_per_identity_hour: 3,
      sms_per_phone_hour: 3,
      sms_per_phone_day: 4,
      sms_gap_s: 0,
      links_per_citizen_hour: 2,
      session_idle_days: 30,
    },
  });
  citizen = await newCitizen(world);
});
afterAll(() => world.stop());

const HOUR = 3_600_000;
// Ahead of the worker's clock, which forgets windows that are over.
const whole = Math.ceil(Date.now() / HOUR) * HOUR;
const hourly: Limit = { name: 'test', most: 10, window_s: 3600 };
let people = 0;
/** Acts of somebody new, each at so many minutes after a whole hour. */
function somebody(limit = hourly) {
  const who = `somebody-${++people}`;
  return async (minutes: number): Promise<string> => {
    const { db, vault } = world.gateway.context;
    return countOrRefuse(db, vault, new Date(whole + minutes * 60_000), limit, who).then(
      () => 'done',
      (problem) => problem.facts.until as string,
    );
  };
}
const told = (error: Refused) => error.body.error;
const codeOf = (answer: object) => ('code' in answer ? answer.code : 'done');

async function later<T>(ms: number, work: () => Promise<T>): Promise<T> {
  world.moveClock(ms);
  try {
    return await work();
  } finally {
    world.moveClock(-ms);
  }
}

describe('a window', () => {
  it('lets no second burst through at its turn', async () => {
    const act = somebody();
    for (let i = 0; i < 10; i++) expect(await act(59)).toBe('done');
    let through = 0;
    for (let minute = 60; minute < 66; minute++) for (let i = 0; i < 10; i++) if ((await act(minute)) === 'done') through++;
    // A tenth of the hour before has slid away by then, and no more.
    expect(through).toBeLessThanOrEqual(1);
  });

  it('slides: what was long ago counts less and less', async () => {
    const act = somebody();
    for (let i = 0; i < 10; i++) await act(0);
    let through = 0;
    for (let i = 0; i < 10; i++) if ((await act(90)) === 'done') through++;
    expect(through).toBe(5);
  });

  it('says when, and keeps its word', async () => {
    const act = somebody();
    for (let i = 0; i < 10; i++) await act(30);
    for (const until of [await act(30), await act(40)]) {
      const minutes = (Date.parse(until) - whole) / 60_000;
      expect(minutes).toBeGreaterThan(60);
      expect(await act(minutes - 0.1)).not.toBe('done');
    }
    expect(await act((Date.parse(await act(50)) - whole) / 60_000)).toBe('done');
    const once = somebody({ ...hourly, most: 1 });
    await once(10);
    const until = (Date.parse(await once(20)) - whole) / 60_000;
    expect([await once(until - 0.1), await once(until)]).toEqual([expect.stringMatching(/Z$/), 'done']);
  });

  it('is not filled by what is refused, nor by two at once', async () => {
    const act = somebody();
    for (let i = 0; i < 50; i++) await act(10);
    expect(await act(120)).toBe('done');
    const crowd = somebody();
    const all = await Promise.all(Array.from({ length: 40 }, () => crowd(5)));
    expect(all.filter((one) => one === 'done')).toHaveLength(10);
  });

  it('of two limits in turn: who is refused by the first does not fill the second', async () => {
    const { db, vault, clock } = world.gateway.context;
    const [narrow, wide] = [
      { name: 'narrow', most: 1, window_s: 3600 },
      { name: 'wide', most: 3, window_s: 3600 },
    ];
    const shared = randomUUID();
    const act = (who: string) =>
      countBothOrRefuse(db, vault, clock(), [
        { limit: narrow, who },
        { limit: wide, who: shared },
      ]).then(
        () => 'done',
        (problem) => problem.code,
      );
    const [greedy, ...others] = Array.from({ length: 4 }, () => randomUUID()) as [string, ...string[]];
    expect([await act(greedy), await act(greedy), await act(greedy), await act(greedy)]).toEqual(['done', ...Array(3).fill('too_many_requests')]);
    expect([await act(others[0] as string), await act(others[1] as string)]).toEqual(['done', 'done']);
    expect(await act(others[2] as string)).toBe('too_many_requests');
  });

  it('is forgotten once it counts no more', async () => {
    const { db } = world.gateway.context;
    const act = somebody();
    for (let i = 0; i < 10; i++) await act(0);
    await forgetCounts(db, new Date(whole + 119 * 60_000), 100_000);
    expect(await act(61)).not.toBe('done');
    await forgetCounts(db, new Date(whole + 121 * 60_000), 100_000);
    expect(await act(61)).toBe('done');
  });
});

describe('limits', () => {
  it('count every request of a citizen over all sessions, in one window, and nobody else’s', async () => {
    const { context } = world.gateway;
    const { config } = context;
    const ctx = { ...context, config: { ...config, limits: { ...config.limits, requests_per_citizen_minute: 3 } } };
    const opened = async (phone: string) => (await openSession(ctx, await citizenFor(ctx, 'phone', 'sms', phone), 'h5')).token;
    const tokens = [await opened('13600000011'), await opened('13600000011')] as const;
    const stranger = await opened('13600000012');
    const enter = (token: string) => citizenOf(ctx, token).catch((problem) => problem);
    for (const token of [tokens[0], tokens[1], tokens[0]]) expect(await enter(token)).toMatchObject({ surface: 'h5' });
    for (const token of tokens) expect(await enter(token)).toMatchObject({ code: 'too_many_requests', facts: { until: expect.any(String) } });
    expect(await enter(stranger)).toMatchObject({ surface: 'h5' });
    expect(await enter('x'.repeat(43))).toMatchObject({ code: 'not_signed_in' });
    await later(180_000, async () => expect(await enter(tokens[1])).toMatchObject({ surface: 'h5' }));
  });

  it('count how often one order is opened anew, and not another’s', async () => {
    const [order, other] = [await citizen.order('205166010101'), await citizen.order('205166020101')];
    const open = (id: string) => citizen.call('openPayment', { orders: [id], channel: 'wechat' });
    for (let i = 0; i < 3; i++) await open(order.id);
    expect(await open(order.id).catch(told)).toMatchObject({ code: 'too_many_requests', facts: { until: expect.any(String) } });
    await open(other.id);
    await open(other.id);
    await later(2 * HOUR, async () => expect(await open(order.id).catch(told)).toMatchObject({ code: 'quote_expired' }));
  });

  it('count how often one payment is asked about, until it is paid', async () => {
    const order = await citizen.order('205166030101');
    const { id } = await citizen.call('openPayment', { orders: [order.id], channel: 'wechat' });
    for (let i = 0; i < 3; i++) await citizen.check(id);
    expect(await citizen.check(id).catch(told)).toMatchObject({ code: 'too_many_requests' });
    await later(120_000, async () => expect((await citizen.check(id)).status).toBe('open'));
    await citizen.pay([order]);
    await citizen.orderIs(order, 'fulfilled');
    for (let i = 0; i < 5; i++) await citizen.check(id);
  });

  it('count sign-ins of one person, whatever the address', async () => {
    for (let i = 0; i < 3; i++) await newCitizen(world, 'alipay', 'restless');
    expect(await newCitizen(world, 'alipay', 'restless').catch(told)).toMatchObject({ code: 'too_many_requests' });
    await newCitizen(world, 'alipay', 'somebody else');
    expect(codeOf(await later(2 * HOUR, () => newCitizen(world, 'alipay', 'restless').catch(told)))).not.toBe('too_many_requests');
  });

  it('count guesses at one phone’s codes over several codes', async () => {
    const phone = '13600000001';
    const guess = () => request(world.origin, 'signInSms', { phone, code: '000000' }).then((answer) => answer.status);
    await read(await request(world.origin, 'sendSmsCode', { phone }));
    expect([await guess(), await guess(), await guess(), await guess()]).toEqual([401, 401, 401, 429]);
  });

  it('count SMS to one phone over an hour and over a day, and leave the last code good', async () => {
    const phone = '13600000002';
    const send = () => request(world.origin, 'sendSmsCode', { phone }).then((answer) => read(answer));
    for (let i = 0; i < 3; i++) await send();
    const refused = await send().catch(told);
    expect(refused).toMatchObject({ code: 'too_many_requests' });
    expect((await request(world.origin, 'signInSms', { phone, code: await world.twin.smsCode(phone) })).status).toBe(200);
    // The sender refuses a clock that is hours off: what gets as far as that was let through.
    const outcome = () => send().catch((error) => told(error).code);
    await later(3 * HOUR, async () => expect([await outcome(), await outcome()]).toEqual(['login_unavailable', 'too_many_requests']));
    await later(51 * HOUR, async () => expect(await outcome()).toBe('login_unavailable'));
  });

  it('count ways to a wallet’s app, whose states are rows', async () => {
    const onTheWeb = await newCitizen(world, 'h5');
    const order = await onTheWeb.order('205166040101');
    const link = () => onTheWeb.call('linkWallet', { channel: 'wechat', orders: [order.id] });
    expect([(await link()).url, (await link()).url].every((url) => url.includes('state='))).toBe(true);
    expect(await link().catch(told)).toMatchObject({ code: 'too_many_requests' });
  });
});

describe('a session', () => {
  it('is over when nobody used it for a month, and at the latest after its days', async () => {
    const lazy = await newCitizen(world);
    const busy = await newCitizen(world);
    const DAY = 24 * HOUR;
    let days = 0;
    const pass = (more: number) => {
      days += more;
      world.moveClock(more * DAY);
    };
    for (let i = 0; i < 4; i++) {
      pass(20);
      await busy.call('orders', {});
    }
    await expect(lazy.call('orders', {})).rejects.toThrow('not_signed_in');
    expect((await busy.call('sessions', {})).sessions).toHaveLength(1);
    pass(11);
    await expect(busy.call('orders', {})).rejects.toThrow('not_signed_in');
    world.moveClock(-days * DAY);
  });

  it('ends everywhere at once when asked to', async () => {
    const people = [await newCitizen(world, 'weapp', 'everywhere'), await newCitizen(world, 'weapp', 'everywhere')] as const;
    const stranger = await newCitizen(world);
    await people[0].call('signOutEverywhere', {});
    for (const one of people) await expect(one.call('orders', {})).rejects.toThrow('not_signed_in');
    await stranger.call('orders', {});
  });

  it('gives way to the one that is opened over it, whoever’s that is', async () => {
    const phone = '13600000003';
    await read(await request(world.origin, 'sendSmsCode', { phone }));
    const planted = await newCitizen(world, 'h5');
    const cookie = planted.cookie();
    const entered = await request(world.origin, 'signInSms', { phone, code: await world.twin.smsCode(phone) }, { cookie });
    const now = (entered.headers.get('set-cookie') ?? '').split(';')[0] as string;
    expect(now).not.toBe(cookie);
    expect((await request(world.origin, 'orders', {}, { cookie })).status).toBe(401);
    expect((await request(world.origin, 'orders', {}, { cookie: now })).status).toBe(200);
  });

  it('is stored as a hash of an unguessable token', async () => {
    const onTheWeb = await newCitizen(world, 'h5');
    const token = onTheWeb.cookie().split('=')[1] as string;
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const rows = await world.gateway.context.db.rows<{ row: string }>('select sessions::text as row from sessions');
    expect(rows.some((row) => row.row.includes(token) || row.row.includes(Buffer.from(token).toString('hex')))).toBe(false);
  });
});
