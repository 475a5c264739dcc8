import { spawn } from 'node:child_process';
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Party } from '../../scripts/conformance/client';
import type { Report } from '../../scripts/conformance/report';
import { type RunOptions, runConformance } from '../../scripts/conformance/run';
import { type Calendar, calendarOf, moment } from '../support/calendar';
import { type Fault, faultyAgency } from '../support/faulty-agency';
import { startWorld, type World } from '../support/world';

/** The suite that agencies are measured with is measured itself: against the twin's agencies, and against liars. */
let world: World;
let calendar: Calendar;
let ours: KeyObject;
let theirs: { hospital: KeyObject; water: KeyObject };

beforeAll(async () => {
  world = await startWorld({ worker: false });
  calendar = calendarOf(world);
  // Slots begin tomorrow: with the sun at noon every rule of today applies.
  await calendar.goTo(moment(calendar.today(), '12:00:00'));
  const keys = join(process.env.TEST_HOME as string, 'keys');
  ours = createPrivateKey(readFileSync(join(keys, 'gateway/agency-key.pem')));
  theirs = {
    hospital: createPrivateKey(readFileSync(join(keys, 'agencies/twin/hospital-key.pem'))),
    water: createPrivateKey(readFileSync(join(keys, 'twin/agency-water-key.pem'))),
  };
});
afterAll(() => world.stop());

let cards = 10;
const run = (
  service: 'hospital' | 'water',
  account: string,
  options: Partial<RunOptions> = {},
  url = `${world.twinOrigin}/agency`,
): Promise<Report> => {
  const party: Party = {
    url,
    service,
    ourKey: ours,
    ourKeyId: world.env.AGENCY_KEY_ID as string,
    theirKey: createPublicKey(theirs[service]),
    theirKeyId: world.env[`AGENCY_${service.toUpperCase()}_KEY_ID`] as string,
    clock: calendar.now,
  };
  const pause = (ms: number) => calendar.goTo(new Date(calendar.now().getTime() + ms));
  return runConformance(party, { kind: service === 'water' ? 'bill' : 'booking', account, patience_s: 3600, pause, ...options });
};
const card = () => `5200${String(++cards).padStart(4, '0')}01`;
const failures = (report: Report) => report.failed.map((row) => `${row.part}: ${row.check}: ${row.came}`);
const notApplied = (report: Report) => report.rows.filter((row) => row.result === 'not applicable').map((row) => row.check);

it('finds nothing wrong with the hospital, whose every check applies', async () => {
  const first = await run('hospital', card());
  expect(failures(first)).toEqual([]);
  const day = calendar.today();
  await calendar.goTo(new Date(calendar.now().getTime() + 86_400_000));
  const second = await run('hospital', card(), { day });
  expect(failures(second)).toEqual([]);
  expect(notApplied(second)).toEqual(['a request played again']);
  expect(second.rows.length).toBeGreaterThan(45);
});

it.each(['08', '13'])('nor when it is slow (%s)', async (tail) => {
  expect(failures(await run('hospital', `52000000${tail}`))).toEqual([]);
});

it('says what came from an agency that hangs up', async () => {
  const report = await run('hospital', '5200000014');
  expect(report.failed.map((row) => [row.check, row.came])).toEqual([['cancel, 3 copies at once', 'no answer (network)']]);
});

it('finds nothing wrong with the water company', async () => {
  expect(failures(await run('water', '205100000002'))).toEqual([]);
  const day = calendar.today();
  await calendar.goTo(new Date(calendar.now().getTime() + 86_400_000));
  const second = await run('water', '205199990002', { day });
  expect(failures(second)).toEqual([]);
  expect(notApplied(second)).toEqual(['a request played again']);
});

it('is a command that ends with 1 when something is wrong, and says what', async () => {
  // A command has the machine's clock.
  const later = calendar.now();
  await calendar.goTo(new Date());
  const keys = join(process.env.TEST_HOME as string, 'keys');
  const command = (url: string, ...more: string[]) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      const named = {
        url,
        service: 'hospital',
        account: card(),
        'our-key': join(keys, 'gateway/agency-key.pem'),
        'our-key-id': world.env.AGENCY_KEY_ID,
      };
      const theirs = { 'their-key': world.env.AGENCY_HOSPITAL_PUBLIC_KEY_FILE, 'their-key-id': world.env.AGENCY_HOSPITAL_KEY_ID };
      const args = Object.entries({ ...named, ...theirs }).flatMap(([name, value]) => [`--${name}`, String(value)]);
      const script = ['-r', 'tsx/cjs', join(__dirname, '../../scripts/conformance.ts')];
      const child = spawn(process.execPath, [...script, ...args, ...more], { cwd: join(__dirname, '../..') });
      let out = '';
      child.stdout.on('data', (part) => {
        out += part;
      });
      child.on('close', (code) => resolve({ code: code ?? -1, out }));
    });
  const right = await command(`${world.twinOrigin}/agency`);
  expect([right.code, right.out]).toEqual([
    0,
    expect.stringMatching(/n\/a .*a hold that nobody pays.*\n\s+takes \d+ s: run with --patience \d+[\s\S]* 0 failed/),
  ]);
  const fault: Fault = { change: { release: refusedBecomes('hold_used', { is: 'released' }) } };
  const liar = await faultyAgency({ origin: world.twinOrigin, ourKey: ours, theirKey: theirs.hospital, clock: calendar.now, fault });
  const wrong = await command(`${liar.url}/agency`, '--json').finally(liar.stop);
  await calendar.goTo(later);
  expect(wrong.code).toBe(1);
  expect(
    (JSON.parse(wrong.out) as { rows: { result: string; came: string }[] }).rows.filter((row) => row.result === 'fail').map((row) => row.came),
  ).toEqual(['released']);
});

