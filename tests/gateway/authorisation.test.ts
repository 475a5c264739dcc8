import { createApp } from '../../server/app';
import type { OrderView, Surface } from '../../src/contract/order';
import type { ProblemBody, ProblemCode } from '../../src/contract/problem';
import { type RouteName, routes } from '../../src/contract/routes';
import { type CitizenClient, newCitizen, request } from '../support/citizen';
import { type Office, openOffice } from '../support/operators';
import { startWorld, type World } from '../support/world';

/**
 * Every way into the gateway, and who is refused there. The rows are typed by the contract and compared with what the program
 * really registers, so a way in that nobody thought about fails here.
 */
let world: World;
let office: Office;
let owner: CitizenClient;
let mine: Mine;
beforeAll(async () => {
  world = await startWorld();
  office = await openOffice(world);
  owner = await newCitizen(world);
  const { id: account } = await owner.call('saveAccount', { service: 'water', account: { typed: '205155500101' }, nickname: '我家' });
  const done = await owner.order('205155500101');
  await owner.pay([done]);
  const fulfilled = await owner.orderIs(done, 'fulfilled');
  const waiting = await owner.order('205155500201');
  const { id: payment } = await owner.call('openPayment', { orders: [waiting.id], channel: 'wechat' });
  const { id: quote } = await owner.quoteOf('205155500301');
  const { sessions } = await owner.call('sessions', {});
  mine = { account, fulfilled, waiting, payment, quote, session: sessions[0]?.id as string };
}, 60_000);
afterAll(() => world.stop());

/** What belongs to the owner and to nobody else. */
interface Mine {
  readonly account: string;
  readonly session: string;
  readonly quote: string;
  readonly fulfilled: OrderView;
  readonly waiting: OrderView;
  readonly payment: string;
}

interface Way {
  /** what somebody sends who knows the owner's ids */
  readonly sends: (mine: Mine, surface: Surface) => object;
  /** what another citizen is told; `own`: something of their own, where nothing of the owner's may stand; `public`: nobody is asked who he is */
  readonly stranger: ProblemCode | 'own' | 'public' | Readonly<Record<Surface, ProblemCode | 'own'>>;
}

const NEW_ID = 'a-client-id-of-its-own-0001';
const channelOf = (surface: Surface) => (surface === 'alipay' ? 'alipay' : 'wechat');

const ways: { readonly [R in RouteName]: Way } = {
  catalogue: { sends: () => ({}), stranger: 'public' },
  signInWechat: { sends: () => ({ code: 'made-up' }), stranger: 'public' },
  signInAlipay: { sends: () => ({ code: 'made-up' }), stranger: 'public' },
  sendSmsCode: { sends: () => ({ phone: '13500000001' }), stranger: 'public' },
  signInSms: { sends: () => ({ phone: '13500000001', code: '000000' }), stranger: 'public' },
  sessions: { sends: () => ({}), stranger: 'own' },
  revokeSession: { sends: ({ session }) => ({ id: session }), stranger: 'not_found' },
  accounts: { sends: () => ({}), stranger: 'own' },
  saveAccount: { sends: ({ account }) => ({ service: 'water', account: { saved: account }, nickname: '偷来的' }), stranger: 'not_found' },
  removeAccount: { sends: ({ account }) => ({ id: account }), stranger: 'not_found' },
  lookup: { sends: ({ account }) => ({ service: 'water', account: { saved: account } }), stranger: 'not_found' },
  choices: { sends: () => ({ service: 'hospital', selection: {} }), stranger: 'own' },
  offers: {
    sends: () => ({ service: 'phone', account: { own: true }, selection: {} }),
    stranger: { weapp: 'account_unknown', alipay: 'account_unknown', h5: 'own' },
  },
  quote: { sends: ({ account }) => ({ service: 'water', account: { saved: account }, bills: ['202610'] }), stranger: 'not_found' },
  placeOrder: { sends: ({ quote }) => ({ id: NEW_ID, quote }), stranger: 'not_found' },
  orders: { sends: () => ({}), stranger: 'own' },
  order: { sends: ({ fulfilled }) => ({ id: fulfilled.id }), stranger: 'not_found' },
  cancelOrder: { sends: ({ waiting }) => ({ id: waiting.id }), stranger: 'not_found' },
  openPayment: { sends: ({ waiting }, surface) => ({ orders: [waiting.id], channel: channelOf(surface) }), stranger: 'not_found' },
  linkWallet: {
    sends: ({ waiting }) => ({ channel: 'wechat', orders: [waiting.id] }),
    // The address only leads back to a cashier, which then finds no such order.
    stranger: { weapp: 'wallet_unavailable', alipay: 'wallet_unavailable', h5: 'own' },
  },
  payment: { sends: ({ payment }) => ({ id: payment }), stranger: 'not_found' },
  checkPayment: { sends: ({ payment }) => ({ id: payment }), stranger: 'not_found' },
  receipt: { sends: ({ fulfilled }) => ({ id: fulfilled.id }), stranger: 'not_found' },
  signOut: { sends: () => ({}), stranger: 'own' },
  signOutEverywhere: { sends: () => ({}), stranger: 'own' },
};

