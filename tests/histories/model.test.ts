import { playMany } from './many';
import { ModelBooks } from './model';

/**
 * Payments as the world may treat them: answers lost before or after their effect, processes killed, notices doubled, late or never,
 * two wallets for one bill, refunds that fail. The gateway's own decisions over books in memory; `npm run histories` plays
 * millions, and tests/gateway/histories.test.ts the same on a database.
 */
const HISTORIES = 50_000;
const SEED = 20_261_123;

it(`${HISTORIES} random histories end with every fen where it belongs (seed ${SEED})`, async () => {
  const found = await playMany(SEED, 0, HISTORIES, async (clock) => (outside) => new ModelBooks(outside, clock));
  expect(found).toBeNull();
}, 240_000);
