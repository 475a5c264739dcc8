import { databaseBooks } from '../histories/database';
import { playMany } from '../histories/many';
import { startDatabase } from '../histories/start-database';

/** The histories of tests/histories with the gateway's own functions over PostgreSQL, several calls let go at the same time. */
const HISTORIES = Number(process.env.HISTORIES ?? 60);
const SEED = Number(process.env.HISTORIES_SEED ?? 20_261_123);

const clock = { ms: Date.UTC(2027, 0, 1) };
let database: Awaited<ReturnType<typeof startDatabase>>;

beforeAll(async () => {
  database = await startDatabase(clock);
});
afterAll(() => database.stop());

it(`${HISTORIES} random histories on a database end with every fen where it belongs (seed ${SEED})`, async () => {
  const found = await playMany(SEED, 0, HISTORIES, () => databaseBooks(database.context), { atOnce: true, clock });
  expect(found).toBeNull();
}, 3_600_000);