/** Ways in beside the contract's, and why nobody is asked who he is. */
const beside = [
  'GET /healthz', // says that it runs
  ...['wechat', 'alipay', 'unionpay'].flatMap((channel) => [
    `POST /api/notices/${channel}`, // signed by the channel: tests/gateway/notices.test.ts
    `GET /api/returns/${channel}/:payment`, // leads to a page, tells nothing
    `POST /api/returns/${channel}/:payment`,
  ]),
  'GET /api/links/wechat', // asks for the session and its own state: tests/gateway/in-app.test.ts
  'GET /api/links/alipay',
  'GET /api/receipt-keys', // for whoever verifies a receipt
  'GET /api/proofs', // for anyone, nothing personal: tests/gateway/reconciliation.test.ts
  'GET /api/proofs/:day',
  'GET /verify/:code', // who holds a receipt's code
];

const names = Object.keys(routes) as RouteName[];
const guarded = names.filter((name) => routes[name].session === 'citizen');
const codeOf = async (answer: Response): Promise<[number, ProblemCode | null]> => [
  answer.status,
  ((await answer.json().catch(() => ({}))) as Partial<ProblemBody>).error?.code ?? null,
];

it('every way in that the program registers is one of these', () => {
  const app = createApp(world.gateway.context, () => true);
  const registered = app.routes.filter((route) => route.method !== 'ALL').map((route) => `${route.method} ${route.path}`);
  const known = [...names.map((name) => `${routes[name].method} /api${routes[name].path}`), ...beside];
  expect([...new Set(registered)].sort()).toEqual(known.sort());
});

it('only what a stranger has to reach is public', () => {
  expect(names.filter((name) => routes[name].session === 'none')).toEqual(['catalogue', 'signInWechat', 'signInAlipay', 'sendSmsCode', 'signInSms']);
  expect(names.filter((name) => ways[name].stranger === 'public')).toEqual(names.filter((name) => routes[name].session === 'none'));
});

describe('without a session of a citizen', () => {
  it.each(guarded)('%s is refused', async (name) => {
    const supervisor = JSON.parse((await office.ops('li.na', 'sessions', 'open', '--json')).out) as { token: string };
    const gone = await newCitizen(world, 'h5');
    const revoked = gone.cookie();
    await gone.call('signOut', {});
    const attempts: Record<string, string>[] = [
      {},
      { authorization: `Bearer ${'a'.repeat(43)}` },
      { authorization: 'Basic YWRtaW46YWRtaW4=' },
      { authorization: `Bearer ${supervisor.token}` },
      { cookie: `rongyifu_session=${supervisor.token}` },
      { cookie: revoked },
      { cookie: `rongyifu_session=${mine.session}` },
    ];
    for (const headers of attempts)
      expect(await codeOf(await request(world.origin, name, ways[name].sends(mine, 'weapp'), headers))).toEqual([401, 'not_signed_in']);
  });
});

