import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pino from 'pino';
import { holderOf } from '../../sandbox/agency/water/accounts';
import { gatewayEnvironment } from '../../sandbox/keys';
import { SETTINGS_FILE } from '../../scripts/ops/settings';
import { type Gateway, startGateway } from '../../server/gateway';
import { ensureOwnKeys } from '../../server/security/own-keys';
import { newCitizen, request } from '../support/citizen';
import { type Office, openOffice } from '../support/operators';
import { until } from '../support/until';
import { freePort, startWorld, type World } from '../support/world';

/** What operators see from outside: logs, metrics, exports; and several processes on one database. */
let world: World;
let office: Office;
beforeAll(async () => {
  world = await startWorld({ worker: false });
  office = await openOffice(world);
});
afterAll(() => world.stop());

/** Another process of the same gateway, as far as the database can tell. */
async function another(role: 'web' | 'worker', changes: object = {}): Promise<{ gateway: Gateway; origin: string; log: string[] }> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const log: string[] = [];
  const config = { ...world.gateway.context.config, role, port, notice_origin: origin, ...changes };
  const gateway = await startGateway(config, { log: pino({ base: null, level: 'debug' }, { write: (line: string) => void log.push(line) }) });
  return { gateway, origin, log };
}

it('two webs and two workers on one database charge and post each of twenty orders once', async () => {
  const web = await another('web');
  const workers = [await another('worker'), await another('worker')];
  await expect(fetch(`${workers[0]?.origin}/healthz`)).rejects.toThrow();
  const doors = [world, { ...world, origin: web.origin }];
  const orders = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      const citizen = await newCitizen(doors[i % 2] as World);
      const order = await citizen.order(`2051${String(820_000 + i)}01`);
      // Both doors are asked to open the same payment at once.
      const opened = await Promise.all(
        doors.map(() => citizen.call('openPayment', { orders: [order.id], channel: 'wechat' }).catch(() => undefined)),
      );
      await citizen.pay([order]);
      return { order: await citizen.orderIs(order, 'fulfilled'), payment: opened.find(Boolean)?.id };
    }),
  );
  const books = await world.twin.books();
  for (const { order } of orders) {
    expect(books.water.postings.filter((posting) => posting.order_no === order.number)).toHaveLength(1);
    const entries = await world.gateway.context.db.rows('select kind from ledger_transactions where reference like $1 or reference = $2', [
      `% ${order.number}`,
      order.number,
    ]);
    expect(entries).toHaveLength(2);
  }
  expect(books.wechat.trades.filter((trade) => trade.paid_at)).toHaveLength(20);
  const { sum, crooked, balances } = await world.ledger();
  expect([sum, crooked, balances['held:water'], balances.refunds_payable ?? 0]).toEqual([0, 0, 0, 0]);
  const worked = workers.map((worker) => worker.log.filter((line) => line.includes('agency answered')).length);
  expect(worked.reduce((a, b) => a + b, 0)).toBe(20);
  await Promise.all([web, ...workers].map((one) => one.gateway.stop()));
}, 60_000);

