import { newCitizen, type Refused, read, request } from '../support/citizen';
import { startWorld, type World } from '../support/world';

let world: World;
beforeAll(async () => {
  world = await startWorld({ limits: { sms_per_phone_hour: 3, unpaid_per_hour: 3, lookups_per_citizen_hour: 10 } });
});
afterAll(() => world.stop());

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

  it('sends only so many an hour', async () => {
    for (let i = 0; i < 3; i++) {
      await send('13800000004');
      world.moveClock(61_000);
    }
    await expect(send('13800000004')).rejects.toThrow('too_many_requests');
    world.moveClock(-4 * 61_000);
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
    const citizen = await newCitizen(world);
    const look = () => citizen.call('lookup', { service: 'water', account: { typed: '205100000001' } });
    for (let i = 0; i < 10; i++) await look();
    await expect(look()).rejects.toThrow('too_many_requests');
  });

  it('count look-ups per account, whoever asks, and say when to come back', async () => {
    const limited = await startWorld({ limits: { lookups_per_account_hour: 2 } });
    try {
      const look = async () => (await newCitizen(limited)).call('lookup', { service: 'water', account: { typed: '205100000001' } });
      await look();
      await look();
      expect(await look().catch(problem)).toMatchObject({ code: 'too_many_requests', facts: { until: expect.any(String) } });
    } finally {
      await limited.stop();
    }
  });

  it('count SMS per address, whatever the number', async () => {
    const limited = await startWorld({ limits: { sms_per_ip_hour: 2 } });
    try {
      const ask = (phone: string) => request(limited.origin, 'sendSmsCode', { phone }).then((answer) => answer.status);
      expect([await ask('13800001001'), await ask('13800001002'), await ask('13800001003')]).toEqual([200, 200, 429]);
    } finally {
      await limited.stop();
    }
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