describe.each(['weapp', 'alipay', 'h5'] as const)('another citizen, on %s,', (surface) => {
  let stranger: CitizenClient;
  beforeAll(async () => {
    stranger = await newCitizen(world, surface);
  });

  it.each(guarded)('gets nothing of the owner’s by %s', async (name) => {
    const { stranger: told } = ways[name];
    const expected = typeof told === 'string' ? told : told[surface];
    const who = name.startsWith('signOut') ? await newCitizen(world, surface) : stranger;
    const answer = await who.call(name, ways[name].sends(mine, surface) as never).then(
      (output) => JSON.stringify(output),
      (error) => error.body?.error?.code ?? String(error),
    );
    if (expected !== 'own') return expect(answer).toBe(expected);
    for (const id of [mine.account, mine.session, mine.fulfilled.id, mine.fulfilled.number, mine.waiting.number, mine.payment])
      expect(answer).not.toContain(id);
    expect(answer).toMatch(/^\{/);
  });
});

it('after all that, the owner has everything as it was', async () => {
  expect((await owner.call('accounts', {})).accounts).toMatchObject([{ id: mine.account, nickname: '我家' }]);
  expect((await owner.call('order', { id: mine.waiting.id })).status).toBe('unpaid');
  expect((await owner.call('order', { id: mine.fulfilled.id })).status).toBe('fulfilled');
  expect((await owner.call('payment', { id: mine.payment })).status).toBe('open');
  expect((await owner.call('placeOrder', { id: NEW_ID, quote: mine.quote })).status).toBe('unpaid');
});

describe('what was not asked for', () => {
  it.each(names)('%s refuses a field that it does not know', async (name) => {
    const who = await newCitizen(world, 'h5');
    const input = { ...ways[name].sends(mine, 'h5'), amount_fen: 1, citizen: 'somebody', status: 'paid' };
    expect(await codeOf(await request(world.origin, name, input, { cookie: who.cookie() }))).toEqual([400, 'bad_request']);
  });

  it.each(names.filter((name) => routes[name].path.includes(':')))(
    '%s refuses an id that stands in the path and once more beside it',
    async (name) => {
      const { method, path } = routes[name];
      const input = ways[name].sends(mine, 'weapp') as Record<string, string>;
      const url = `${world.origin}/api${path.replace(/:(\w+)/g, (_, field: string) => encodeURIComponent(input[field] as string))}`;
      const field = /:(\w+)/.exec(path)?.[1] as string;
      const who = await newCitizen(world, 'h5');
      const bodyless = method === 'GET' || method === 'DELETE';
      const answer = bodyless
        ? fetch(`${url}?${field}=x`, { method, headers: { cookie: who.cookie() } })
        : fetch(url, { method, headers: { cookie: who.cookie(), 'content-type': 'application/json' }, body: JSON.stringify(input) });
      expect(await codeOf(await answer)).toEqual([400, 'bad_request']);
    },
  );

  it.each([...new Set(names.map((name) => routes[name].path))])('%s answers its own methods and no other', async (path) => {
    const own = names.filter((name) => routes[name].path === path).map((name) => routes[name].method as string);
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].filter((one) => !own.includes(one))) {
      const url = `${world.origin}/api${path.replace(/:\w+/g, NEW_ID)}`;
      const answer = await fetch(url, { method, headers: { cookie: 'x=y', 'x-http-method-override': own[0] as string } });
      // Below /sessions, DELETE is the way to end one of them, whatever its name.
      expect([method, answer.status]).toEqual([method, method === 'DELETE' && path.startsWith('/sessions/') ? 401 : 404]);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it.each(names.filter((name) => ['POST', 'PUT'].includes(routes[name].method)))('%s takes a body as JSON and as nothing else', async (name) => {
    const { method, path } = routes[name];
    const url = `${world.origin}/api${path.replace(/:\w+/g, NEW_ID)}`;
    const who = await newCitizen(world, 'h5');
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonx', '']) {
      const answer = await fetch(url, { method, headers: { cookie: who.cookie(), 'content-type': type }, body: '{}' });
      expect(await codeOf(answer)).toEqual([400, 'bad_request']);
    }
  });
});
