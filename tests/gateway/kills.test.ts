import { resolve } from 'node:path';
import { type Child, startChild } from '../../scripts/start/children';
import { actInWallet, newCitizen } from '../support/citizen';
import { expectEveryFen, type Paid } from '../support/every-fen';
import { randomFrom } from '../support/random';
import { freePort, startWorld, type World } from '../support/world';

/**
 * A gateway that takes all notices and a worker that does all work are killed with -9 again and again, one of them or both, each
 * time at another moment of an order's life, and started anew. Whatever the moment: one charge, at most one posting, and every
 * fen with the agency or the citizen, within a minute.
 * `KILL_ROUNDS` and `KILL_SEED` run more and repeat a run.
 */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 8);
const SEED = Number(process.env.KILL_SEED ?? 20_261_123);
/** ordinary · refused after payment · pending for a while · taken, but the connection closed · price changed */
const TAILS = ['01', '06', '08', '09', '10'];
const LONGEST_MS = 400;

const SWEEP_MS = 60_000;
const VICTIMS = [['web'], ['worker'], ['web', 'worker']] as const;

let world: World;
let port: number;
const running: Partial<Record<'web' | 'worker', Child>> = {};

async function start(role: 'web' | 'worker'): Promise<void> {
  const own = { ROLE: role, PATH: process.env.PATH, PORT: String(port), PUBLIC_ORIGIN: `http://127.0.0.1:${port}` };
  running[role] = await startChild(
    `killed-${role}`,
    resolve(__dirname, '../../server/main.ts'),
    { ...world.env, ...own },
    process.env.TEST_HOME as string,
  );
}

beforeAll(async () => {
  port = await freePort();
  world = await startWorld({ worker: false, notices: `http://127.0.0.1:${port}` });
  await Promise.all([start('web'), start('worker')]);
});
afterAll(async () => {
  await running.web?.stop();
  await running.worker?.stop();
  await world.stop();
});

it(`loses nothing in ${ROUNDS} kills (seed ${SEED})`, async () => {
  const random = randomFrom(SEED);
  const citizen = await newCitizen(world);
  const paid: Paid[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const order = await citizen.order(`2051${String(700_000 + round)}${TAILS[round % TAILS.length]}`);
    const opened = await citizen.call('openPayment', { orders: [order.id], channel: 'wechat' });
    expect(await actInWallet(world, opened)).toBe('requestPayment:ok');
    paid.push({ order, payment: opened.id });
    await new Promise((done) => setTimeout(done, random() * LONGEST_MS));
    const victims = VICTIMS[Math.floor(random() * VICTIMS.length)] ?? [];
    await Promise.all(victims.map((role) => running[role]?.kill()));
    await Promise.all(victims.map(start));
  }
  await expectEveryFen(world, citizen, paid, SWEEP_MS);
}, 1_800_000);