describe('finds an agency that', () => {
  const faults: [string, Fault, RegExp][] = [
    ['takes any signature', { unverified: true }, /signature with one bit changed/],
    ['takes any time', { timeless: true }, /clock 310 s/],
    ['signs answers without our nonce', { noNonce: true }, /a good request/],
    [
      'gives every copy of a fulfil a number of its own',
      { change: { fulfil: (answer) => ({ ...answer, agency_ref: `X${Math.random()}` }) } },
      /fulfil, 5 copies/,
    ],
    [
      'takes another amount under the same number',
      { change: { fulfil: refusedBecomes('order_differs', { is: 'done', agency_ref: 'A', at: '2026-11-23T02:00:00Z' }) } },
      /another amount under/,
    ],
    [
      'books the same hold twice',
      { change: { fulfil: refusedBecomes('already_paid', { is: 'done', agency_ref: 'A', at: '2026-11-23T02:00:00Z' }) } },
      /the same under another number/,
    ],
    [
      'takes an order that was paid too late',
      { change: { fulfil: refusedBecomes('quote_expired', { is: 'done', agency_ref: 'A', at: '2026-11-23T02:00:00Z' }) } },
      /a hold that nobody pays/,
    ],
    ['has never heard of what it did', { change: { query: () => ({ is: 'not_found' }) } }, /^query$/],
    ['gives a released number out again', { change: { hold: refusedBecomes('hold_over', { is: 'held' }) } }, /under a number that was released/],
    [
      'forgets what it holds',
      {
        change: {
          lookup: (answer) => ({
            ...answer,
            choices: ((answer.choices ?? []) as { left: number | null }[]).map((one) => ({ ...one, left: one.left === null ? null : 10 })),
          }),
        },
      },
      /while it is held/,
    ],
    ['releases what was paid for', { change: { release: refusedBecomes('hold_used', { is: 'released' }) } }, /a hold that was paid for/],
    [
      'keeps a fee that nobody agreed to',
      { change: { cancel: refusedBecomes('fee_changed', { is: 'cancelled', fee_fen: 4999, at: '2026-11-23T02:00:00Z' }) } },
      /for another fee/,
    ],
    [
      'keeps more than its rules say',
      { change: { cancel: (answer) => (answer.is === 'cancelled' ? { ...answer, fee_fen: 100 } : answer) } },
      /cancel, 3 copies/,
    ],
    ['writes money as text', { change: { hold: (answer) => ({ ...answer, amount_fen: String(answer.amount_fen) }) } }, /^hold$/],
    [
      'has a statement that does not add up',
      { change: { statement: (answer) => ({ ...answer, total_fen: Number(answer.total_fen) + 1 }) } },
      /page by page/,
    ],
    ['has another statement each time', { change: { statement: unstable() } }, /once more/],
  ];

  it.each(faults)('%s', async (_, fault, check) => {
    const agency = await faultyAgency({ origin: world.twinOrigin, ourKey: ours, theirKey: theirs.hospital, clock: calendar.now, fault });
    const day = new Date(calendar.now().getTime() - 86_400_000).toISOString().slice(0, 10);
    const report = await run('hospital', card(), { day }, `${agency.url}/agency`).finally(agency.stop);
    expect(report.failed.map((row) => row.check).filter((name) => check.test(name))).not.toEqual([]);
  });
});

type Change = NonNullable<Fault['change']>[string];

function refusedBecomes(why: string, other: Record<string, unknown>): Change {
  return (answer) => (answer.why === why ? other : answer);
}

/** Every second asking gets the postings in another order. */
function unstable(): Change {
  let asked = 0;
  return (answer) =>
    asked++ % 2 === 0 ? answer : { ...answer, ...(Array.isArray(answer.postings) && { postings: [...answer.postings].reverse() }) };
}
