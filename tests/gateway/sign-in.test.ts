import type { Limits } from '../../server/config';
import { newCitizen, type Refused, read, request } from '../support/citizen';
import { startWorld, type World } from '../support/world';

let world: World;
beforeAll(async () => {
  world = await startWorld({ limits: { unpaid_per_hour: 3 } });
});
afterAll(() => world.stop());

/** A world of its own with these limits. */
async function inWorld(limits: Partial<Limits>, work: (world: World) => Promise<void>): Promise<void> {
  const limited = await startWorld({ limits });
  try {
    await work(limited);
  } finally {
    await limited.stop();
  }
}

/** Windows begin on the hour: when one turns in the middle of a test, up to twice as many are let through. */
async function refusedAfter(most: number, act: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done <= 2 * most; done++) {
    const error = await act().then(
      () => null,
      (refusal: Refused) => refusal,
    );
    if (!error) continue;
    expect(problem(error)).toMatchObject({ code: 'too_many_requests', facts: { until: expect.any(String) } });
    expect(done).toBeGreaterThanOrEqual(most);
    return;
  }
  throw new Error(`${2 * most + 1} were let through`);
}

const problem = (error: Refused) => error.body.error;
const send = (phone: string) => request(world.origin, 'sendSmsCode', { phone }).then((answer) => read<{ resend_at: string }>(answer));
const enter = (phone: string, code: string) => request(world.origin, 'signInSms', { phone, code });

describe('signing in by SMS', () => {
  it('takes the code once', async () => {
    await send('13800000001');
    const code = await world.twin.smsCode('13800000001');
    const answer = await enter('13800000001', code);
    expect(await read(answer)).toMatchObject({ token: null });
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/);
    await expect(read(await enter('13800000001', code))).rejects.toThrow('sms_code_wrong');
  });

  it('gives five tries, also when they come at once', async () => {
    await send('13800000002');
    const code = await world.twin.smsCode('13800000002');
    const wrong = code === '000000' ? '111111' : '000000';
    const tries = await Promise.all(Array.from({ length: 5 }, () => enter('13800000002', wrong)));
    expect(tries.map((answer) => answer.status)).toEqual([401, 401, 401, 401, 401]);
    await expect(read(await enter('13800000002', code))).rejects.toThrow('sms_code_wrong');
  });

  it('sends again only after a minute, and says when', async () => {
    await send('13800000003');
    const told = await send('13800000003').catch(problem);
    expect(told).toMatchObject({ code: 'sms_too_soon', facts: { until: expect.any(String) } });
    world.moveClock(61_000);
    await send('13800000003');
    const first = await world.twin.smsCode('13800000003');
    expect((await enter('13800000003', first)).status).toBe(200);
  });

  it('sends only so many an hour to one number', async () => {
    await inWorld({ sms_per_phone_hour: 3, sms_gap_s: 0 }, async (limited) => {
      const ask = () => request(limited.origin, 'sendSmsCode', { phone: '13800000004' }).then((answer) => read(answer));
      await refusedAfter(3, ask);
    });
  });

  it('tells nobody who has an account: known and unknown numbers get the same answers', async () => {
    const known = await enter('13800000001', '123456');
    const unknown = await enter('13800009999', '123456');
    expect([known.status, await known.json()]).toEqual([unknown.status, await unknown.json()]);
  });
});

describe('signing in with a super-app', () => {
  it('gives the same citizen each time, and one code one session', async () => {
    const code = await world.twin.loginCode('wechat', 'mother');
    await read(await request(world.origin, 'signInWechat', { code }));
    await expect(read(await request(world.origin, 'signInWechat', { code: 'made-up' }))).rejects.toThrow('login_code_refused');
    const first = await newCitizen(world, 'weapp', 'mother');
    await first.call('saveAccount', { service: 'water', account: { typed: '205100000001' }, nickname: '妈妈家' });
    const second = await newCitizen(world, 'weapp', 'mother');
    expect((await second.call('accounts', {})).accounts).toMatchObject([{ nickname: '妈妈家' }]);
  });

  it('takes the developer tools’ mock code as the twin’s demo citizen', async () => {
    expect(await read(await request(world.origin, 'signInWechat', { code: 'the code is a mock one' }))).toMatchObject({ token: expect.any(String) });
  });

  it('lists sessions and ends one of them', async () => {
    const here = await newCitizen(world, 'weapp', 'father');
    const there = await newCitizen(world, 'weapp', 'father');
    const { sessions } = await here.call('sessions', {});
    expect(sessions.filter((session) => session.current)).toHaveLength(1);
    const other = sessions.find((session) => !session.current);
    await here.call('revokeSession', { id: other?.id as string });
    await expect(there.call('orders', {})).rejects.toThrow('not_signed_in');
    await here.call('orders', {});
  });
});

describe('limits', () => {
  it('count look-ups per citizen', async () => {
    await inWorld({ lookups_per_citizen_hour: 4 }, async (limited) => {
      const citizen = await newCitizen(limited);
      await refusedAfter(4, () => citizen.call('lookup', { service: 'water', account: { typed: '205100000001' } }));
    });
  });

  it('count look-ups per account, whoever asks', async () => {
    await inWorld({ lookups_per_account_hour: 2 }, async (limited) => {
      await refusedAfter(2, async () => (await newCitizen(limited)).call('lookup', { service: 'water', account: { typed: '205100000001' } }));
    });
  });

  it('count SMS per address, whatever the number', async () => {
    await inWorld({ sms_per_ip_hour: 2 }, async (limited) => {
      let number = 13800001000;
      await refusedAfter(2, () => request(limited.origin, 'sendSmsCode', { phone: String(++number) }).then((answer) => read(answer)));
    });
  });

  it('let nobody hold more than three bills unpaid in an hour', async () => {
    const citizen = await newCitizen(world);
    const open = async (account: string) => {
      const order = await citizen.order(account);
      return citizen.call('openPayment', { orders: [order.id], channel: 'wechat' });
    };
    const first = await citizen.order('205177770001');
    await citizen.call('openPayment', { orders: [first.id], channel: 'wechat' });
    // Opening the same one again is no further lock.
    await citizen.call('openPayment', { orders: [first.id], channel: 'wechat' });
    await open('205177780001');
    await open('205177790001');
    expect(await open('205177800001').catch(problem)).toMatchObject({ code: 'too_many_unpaid', facts: { until: expect.any(String) } });
  });
});