describe('what stays inside', () => {
  const phone = '13900001234';
  const account = '205199887701';
  const nickname = '妈妈家的水表';
  const openName = `canary-${randomBytes(4).toString('hex')}`;
  /** looks like a resident's ID number */
  const idNumber = '510104199001011234';
  const everything = { log: '', answers: '', columns: '', bytes: '', exports: '', metrics: '' };
  let canaries: string[];

  beforeAll(async () => {
    const metricsPort = await freePort();
    const worker = await another('worker', { metrics: { host: '127.0.0.1', port: metricsPort } });
    const holder = holderOf(account);
    const input = { service: 'water', account: { typed: account } };
    const bad: Response[] = [];
    const tokens: string[] = [];
    const numbers: string[] = [];

    // On the web, with a phone; and every way to be refused on the way.
    await request(world.origin, 'sendSmsCode', { phone });
    const code = await world.twin.smsCode(phone);
    bad.push(await request(world.origin, 'sendSmsCode', { phone }));
    bad.push(await request(world.origin, 'signInSms', { phone, code: code === '000000' ? '000001' : '000000' }));
    const signed = await request(world.origin, 'signInSms', { phone, code });
    const cookie = (signed.headers.get('set-cookie') ?? '').split(';')[0] as string;
    tokens.push(cookie.split('=')[1] as string);
    bad.push(await request(world.origin, 'lookup', { ...input, account: { typed: `${account}9` } }, { cookie }));
    bad.push(await request(world.origin, 'lookup', { ...input, account: { typed: account.replace(/01$/, '04') } }, { cookie }));
    bad.push(await request(world.origin, 'lookup', { ...input, extra: account }, { cookie }));
    bad.push(await request(world.origin, 'lookup', { ...input, account: { typed: idNumber } }, { cookie }));
    bad.push(await request(world.origin, 'quote', { ...input, bills: [idNumber] }, { cookie }));
    bad.push(await request(world.origin, 'order', { id: idNumber }, { cookie }));
    bad.push(await fetch(`${world.origin}/verify/${idNumber}`));
    bad.push(await fetch(`${world.origin}/api/${account}/${phone}?name=${encodeURIComponent(holder)}`, { headers: { cookie } }));
    bad.push(await fetch(`${world.origin}/api/notices/wechat`, { method: 'POST', body: JSON.stringify({ account, phone, openid: openName }) }));

    // In WeChat, to the receipt and back by a refund.
    const citizen = await newCitizen(world, 'weapp', openName);
    await citizen.call('saveAccount', { ...input, nickname });
    const order = await citizen.order(account);
    const opened = await citizen.pay([order]);
    await citizen.orderIs(order, 'fulfilled');
    await citizen.call('receipt', { id: order.id });
    expect((await office.ops('zhao.lei', 'refund', order.number, '--why', `身份证 ${idNumber}`)).exit).toBe(1);
    expect((await office.ops('zhao.lei', 'orders', idNumber)).exit).toBe(1);
    await office.ops('zhao.lei', 'refund', order.number, '--why', '重复缴费');
    await citizen.orderIs(order, 'refunded');
    numbers.push(order.number, opened.id);

    // A bug in the middle of a request may not tell either.
    const { providers } = world.gateway.context;
    const real = providers.water.lookup;
    Object.assign(providers.water, { lookup: () => Promise.reject(new TypeError('broken')) });
    bad.push(await request(world.origin, 'lookup', input, { cookie }));
    Object.assign(providers.water, { lookup: real });

    everything.metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    await worker.gateway.stop();
    const { db, vault } = world.gateway.context;
    const openids = (await db.rows<{ subject_sealed: Buffer }>('select subject_sealed from identities')).map((row) =>
      vault.open<string>('identity', row.subject_sealed),
    );
    canaries = [phone, account, idNumber, holder, nickname, code, openName, ...tokens, ...openids];
    everything.log = world.log() + worker.log.join('');
    everything.answers = (await Promise.all(bad.map((answer) => answer.text()))).join('\n');
    const columns = await db.rows<{ name: string }>(
      `select format('select %I::text as text from %I', column_name, table_name) as name from information_schema.columns
       where table_schema = 'public' and data_type in ('text', 'character varying', 'jsonb', 'json', 'uuid', 'ARRAY')`,
    );
    expect(columns.length).toBeGreaterThan(60);
    for (const { name } of columns) for (const row of await db.rows<{ text: string | null }>(name)) everything.columns += `${row.text}\n`;
    const binary = await db.rows<{ name: string }>(
      `select format('select %I::text as text from %I', column_name, table_name) as name from information_schema.columns
       where table_schema = 'public' and udt_name in ('bytea', '_bytea')`,
    );
    expect(binary.length).toBeGreaterThan(15);
    for (const { name } of binary) for (const row of await db.rows<{ text: string | null }>(name)) everything.bytes += `${row.text}\n`;
    const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    for (const table of ['orders', 'payments', 'refunds', 'refund_requests', 'ledger', 'alarms', 'audit'])
      everything.exports += (await office.ops('zhao.lei', 'export', table, '--day', day, '--csv')).out;
    everything.exports += (await office.ops('zhao.lei', 'orders', order.number)).out + (await office.ops('zhao.lei', 'payments', opened.id)).out;
    for (const number of numbers) for (const where of ['log', 'columns', 'exports'] as const) expect(everything[where]).toContain(number);
  }, 60_000);

  it.each(['log', 'answers', 'columns', 'exports', 'metrics'] as const)(
    'no phone, account, ID number, name, code, token or openid stands in %s',
    (where) => {
      expect(everything[where].length).toBeGreaterThan(200);
      expect(canaries.length).toBeGreaterThan(8);
      expect(canaries.filter((canary) => everything[where].includes(canary))).toEqual([]);
    },
  );

  it('nor, unsealed, in a column of bytes', () => {
    expect(everything.bytes.length).toBeGreaterThan(10_000);
    expect(canaries.filter((canary) => everything.bytes.includes(Buffer.from(canary).toString('hex')))).toEqual([]);
  });
});

