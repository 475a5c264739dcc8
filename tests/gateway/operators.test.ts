import { applyRefund } from '../../server/payments/refunds';
import type { CaseRow } from '../../server/reconciliation';
import { mendPosting } from '../../server/reconciliation/mend-posting';
import type { OrderView } from '../../src/contract/order';
import { type CitizenClient, newCitizen, type Refused } from '../support/citizen';
import { type Office, openOffice } from '../support/operators';
import { until } from '../support/until';
import { startWorld, type World } from '../support/world';

let world: World;
let citizen: CitizenClient;
let ops: Office['ops'];
let run: Office['run'];
let codeFor: Office['codeFor'];
const db = () => world.gateway.context.db;

beforeAll(async () => {
  world = await startWorld({ limits: { refund_gap_s: 1 } });
  citizen = await newCitizen(world);
  ({ ops, run, codeFor } = await openOffice(world));
});
afterEach(() => world.twin.heal());
afterAll(async () => {
  await until('refunds to end', async () => !(await world.ledger()).balances.refunds_payable).catch(() => {});
  const { sum, crooked, balances } = await world.ledger();
  const { wechat, water } = await world.twin.books();
  await world.stop();
  expect([sum, crooked, balances.refunds_payable ?? 0]).toEqual([0, 0, 0]);
  const kept = wechat.trades.filter((trade) => trade.paid_at).reduce((total, trade) => total + trade.amount_fen - trade.refunded_fen, 0);
  expect(balances['channel:wechat']).toBe(kept);
  expect(water.postings.length).toBeGreaterThan(0);
});

let accounts = 7000;
async function fulfilled(tail = '01'): Promise<{ order: OrderView; payment: string }> {
  const order = await citizen.order(`2051${String(++accounts).padStart(6, '0')}${tail}`);
  const { id } = await citizen.pay([order]);
  return { order: await citizen.orderIs(order, 'fulfilled'), payment: id };
}
const refundsOf = async (payment: string) => (await world.twin.books()).wechat.refunds.filter((refund) => refund.out_trade_no === payment);
const auditOf = (subject: string) =>
  db().rows<{ operator: string; act: string; outcome: string; why: string | null; before: object | null; after: object | null }>(
    'select operator, act, outcome, why, before, after from audit where subject = $1 order by id',
    [subject],
  );
const yuan = (amount: number) => (amount / 100).toFixed(2);

