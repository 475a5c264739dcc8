import { randomBytes } from 'node:crypto';
import { type Gateway, startGateway } from '../../server/gateway';
import { openOperatorSession, operatorOf, signIn } from '../../server/operators/sign-in';
import { countOrRefuse } from '../../server/security/limits';
import { parts } from '../../server/security/rotation/parts';
import { rotateKeys } from '../../server/security/rotation/rotate';
import { actInWallet, type CitizenClient, newCitizen, type Refused, read, request } from '../support/citizen';
import { type Office, openOffice } from '../support/operators';
import { freePort, startWorld, type World } from '../support/world';

/** The vault's keys change while orders flow. In this order: both known, the new one current, everything rotated, the old one gone. */
let world: World;
let office: Office;
let old: { data: Buffer; index: Buffer };
const fresh: typeof old = { data: randomBytes(32), index: randomBytes(32) };
const gateways: Gateway[] = [];

beforeAll(async () => {
  world = await startWorld({ worker: false });
  office = await openOffice(world);
  const { keys } = world.gateway.context.config;
  old = { data: keys.data[0] as Buffer, index: keys.index[0] as Buffer };
});
afterAll(async () => {
  for (const gateway of gateways) await gateway.stop();
  await world.stop();
});

/** The same gateway with these keys, the current one first. */
async function withKeys(...keys: (typeof fresh)[]): Promise<World> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { config } = world.gateway.context;
  const known = { ...config.keys, data: keys.map((one) => one.data), index: keys.map((one) => one.index) };
  const gateway = await startGateway(
    { ...config, port, keys: known, public_origin: origin, notice_origin: origin },
    { log: world.gateway.context.log },
  );
  gateways.push(gateway);
  return { ...world, gateway, origin };
}
const leave = async (one: World) => {
  gateways.splice(gateways.indexOf(one.gateway), 1);
  await one.gateway.stop();
};
const code = (error: Refused) => error.body.error.code;
const row = async <R extends object>(sql: string, ...values: unknown[]) =>
  (await world.gateway.context.db.row<R & Record<string, unknown>>(sql, values)) as R;

let accounts = 410_000;
const account = () => `2051${String(++accounts)}01`;

