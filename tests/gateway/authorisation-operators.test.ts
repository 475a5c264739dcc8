import { request as rawRequest } from 'node:http';
import { type Gateway, startGateway } from '../../server/gateway';
import { type Act, acts, mayDo, type Role, roles } from '../../server/operators/roles';
import { type Office, openOffice } from '../support/operators';
import { freePort, startWorld, type World } from '../support/world';

/** The ways in that citizens do not have: the operators' desk, the metrics, the twin's controls. */
let world: World;
let office: Office;
let gateway: Gateway;
let metrics: string;
const sessions = {} as Record<Role, string>;
const names: Record<Role, string> = { viewer: 'sun.yu', operator: 'zhao.lei', supervisor: 'li.na' };

beforeAll(async () => {
  world = await startWorld();
  office = await openOffice(world);
  for (const role of roles) {
    const { token } = JSON.parse((await office.ops(names[role], 'sessions', 'open', '--json')).out) as { token: string };
    sessions[role] = token;
  }
  const [port, metricsPort] = [await freePort(), await freePort()];
  metrics = `http://127.0.0.1:${metricsPort}`;
  const { config, log } = world.gateway.context;
  gateway = await startGateway({ ...config, role: 'web', port, metrics: { host: '127.0.0.1', port: metricsPort } }, { log });
});
afterAll(async () => {
  await gateway.stop();
  await world.stop();
});

const WHY = ['--why', 'test'];
/** What a person types for each act; a new act without a row does not compile. */
const typed: { readonly [A in Act]: readonly string[] } = {
  'orders.show': ['orders', 'AAAAAAAAA'],
  'payments.show': ['payments', 'AAAAAAAAA'],
  'cases.list': ['cases'],
  'cases.show': ['cases', 'show', '1'],
  'cases.close': ['cases', 'close', '1', ...WHY],
  'alarms.list': ['alarms'],
  'alarms.close': ['alarms', 'close', 'refund_failed', 'x', ...WHY],
  'day.show': ['day'],
  'audit.show': ['audit'],
  'refunds.list': ['refunds'],
  'refund.order': ['refund', 'AAAAAAAAA', ...WHY],
  'refund.again': ['refund-again', 'AAAAAAAAA', ...WHY],
  'refund.approve': ['approve', 'AAAAAAAAA'],
  'refund.decline': ['decline', 'AAAAAAAAA', ...WHY],
  'service.pause': ['pause', 'nothing', ...WHY],
  'service.resume': ['resume', 'nothing'],
  'notice.list': ['notices', 'wechat'],
  'notice.replay': ['replay-notice', 'wechat', 'x'],
  'day.reconcile': ['reconcile', 'nothing', '2026-11-01'],
  'table.export': ['export', 'audit', '--day', '2026-11-01', '--csv'],
  'keys.show': ['keys'],
  'keys.rotate': ['rotate-keys'],
  'sessions.open': ['sessions', 'open'],
  'sessions.list': ['sessions'],
  'sessions.end': ['sessions', 'end', 'nothing'],
  'operators.list': ['operators', 'list'],
  'operators.add': ['operators', 'add', 'friend', '--role', 'viewer'],
  'operators.role': ['operators', 'role', 'nobody', 'viewer'],
  'operators.disable': ['operators', 'disable', 'nobody'],
};
const all = Object.keys(acts) as Act[];

describe.each(roles)('a %s', (role) => {
  it.each(all)('does %s only if the role may, with a code where it takes one, and leaves a line', async (act) => {
    const before = await lines(act);
    const withCode = await office.ops(names[role], ...typed[act]);
    const bySession = await office.run({ RONGYIFU_SESSION: sessions[role] }, ...typed[act]);
    const refusedRole = /^[a-z.]+ takes (a|an) (operator|supervisor); /;
    const refusedSession = /takes a one-time code of this moment/;
    if (!mayDo(role, act)) {
      for (const said of [withCode, bySession]) expect([said.exit, said.error, said.out]).toEqual([1, expect.stringMatching(refusedRole), '']);
    } else {
      expect(withCode.error).not.toMatch(refusedRole);
      expect(withCode.error).not.toMatch(refusedSession);
      if (acts[act].fresh) expect([bySession.exit, bySession.error]).toEqual([1, expect.stringMatching(refusedSession)]);
      else expect(bySession.error).not.toMatch(refusedSession);
    }
    expect(await lines(act)).toBeGreaterThanOrEqual(before + 2);
  });
});