describe('an operator', () => {
  it('is first only once', async () => {
    expect(await ops(null, 'operators', 'add', 'evil', '--first')).toMatchObject({ exit: 1, error: expect.stringContaining('already') });
    expect((await auditOf('evil')).map((line) => [line.operator, line.outcome])).toEqual([['unknown', 'refused']]);
  });

  it('signs in with each code once', async () => {
    const code = codeFor('sun.yu');
    await db().rows(`update operators set last_step = 0 where name = 'sun.yu'`);
    const again = () => run({ RONGYIFU_OPERATOR: 'sun.yu', RONGYIFU_CODE: code }, 'alarms');
    const both = await Promise.all([again(), again()]);
    expect(both.map((answer) => answer.exit).sort()).toEqual([0, 1]);
    expect((await again()).error).toMatch(/^Sign-in refused: .*\(wait 15 minutes\)\.$/);
  });

  it('is closed out for a while after five wrong codes, the right one included', async () => {
    await db().rows(`update operators set wrong_codes = 0, last_step = 0 where name = 'sun.yu'`);
    const right = codeFor('sun.yu');
    const wrong = right === '000000' ? '000001' : '000000';
    for (let i = 0; i < 5; i++) expect((await run({}, 'alarms', '--as', 'sun.yu', '--code', wrong)).exit).toBe(1);
    expect((await run({}, 'alarms', '--as', 'sun.yu', '--code', right)).exit).toBe(1);
    await db().rows(`update operators set locked_until = null, wrong_codes = 0 where name = 'sun.yu'`);
    expect((await ops('sun.yu', 'alarms')).exit).toBe(0);
  });

  it('does what the role allows, and every attempt is noted', async () => {
    const { order } = await fulfilled();
    expect(await ops('sun.yu', 'refund', order.number, '--why', 'asked nicely')).toMatchObject({
      exit: 1,
      error: 'refund.order takes an operator; sun.yu is a viewer.',
    });
    expect(await ops('zhao.lei', 'operators', 'add', 'friend', '--role', 'supervisor')).toMatchObject({ exit: 1 });
    expect(await auditOf(order.number)).toEqual([
      { operator: 'sun.yu', act: 'refund.order', outcome: 'refused', why: null, before: null, after: { code: 'role_too_low' } },
    ]);
    expect((await citizen.call('order', { id: order.id })).status).toBe('fulfilled');
    expect((await ops(null, 'orders', order.number)).error).toContain('Who are you?');
    expect((await run({}, 'orders', order.number, '--as', 'nobody', '--code', '123456')).exit).toBe(1);
  });

  it('signs in for a while to look and to pause, but not to move money', async () => {
    const { order } = await fulfilled();
    const opened = JSON.parse((await ops('zhao.lei', 'sessions', 'open', '--json')).out) as { id: string; token: string };
    const session = { RONGYIFU_SESSION: opened.token };
    expect((await run(session, 'orders', order.number)).out).toContain(order.number);
    expect(await run(session, 'refund', order.number, '--why', 'x')).toMatchObject({ exit: 1, error: expect.stringContaining('one-time code') });
    expect((await ops('li.na', 'sessions')).out).toContain(opened.id);
    expect((await ops('li.na', 'sessions', 'end', opened.id)).exit).toBe(0);
    expect((await run(session, 'orders', order.number)).exit).toBe(1);
    const stored = await db().rows<{ token_hash: Buffer }>('select token_hash from operator_sessions');
    expect(stored.some((row) => row.token_hash.includes(Buffer.from(opened.token)))).toBe(false);
  });

  it('cannot change his own account, and a new supervisor is told of', async () => {
    expect((await ops('li.na', 'operators', 'role', 'li.na', 'viewer')).error).toBe('Nobody changes his own account.');
    expect((await ops('sun.yu', 'alarms')).out).toContain('supervisor_added');
    expect((await ops('sun.yu', 'alarms', 'close', 'supervisor_added', 'wang.fang', '--why', 'known')).exit).toBe(1);
    expect((await ops('zhao.lei', 'alarms', 'close', 'supervisor_added', 'wang.fang', '--why', 'known')).exit).toBe(0);
    expect((await ops('sun.yu', 'alarms')).out).not.toContain('supervisor_added');
  });

  it.each(['update audit set why = null', 'delete from audit', 'truncate audit'])('cannot undo what was noted: %s', async (sql) => {
    await expect(db().rows(sql)).rejects.toThrow('append-only');
  });
});