it('every column that a key protects is known to the rotation, or lives for minutes', async () => {
  const columns = await world.gateway.context.db.rows<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and udt_name in ('bytea', '_bytea') order by 1`,
  );
  const rotated = parts.flatMap((part) => [...Object.keys(part.sealed), ...(part.indexed ?? [])].map((column) => `${part.table}.${column}`));
  // Hashes of random secrets take no key; claims follow their order's bills.
  const others = ['sessions.token_hash', 'operator_sessions.token_hash', 'link_states.state_hash', 'bill_claims.bill'];
  const minutes = ['sms_codes.phone_index', 'sms_codes.code_hash', 'rate_windows.key'];
  expect(columns.map((column) => column.name)).toEqual([...rotated, ...others, ...minutes].sort());
});

describe('while gateways with either key as the current one run side by side', () => {
  let before: World;
  let after: World;
  beforeAll(async () => {
    before = await withKeys(old, fresh);
    after = await withKeys(fresh, old);
  });
  afterAll(() => Promise.all([before, after].map(leave)));

  it('a person who signs in at both for the first time is one citizen', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, (_, i) => newCitizen(i % 2 ? before : after, 'weapp', 'two-doors')));
    const [one, two] = people as [CitizenClient, CitizenClient];
    await Promise.all(
      [one, two].map((citizen) => citizen.call('saveAccount', { service: 'water', account: { typed: '205100000001' }, nickname: null })),
    );
    expect((await one.call('accounts', {})).accounts).toHaveLength(1);
    expect((await one.call('sessions', {})).sessions).toHaveLength(6);
  });

  it('nobody claims a bill that another claimed under the other key', async () => {
    for (const [first, second] of [
      [before, after],
      [after, before],
    ] as const) {
      const number = account();
      const owner = await newCitizen(first);
      const mine = await owner.order(number);
      await owner.call('openPayment', { orders: [mine.id], channel: 'wechat' });
      const other = await newCitizen(second);
      const theirs = await other.order(number);
      expect(await other.call('openPayment', { orders: [theirs.id], channel: 'wechat' }).catch(code)).toBe('bill_being_paid');
    }
  });

  it('acts are counted together, and one SMS a minute goes out', async () => {
    const limit = { name: 'test', most: 4, window_s: 3600 };
    const count = (at: World) => {
      const { db, vault, clock } = at.gateway.context;
      return countOrRefuse(db, vault, clock(), limit, 'somebody');
    };
    for (const at of [before, after, before, after]) await count(at);
    for (const at of [before, after]) await expect(count(at)).rejects.toThrow('too_many_requests');
    const phone = '13700000077';
    await read(await request(before.origin, 'sendSmsCode', { phone }));
    await expect(read(await request(after.origin, 'sendSmsCode', { phone }))).rejects.toThrow('sms_too_soon');
    const entered = await request(after.origin, 'signInSms', { phone, code: await world.twin.smsCode(phone) });
    expect(entered.status).toBe(200);
    expect((await request(before.origin, 'signInSms', { phone, code: await world.twin.smsCode(phone) })).status).toBe(401);
  });
});

describe('a rotation', () => {
  const waiting = account();
  let owner: CitizenClient;
  let opened: Awaited<ReturnType<CitizenClient['pay']>>;
  let ordered: Awaited<ReturnType<CitizenClient['order']>>;

  beforeAll(async () => {
    // From before: a saved account, an order that is being paid, a paid one, and so many quotes that one batch does not do.
    const before = await withKeys(old, fresh);
    owner = await newCitizen(before, 'weapp', 'owner-of-old-rows');
    await owner.call('saveAccount', { service: 'water', account: { typed: waiting }, nickname: '老家' });
    ordered = await owner.order(waiting);
    opened = await owner.call('openPayment', { orders: [ordered.id], channel: 'wechat' });
    const { db } = world.gateway.context;
    await db.rows(
      `insert into quotes select gen_random_uuid(), citizen, service, amount_fen, content_sealed, bills, created_at, expires_at
       from quotes, generate_series(1, 500) where id = $1`,
      [ordered.id],
    );
    await leave(before);
  });

  it('that was not run yet keeps the old key from being taken away', async () => {
    await expect(withKeys(fresh)).rejects.toThrow(/DATA_KEY_FILE: rows of this database still need the key [0-9a-f]{8}/);
    await expect(withKeys(fresh, { ...old, index: randomBytes(32) })).rejects.toThrow(/INDEX_KEY_FILE: rows of this database/);
  });

  it('that is killed goes on where it was', async () => {
    const here = await withKeys(fresh, old);
    const ctx = here.gateway.context;
    let left = 4;
    const dying = {
      ...ctx,
      db: {
        ...ctx.db,
        transaction: <T>(work: Parameters<typeof ctx.db.transaction<T>>[0]) =>
          left-- > 0 ? ctx.db.transaction(work) : Promise.reject(new Error('killed')),
      },
    };
    await expect(rotateKeys(dying)).rejects.toThrow('killed');
    const cursors = await ctx.db.rows<{ table_name: string; after: string[] | null }>(
      'select table_name, after from rotation_steps order by table_name',
    );
    expect(cursors.map((cursor) => cursor.table_name)).toEqual(['accounts', 'identities', 'quotes']);
    expect(cursors[2]?.after).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    const done = await row<{ count: number }>(
      `select count(*)::int as count from quotes where get_byte(content_sealed, 0) = 2 and substring(content_sealed from 2 for 4) = $1`,
      Buffer.from(ctx.vault.keys.data[0] as string, 'hex'),
    );
    expect(done.count).toBeGreaterThanOrEqual(400);
    expect((await ctx.db.rows('select 1 from vault_keys where freed_at is not null')).length).toBe(0);
    await leave(here);
  });

  it('runs beside orders, leaves nothing on the old keys, and nothing is paid twice', async () => {
    const [here, there] = [await withKeys(fresh, old), await withKeys(fresh, old)];
    const flow = Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        const citizen = await newCitizen(i % 2 ? here : there);
        const order = await citizen.order(account());
        await citizen.pay([order]);
        return citizen.orderIs(order, 'fulfilled');
      }),
    );
    const ctx = here.gateway.context;
    const supervisor = await signIn(ctx, 'wang.fang', office.codeFor('wang.fang'));
    const session = await openOperatorSession(ctx, supervisor);
    const report = await rotateKeys(ctx);
    expect((await flow).every((order) => order.status === 'fulfilled')).toBe(true);
    expect((await rotateKeys(ctx)).left).toBe(0);
    expect(report).toMatchObject({ left: 0, changed: { orders: expect.any(Number) } });
    expect(report.changed.operators).toBe(4);
    expect(report.checked.quotes).toBeGreaterThan(500);
    // The database's own word, without the code that rotated.
    const id = Buffer.from(ctx.vault.keys.data[0] as string, 'hex');
    for (const part of parts)
      for (const column of Object.keys(part.sealed)) {
        const wrong = await row<{ count: number }>(
          `select count(*)::int as count from ${part.table} where substring(${column} from 1 for 5) <> $1`,
          Buffer.concat([Buffer.of(2), id]),
        );
        expect([part.table, column, wrong.count]).toEqual([part.table, column, 0]);
      }
    const single = await row<{ count: number }>('select count(*)::int as count from orders where cardinality(bills) < 2');
    const claimed = await row<{ count: number }>(
      'select count(*)::int as count from (select 1 from bill_claims group by order_number having count(*) % 2 = 1) as odd',
    );
    expect([single.count, claimed.count]).toEqual([0, 0]);
    const free = await ctx.db.rows<{ kind: string; id: string }>('select kind, id from vault_keys where freed_at is not null order by kind');
    expect(free).toEqual([
      { kind: 'data', id: ctx.vault.keys.data[1] },
      { kind: 'index', id: ctx.vault.keys.index[1] },
    ]);
    await expect(operatorOf(ctx, session.token)).resolves.toMatchObject({ name: 'wang.fang' });
    await Promise.all([here, there].map(leave));
  }, 60_000);

  it('lets the old key go: who was here is here, what was claimed is claimed, what was being paid is paid', async () => {
    const here = await withKeys(fresh);
    const again = await newCitizen(here, 'weapp', 'owner-of-old-rows');
    expect((await again.call('accounts', {})).accounts).toMatchObject([{ nickname: '老家' }]);
    expect((await again.call('lookup', { service: 'water', account: { typed: waiting } })).saved).toEqual(expect.any(String));
    const stranger = await newCitizen(here);
    const theirs = await stranger.order(waiting);
    expect(await stranger.call('openPayment', { orders: [theirs.id], channel: 'wechat' }).catch(code)).toBe('bill_being_paid');
    await actInWallet(here, opened);
    await again.check(opened.id);
    await again.orderIs(ordered, 'fulfilled');
    expect(await stranger.call('openPayment', { orders: [theirs.id], channel: 'wechat' }).catch(code)).toBe('already_paid');
    await here.gateway.context.db.rows('update operators set last_step = 0');
    await expect(signIn(here.gateway.context, 'zhao.lei', office.codeFor('zhao.lei'))).resolves.toMatchObject({ role: 'operator' });
    // What the old index key left behind goes with the next run.
    expect((await rotateKeys(here.gateway.context)).left).toBe(0);
    const double = await row<{ count: number }>('select count(*)::int as count from orders where cardinality(bills) > 1');
    const claims = await row<{ claims: number; orders: number }>(
      'select count(*)::int as claims, count(distinct order_number)::int as orders from bill_claims',
    );
    expect([double.count, claims.claims]).toEqual([0, claims.orders]);
    expect(await stranger.call('openPayment', { orders: [theirs.id], channel: 'wechat' }).catch(code)).toBe('already_paid');
    await expect(withKeys(old)).rejects.toThrow('still need the key');
  });

  it('is a supervisor’s, with a code of this moment, and stands in the audit', async () => {
    const here = await withKeys(fresh);
    // An office of its own: the other one's program knows the old keys alone.
    await here.gateway.context.db.rows('delete from operator_sessions');
    await here.gateway.context.db.rows('delete from operators');
    const there = await openOffice(here);
    expect((await there.ops('zhao.lei', 'rotate-keys')).error).toContain('takes a supervisor');
    const said = await there.ops('li.na', 'rotate-keys');
    expect([said.exit, said.out]).toEqual([0, expect.stringMatching(/^All \d+ rows stand under the current keys\./m)]);
    expect((await there.ops('sun.yu', 'keys')).out).toMatch(/data +[0-9a-f]{8} +current +may need it/);
    const acts = await here.gateway.context.db.rows(`select operator, outcome from audit where act = 'keys.rotate' order by id`);
    expect(acts).toEqual([
      { operator: 'zhao.lei', outcome: 'refused' },
      { operator: 'li.na', outcome: 'begun' },
      { operator: 'li.na', outcome: 'done' },
    ]);
  });
});