it('one grep for an order’s number tells its whole way', async () => {
  const worker = await another('worker');
  const citizen = await newCitizen(world);
  const order = await citizen.order('205199776601');
  await citizen.pay([order]);
  await citizen.orderIs(order, 'fulfilled');
  const lines = () =>
    (world.log() + worker.log.join(''))
      .split('\n')
      .filter((line) => line.includes(order.number))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines().map((line) => line.route ?? line.msg)).toEqual(
    expect.arrayContaining(['placeOrder', 'openPayment', 'payment booked', 'agency answered', 'order']),
  );
  const asked = await request(world.origin, 'order', { id: 'unknown-unknown-unknown' });
  const id = asked.headers.get('x-request-id') as string;
  const line = JSON.parse(
    world
      .log()
      .split('\n')
      .find((one) => one.includes(id)) as string,
  );
  expect(line).toMatchObject({ request_id: id, route: 'order', status: 401, problem: 'not_signed_in', ms: expect.any(Number) });
  await worker.gateway.stop();
});

describe('metrics', () => {
  it('count requests, payments, queues, alarms and notices, on a port of their own', async () => {
    const port = await freePort();
    const web = await another('web', { metrics: { host: '127.0.0.1', port } });
    const citizen = await newCitizen({ ...world, origin: web.origin });
    const order = await citizen.order('205199665501');
    await citizen.pay([order]);
    await until('the payment', async () => (await citizen.call('order', { id: order.id })).status === 'paid');
    await fetch(`${web.origin}/api/notices/wechat`, { method: 'POST', body: '{}' });
    await office.ops('zhao.lei', 'pause', 'water', '--until', '+1h', '--why', 'test');
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    await office.ops('zhao.lei', 'resume', 'water');
    for (const line of [
      /^rongyifu_request_seconds_count\{route="openPayment",status="200"\} 1$/m,
      /^rongyifu_request_seconds_bucket\{le="0\.05",route="placeOrder",status="200"\} \d$/m,
      /^rongyifu_payments\{channel="wechat",state="paid"\} \d+$/m,
      /^rongyifu_queue\{queue="fulfilments"\} 1$/m,
      /^rongyifu_queue_oldest_seconds\{queue="fulfilments"\} \d/m,
      /^rongyifu_queue\{queue="refunds"\} 0$/m,
      /^rongyifu_alarms\{kind="supervisor_added"\} 1$/m,
      /^rongyifu_notices_total\{channel="wechat",verdict="rejected_\w+"\} 1$/m,
      /^rongyifu_services_paused 1$/m,
      /^rongyifu_ledger_imbalance_fen 0$/m,
      /^rongyifu_database_connections\{state="waiting"\} 0$/m,
      /^nodejs_eventloop_lag_seconds /m,
    ])
      expect(text).toMatch(line);
    for (const secret of [order.number, order.id, '205199665501']) expect(text).not.toContain(secret);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    expect((await fetch(`${web.origin}/metrics`)).status).toBe(404);
    await web.gateway.stop();
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
  }, 30_000);

  it('do not start where their port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => other.once('listening', done));
    const { port } = other.address() as { port: number };
    await expect(another('worker', { metrics: { host: '127.0.0.1', port } })).rejects.toThrow('EADDRINUSE');
    other.close();
  });
});