describe('a refund', () => {
  it('of a fulfilled order takes the money from the agency and gives all of it back', async () => {
    const { order, payment } = await fulfilled();
    const before = (await world.ledger()).balances['agency:water'] as number;
    const answer = await ops('zhao.lei', 'refund', order.number, '--why', '重复缴费');
    expect([answer.exit, answer.out]).toEqual([0, expect.stringContaining(`of order ${order.number} goes back as refund`)]);
    const refunded = await citizen.orderIs(order, 'refunded');
    expect(refunded.refusal).toBe('refund_ordered');
    expect(refunded.stations.map((station) => station.code)).toEqual(['paid', 'agency_told', 'written_off', 'refund_sent', 'refunded']);
    expect((await world.ledger()).balances['agency:water']).toBe(before + order.amount_fen);
    expect(await refundsOf(payment)).toMatchObject([{ amount_fen: order.amount_fen }]);
    expect((await ops('zhao.lei', 'refund', order.number, '--why', 'again', '--again')).error).toContain('only a fulfilled order');
    // An agency that reversed it is not told again by reconciliation.
    const ctx = world.gateway.context;
    const water = { ...ctx.providers.water, query: async () => ({ is: 'absent' as const }), fulfil: () => Promise.reject(new Error('told again')) };
    const missing = { kind: 'agency_missing', subject: order.number } as CaseRow;
    expect(await mendPosting({ ...ctx, providers: { ...ctx.providers, water } }, missing)).toEqual({ is: 'resolved', resolution: 'paid_back' });
    expect((await auditOf(order.number))[0]).toMatchObject({
      operator: 'zhao.lei',
      act: 'refund.order',
      outcome: 'done',
      why: '重复缴费',
      before: { status: 'fulfilled' },
    });
  });

  it('in parts runs one after the other, never exceeds what was paid, and leaves the order fulfilled until the last', async () => {
    const { order, payment } = await fulfilled('02');
    const answers = await Promise.all([
      ops('zhao.lei', 'refund', order.number, '--amount', '1.00', '--why', 'part'),
      ops('li.na', 'refund', order.number, '--amount', '2.00', '--why', 'part'),
    ]);
    expect(answers.map((answer) => answer.exit)).toEqual([0, 0]);
    expect((await ops('zhao.lei', 'refund', order.number, '--amount', '1.00', '--why', 'part')).error).toContain('Add --again');
    expect((await ops('zhao.lei', 'refund', order.number, '--amount', yuan(order.amount_fen), '--why', 'all')).error).toContain(
      'can still be refunded',
    );
    await until('both parts', async () => (await refundsOf(payment)).length === 2);
    expect((await citizen.call('order', { id: order.id })).status).toBe('fulfilled');
    await expect(
      db().rows(
        `insert into refunds (id, payment, order_number, amount_fen, reason, status, started_at, ordered_by) values ('TOOMUCH00001', $1, $2, $3, 'x', 'queued', $4, 'li.na')`,
        [payment, order.number, order.amount_fen, new Date()],
      ),
    ).rejects.toThrow('would exceed');
    expect((await ops('zhao.lei', 'refund', order.number, '--why', 'the rest')).exit).toBe(0);
    await citizen.orderIs(order, 'refunded');
    const parts = await refundsOf(payment);
    expect(parts.reduce((sum, part) => sum + part.amount_fen, 0)).toBe(order.amount_fen);
    const asked = await db().rows<{ asked_at: Date }>('select asked_at from refunds where payment = $1 order by asked_at', [payment]);
    for (let i = 1; i < asked.length; i++) expect(Number(asked[i]?.asked_at) - Number(asked[i - 1]?.asked_at)).toBeGreaterThanOrEqual(1000);
  }, 30_000);

  it('ordered by two at once is one', async () => {
    const { order, payment } = await fulfilled();
    await db().rows('update operators set last_step = 0');
    const all = (name: string) => run({}, 'refund', order.number, '--why', 'all', '--again', '--as', name, '--code', codeFor(name));
    const both = await Promise.all([all('zhao.lei'), all('wang.fang')]);
    expect(both.map((answer) => answer.exit).sort()).toEqual([0, 1]);
    await citizen.orderIs(order, 'refunded');
    expect(await refundsOf(payment)).toHaveLength(1);
  });

  it('of a part works through Alipay too, whose notice of it looks like a payment', async () => {
    const payer = await newCitizen(world, 'alipay');
    const order = await payer.order('205166770001');
    const { id } = await payer.pay([order]);
    await payer.orderIs(order, 'fulfilled');
    expect((await ops('zhao.lei', 'refund', order.number.toLowerCase(), '--amount', '0.01', '--why', '多收一分')).exit).toBe(0);
    await until('the refund', async () => (await world.twin.books()).alipay.trades.find((trade) => trade.out_trade_no === id)?.refunded_fen === 1);
    await until('its booking', () => db().row(`select 1 from refunds where payment = $1 and status = 'succeeded'`, [id]));
    expect((await payer.call('order', { id: order.id })).status).toBe('fulfilled');
    expect((await ops('sun.yu', 'orders', order.number)).out).toMatch(/refund_owed +agency:water +¥0\.01\n/);
  });

  it('over the limit waits for another supervisor, and is paid once however often it is approved', async () => {
    const { order, payment } = await fulfilled();
    Object.assign(world.gateway.context.config.operators, { refund_alone_fen: 100 });
    const asked = JSON.parse((await ops('li.na', 'refund', order.number, '--why', 'moved away', '--json')).out) as { id: string; status: string };
    expect(asked.status).toBe('waiting');
    expect((await ops('sun.yu', 'refunds')).out).toContain(asked.id);
    expect((await ops('zhao.lei', 'approve', asked.id)).error).toContain('takes a supervisor');
    expect((await ops('li.na', 'approve', asked.id)).error).toBe('Nobody approves his own refund.');
    expect((await ops('zhao.lei', 'refund', order.number, '--amount', '0.01', '--why', 'x')).error).toContain('¥0.00 can still be refunded');
    expect((await citizen.call('order', { id: order.id })).status).toBe('fulfilled');
    const twice = [await ops('wang.fang', 'approve', asked.id), await ops('wang.fang', 'approve', asked.id)];
    expect(twice.map((answer) => answer.exit)).toEqual([0, 0]);
    await citizen.orderIs(order, 'refunded');
    expect(await refundsOf(payment)).toHaveLength(1);
    expect((await auditOf(asked.id)).map((line) => [line.operator, line.outcome])).toEqual([
      ['zhao.lei', 'refused'],
      ['li.na', 'refused'],
      ['wang.fang', 'done'],
      ['wang.fang', 'done'],
    ]);
    const small = (await fulfilled()).order;
    expect((await ops('zhao.lei', 'refund', small.number, '--amount', '1.00', '--why', 'small')).out).toContain('goes back');
    // Small pieces add up: the second one is over the limit.
    const second = JSON.parse((await ops('zhao.lei', 'refund', small.number, '--amount', '0.99', '--why', 'small', '--json')).out) as { id: string };
    expect((await ops('wang.fang', 'decline', second.id, '--why', 'no')).out).toContain('Declined');
    Object.assign(world.gateway.context.config.operators, { refund_alone_fen: 50_000 });
  }, 30_000);

  it('that the channel refused is asked for again under the same number', async () => {
    const { order, payment } = await fulfilled();
    await world.twin.fault('wechat', { answer: { status_next: { status: 403, times: 1 }, only: 'refund/domestic' } });
    await ops('zhao.lei', 'refund', order.number, '--why', 'moved');
    const failed = await until('the first try', () => db().row<{ id: string }>('select id from refunds where payment = $1 and tries = 1', [payment]));
    // What NOT_ENOUGH comes to: the channel took nothing, and says so.
    await applyRefund(world.gateway.context, failed.id, { is: 'failed', code: 'NOT_ENOUGH' });
    expect((await ops('sun.yu', 'alarms')).out).toContain('refund_failed');
    expect((await ops('sun.yu', 'refunds')).out).toContain(failed.id);
    expect(await refundsOf(payment)).toEqual([]);
    expect((await ops('zhao.lei', 'refund-again', failed.id, '--why', 'balance topped up')).exit).toBe(0);
    await citizen.orderIs(order, 'refunded');
    expect(await refundsOf(payment)).toMatchObject([{ amount_fen: order.amount_fen }]);
    expect((await ops('sun.yu', 'alarms')).out).not.toContain(failed.id);
    expect((await ops('zhao.lei', 'refund-again', failed.id, '--why', 'again')).error).toContain('only a failed one');
  });

  it('says no in one line to what makes no sense', async () => {
    const { order } = await fulfilled();
    for (const [argv, line] of [
      [['refund', order.number], 'Say why: --why "…"'],
      [['refund', order.number, '--why', 'call 13912345678'], /must not hold a phone/],
      [['refund', order.number, '--amount', '1.234', '--why', 'x'], /--amount is in yuan/],
      [['refund', order.number, '--amount', '-1.00', '--why', 'x'], /./],
      [['refund', 'AAAAAAAAA', '--why', 'x'], 'There is no order AAAAAAAAA.'],
      [['refund', '13912345678', '--why', 'x'], 'There is no order 13912345678.'],
      [['refund'], /^Usage: npm run ops -- refund <order>/],
      [['launch'], 'There is no verb "launch". npm run ops shows them all.'],
    ] as const) {
      const answer = await ops('zhao.lei', ...argv);
      expect([answer.exit, answer.out, answer.error.split('\n').length]).toEqual([1, '', 1]);
      expect(answer.error).toEqual(typeof line === 'string' ? line : expect.stringMatching(line));
    }
    expect((await auditOf('[number]')).map((line) => line.outcome)).toEqual(['refused']);
  });
});

