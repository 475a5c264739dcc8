import { join, resolve } from 'node:path';
import { type Child, startChild } from '../../scripts/start/children';
import type { OrderView } from '../../src/contract/order';
import { actInWallet, newCitizen } from '../support/citizen';
import { until } from '../support/until';
import { freePort, startWorld, type World } from '../support/world';

/**
 * A gateway that takes all notices and does all work is killed with -9 again and again, each time at another moment of an order's
 * life, and started anew. Whatever the moment: one charge, at most one posting, and every fen with the agency or the citizen.
 * `KILL_ROUNDS` and `KILL_SEED` run more and repeat a run.
 */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 8);
const SEED = Number(process.env.KILL_SEED ?? 20_261_123);
/** ordinary · refused after payment · pending for a while · taken, but the connection closed · price changed */
const TAILS = ['01', '06', '08', '09', '10'];
const LONGEST_MS = 400;

let world: World;
let killed: Child;
let port: number;

const startKillable = () =>
  startChild(
    'killed-gateway',
    resolve(__dirname, '../../server/main.ts'),
    { ...world.env, PATH: process.env.PATH, PORT: String(port), PUBLIC_ORIGIN: `http://127.0.0.1:${port}` },
    join(process.env.TEST_HOME as string),
  );

beforeAll(async () => {
  port = await freePort();
  world = await startWorld({ worker: false, notices: `http://127.0.0.1:${port}` });
  killed = await startKillable();
});
afterAll(async () => {
  await killed.stop();
  await world.stop();
});

/** mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

it(`loses nothing in ${ROUNDS} kills (seed ${SEED})`, async () => {
  const random = randomFrom(SEED);
  const citizen = await newCitizen(world);
  const paid: { order: OrderView; payment: string }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const order = await citizen.order(`2051${String(700_000 + round)}${TAILS[round % TAILS.length]}`);
    const opened = await citizen.call('openPayment', { orders: [order.id], channel: 'wechat' });
    expect(await actInWallet(world, opened)).toBe('requestPayment:ok');
    paid.push({ order, payment: opened.id });
    await new Promise((done) => setTimeout(done, random() * LONGEST_MS));
    await killed.kill();
    killed = await startKillable();
  }
  for (const { order } of paid) {
    await until(
      `order ${order.number} to come to its end`,
      async () => /fulfilled|refunded/.test((await citizen.call('order', { id: order.id })).status),
      90_000,
    );
  }
  const books = await world.twin.books();
  for (const { order, payment } of paid) {
    const { status } = await citizen.call('order', { id: order.id });
    const trade = books.wechat.trades.find((one) => one.out_trade_no === payment);
    const postings = books.water.postings.filter((posting) => posting.order_no === order.number && posting.state === 'done');
    expect([order.number, postings.length, trade?.refunded_fen]).toEqual([
      order.number,
      status === 'fulfilled' ? 1 : 0,
      status === 'fulfilled' ? 0 : order.amount_fen,
    ]);
  }
  const { sum, crooked, balances } = await world.ledger();
  expect([sum, crooked, balances['held:water'] ?? 0, balances.refunds_payable ?? 0]).toEqual([0, 0, 0, 0]);
  const collected = books.wechat.trades.reduce((total, trade) => total + (trade.paid_at ? trade.amount_fen - trade.refunded_fen : 0), 0);
  expect(balances['channel:wechat'] ?? 0).toBe(collected);
}, 600_000);