it('cases are listed, shown and closed with a reason, and a day is compared on demand', async () => {
  const { db, clock } = world.gateway.context;
  const made = await db.row<{ id: number }>(
    `insert into cases (source, day, kind, subject, amount_fen, evidence, owner, next_step, status, opened_at, seen_at)
     values ('wechat', '2026-11-01', 'amount_differs', '202611TEST', 1234, '{"is":"payment","their_fen":1300}', 'finance', 'look', 'open', $1, $1) returning id`,
    [clock()],
  );
  const id = String(made?.id);
  expect((await office.ops('sun.yu', 'cases')).out).toMatch(/amount_differs +202611TEST +¥12\.34 +finance/);
  expect((await office.ops('sun.yu', 'cases', 'show', id)).out).toMatch(/their_fen +1300/);
  expect((await office.ops('sun.yu', 'cases', 'close', id, '--why', 'x')).error).toContain('takes an operator');
  expect((await office.ops('zhao.lei', 'cases', 'close', id, '--why', '银行更正')).exit).toBe(0);
  expect((await office.ops('zhao.lei', 'cases', 'close', id, '--why', 'again')).error).toBe(`There is no open case ${id}.`);
  expect((await office.ops('sun.yu', 'cases', 'list')).out).toBe('No case.\n');
  expect((await office.ops('sun.yu', 'cases', 'show', id)).out).toMatch(/by +zhao\.lei\nhow +银行更正/);
  const yesterday = new Date(clock().getTime() - 16 * 3_600_000).toISOString().slice(0, 10);
  expect((await office.ops('zhao.lei', 'reconcile', 'agency:water', yesterday)).out).toMatch(/rows compared|Nothing moved|no statement yet/);
  expect((await office.ops('zhao.lei', 'reconcile', 'gas', yesterday)).error).toBe(
    'Books are compared with: wechat, alipay, unionpay, agency:water, agency:hospital, agency:phone.',
  );
});

it('the operators’ command works as a program of its own, on a data folder of npm start', async () => {
  const home = mkdtempSync(join(tmpdir(), 'rongyifu-ops-'));
  const keys = join(process.env.TEST_HOME as string, 'keys');
  writeFileSync(
    join(home, SETTINGS_FILE),
    JSON.stringify({
      ...gatewayEnvironment(keys, world.twinOrigin),
      ...ensureOwnKeys(join(keys, 'own')),
      DATABASE_URL: world.gateway.context.config.database_url,
      PUBLIC_ORIGIN: world.origin,
    }),
  );
  await world.gateway.context.db.rows('update operators set last_step = 0');
  const program = async (...argv: string[]) => {
    const child = spawn(process.execPath, ['-r', 'tsx/cjs', 'scripts/ops.ts', ...argv], {
      cwd: resolve(__dirname, '../..'),
      env: { PATH: process.env.PATH, RONGYIFU_HOME: home },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
    return [await new Promise((done) => child.once('exit', done)), said];
  };
  const words = ['operators', 'list', '--as', 'sun.yu', '--code', office.codeFor('sun.yu')];
  expect(await program(...words)).toEqual([0, expect.stringMatching(/^li\.na +supervisor +li\.na/m)]);
  expect(await program(...words)).toEqual([1, expect.stringMatching(/^Sign-in refused: [^\n]*\n$/)]);
  expect(await program('refund', '--nonsense')).toEqual([1, expect.stringMatching(/^Unknown option '--nonsense'\n$/)]);
  rmSync(home, { recursive: true });
});