describe('a service', () => {
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: Refused) => error.body.error.code,
    );

  it('that is paused begins nothing new, finishes what is being paid, and says when it is back', async () => {
    const [number, other] = ['205177770001', '205177780001'];
    const lookup = { service: 'water', account: { typed: number } };
    const paying = await citizen.order(number);
    const waiting = await citizen.order(other);
    const quoted = await citizen.quoteOf('205177790001');
    const opened = await citizen.call('openPayment', { orders: [paying.id], channel: 'wechat' });
    const until_ = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');
    expect(
      (await ops('zhao.lei', 'pause', 'water', '--until', until_, '--message', '水厂检修/The works are being repaired', '--why', 'burst main')).exit,
    ).toBe(0);
    await until('the pause to be heard', async () => (await citizen.call('catalogue', {})).services[0]?.open === false);
    expect((await citizen.call('catalogue', {})).services[0]).toMatchObject({ opens_at: new Date(until_).toISOString(), notice: { zh: '水厂检修' } });
    const told = await citizen.call('lookup', lookup, { 'accept-language': 'en' }).catch((error: Refused) => error.body.error);
    expect(told).toMatchObject({
      code: 'service_paused',
      message: expect.stringContaining('The works are being repaired. You haven'),
      facts: { until: expect.any(String) },
    });
    expect(await code(citizen.call('quote', { ...lookup, bills: ['202610'] }))).toBe('service_paused');
    expect(await code(citizen.call('placeOrder', { id: quoted.id, quote: quoted.id }))).toBe('service_paused');
    expect(await code(citizen.call('openPayment', { orders: [waiting.id], channel: 'wechat' }))).toBe('service_paused');
    expect((await citizen.call('openPayment', { orders: [paying.id], channel: 'wechat' })).id).toBe(opened.id);
    await citizen.pay([paying]);
    await citizen.orderIs(paying, 'fulfilled');
    expect((await ops('zhao.lei', 'resume', 'water')).exit).toBe(0);
    await until('it to be open', async () => (await citizen.call('catalogue', {})).services[0]?.open);
    expect((await citizen.call('lookup', { service: 'water', account: { typed: other } })).bills.length).toBeGreaterThan(0);
    expect((await ops('zhao.lei', 'resume', 'water')).error).toBe('water is not paused.');
  });
});

describe('looking', () => {
  it('shows where an order’s money is, by its number or the app’s id, and replays its notice without effect', async () => {
    const { order, payment } = await fulfilled();
    const sight = (await ops('sun.yu', 'orders', order.id)).out;
    for (const part of [order.number, payment, 'agency:water', 'written', 'fulfilled'].filter((one) => one !== 'written'))
      expect(sight).toContain(part);
    expect((await ops('sun.yu', 'payments', payment)).out).toContain(order.number);
    const notices = JSON.parse((await ops('sun.yu', 'notices', 'wechat', '--json')).out) as { key: string; verdict: string }[];
    const booked = notices.find((notice) => notice.verdict === 'booked') as { key: string };
    const before = await world.ledger();
    world.moveClock(20 * 60_000);
    const replayed = await ops('zhao.lei', 'replay-notice', 'wechat', booked.key);
    world.moveClock(-20 * 60_000);
    expect(replayed.out).toMatch(/booked\. Taken again: known\.\n$/);
    expect(await world.ledger()).toEqual(before);
    expect((await ops('sun.yu', 'day')).out).toMatch(/^all .* ¥0\.00$/m);
  });
});
