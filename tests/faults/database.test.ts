import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedDatabase, startEmbedded } from '../../server/database/embedded';
import { actInWallet, newCitizen, Refused } from '../support/citizen';
import { expectEveryFen, type Paid } from '../support/every-fen';
import { randomFrom } from '../support/random';
import { until } from '../support/until';
import { startWorld, type World } from '../support/world';

/** The database is killed with -9 in the middle of orders and comes back; the gateway runs on through it. `DATABASE_KILLS`, `DATABASE_KILL_SEED`. */
const ROUNDS = Number(process.env.DATABASE_KILLS ?? 12);
const SEED = Number(process.env.DATABASE_KILL_SEED ?? 20_261_123);
const TAILS = ['01', '06', '08', '09', '10'];

let home: string;
let database: EmbeddedDatabase;
let world: World;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'rongyifu-killed-'));
  chmodSync(home, 0o711);
  database = await startEmbedded(home);
  world = await startWorld({ database: database.adminUrl });
});
afterAll(async () => {
  await world.stop();
  database.stop();
  rmSync(home, { recursive: true, force: true });
});

const kill = () => process.kill(Number(readFileSync(join(home, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');

/** Its children notice within moments that they are orphans; until then the server refuses to start over them. */
const revive = () =>
  until('PostgreSQL to start again', async () => {
    database = await startEmbedded(home).catch(() => database);
    return (await world.gateway.context.db.row('select 1').catch(() => undefined)) !== undefined;
  });

/** Asks again as the suite does, as long as the gateway says that it is not the citizen's fault. */
function patiently<T>(what: string, work: () => Promise<T>): Promise<T> {
  return until(what, async () => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refused && error.status >= 500) return undefined;
      throw error;
    }
  });
}

it(`loses nothing when the database dies ${ROUNDS} times (seed ${SEED})`, async () => {
  const random = randomFrom(SEED);
  const citizen = await newCitizen(world);
  const paid: Paid[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const order = await citizen.order(`2051${String(710_000 + round)}${TAILS[round % TAILS.length]}`);
    const dies = new Promise<void>((resolve) =>
      setTimeout(() => {
        kill();
        resolve();
      }, random() * 300),
    );
    const lives = dies.then(() => new Promise((resolve) => setTimeout(resolve, random() * 800))).then(revive);
    const opened = await patiently('the wallet to open', () => citizen.call('openPayment', { orders: [order.id], channel: 'wechat' }));
    if (opened.request) expect(await actInWallet(world, opened)).toBe('requestPayment:ok');
    paid.push({ order, payment: opened.id });
    await lives;
  }
  await expectEveryFen(world, citizen, paid);
  // Whatever a channel was told to have arrived is in the books.
  const { db } = world.gateway.context;
  for (const notice of await world.twin.notices()) {
    if (!notice.attempts.some((one) => one.status === 200 || one.status === 204)) continue;
    expect(await db.row('select 1 from payments where id = $1 and paid_at is not null', [notice.merchant_no])).toBeDefined();
  }
}, 600_000);

it('tells citizens plainly while the database is away', async () => {
  const citizen = await newCitizen(world);
  kill();
  const refusal = await citizen.call('orders', {}).catch((error: Refused) => error);
  expect(refusal).toBeInstanceOf(Refused);
  expect(refusal).toMatchObject({ status: 500, body: { error: { code: 'server_error', retryable: true } } });
  await revive();
  expect((await citizen.call('orders', {})).orders).toEqual([]);
});