async function lines(act: Act): Promise<number> {
  const row = await world.gateway.context.db.row<{ count: number }>('select count(*)::int as count from audit where act = $1', [act]);
  return row?.count ?? 0;
}

it('nobody does anything without a name and a code', async () => {
  for (const act of all) {
    expect(await office.run({}, ...typed[act])).toMatchObject({ exit: 1, out: '' });
    expect(await office.run({ RONGYIFU_SESSION: 'a'.repeat(43) }, ...typed[act])).toMatchObject({ exit: 1, out: '' });
  }
});

it('a role that changes ends the sessions that were opened under the old one', async () => {
  const { token } = JSON.parse((await office.ops('zhao.lei', 'sessions', 'open', '--json')).out) as { token: string };
  expect((await office.run({ RONGYIFU_SESSION: token }, 'alarms')).exit).toBe(0);
  await office.ops('li.na', 'operators', 'role', 'zhao.lei', 'viewer');
  expect((await office.run({ RONGYIFU_SESSION: token }, 'alarms')).error).toContain('Sign-in refused');
  await office.ops('li.na', 'operators', 'role', 'zhao.lei', 'operator');
});

it('an operator’s session is over after half an hour, however busy', async () => {
  const { token } = JSON.parse((await office.ops('sun.yu', 'sessions', 'open', '--json')).out) as { token: string };
  world.moveClock(29 * 60_000);
  expect((await office.run({ RONGYIFU_SESSION: token }, 'alarms')).exit).toBe(0);
  world.moveClock(2 * 60_000);
  expect((await office.run({ RONGYIFU_SESSION: token }, 'alarms')).exit).toBe(1);
  world.moveClock(-31 * 60_000);
});

it('metrics are read at their own port, changed nowhere, and not to be had where citizens are', async () => {
  expect((await fetch(`${metrics}/metrics`)).status).toBe(200);
  for (const method of ['POST', 'PUT', 'DELETE']) expect((await fetch(`${metrics}/metrics`, { method })).status).toBe(405);
  for (const path of ['/', '/api/orders', '/api/catalogue', '/metrics/../healthz/x']) expect((await fetch(metrics + path)).status).toBe(404);
  for (const path of ['/metrics', '/api/metrics', '/_twin/books']) expect((await fetch(world.origin + path)).status).toBe(404);
});

describe('the twin’s controls', () => {
  const ask = (headers: Record<string, string>, method = 'GET', path = '/_twin/books') =>
    new Promise<number>((done, failed) => {
      const asked = rawRequest(world.twinOrigin + path, { method, headers }, (answer) => {
        answer.resume();
        done(answer.statusCode ?? 0);
      });
      asked.once('error', failed);
      asked.end();
    });

  it('answer this machine', async () => {
    expect(await ask({})).toBe(200);
  });

  it.each([
    ['through a proxy', { 'x-forwarded-for': '203.0.113.9' }],
    ['through another proxy', { forwarded: 'for=203.0.113.9' }],
    ['under another name, as DNS rebinding does', { host: 'evil.example' }],
  ])('answer nobody who comes %s', async (_, headers) => {
    for (const path of ['/_twin/books', '/_twin/sms?phone=13800000000', '/_twin/notices']) expect(await ask(headers, 'GET', path)).toBe(403);
  });

  it.each([
    ['a page of another site', { origin: 'https://evil.example' }],
    ['another site without a name', { 'sec-fetch-site': 'cross-site' }],
  ])('are changed by no request of %s', async (_, headers) => {
    expect(await ask(headers, 'DELETE', '/_twin/faults')).toBe(403);
  });
});
