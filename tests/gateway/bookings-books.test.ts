import { listCases, reconcileDay, settlementsOf } from '../../server/reconciliation';
import type { OrderView } from '../../src/contract/order';
import { type Calendar, calendarOf, dayAfter, moment } from '../support/calendar';
import { type CitizenClient, newCitizen } from '../support/citizen';
import { inTwinBooks } from '../support/other-books';
import { until } from '../support/until';
import { startWorld, type World } from '../support/world';

/** What was booked and given back, in the agency's statement, in ours, and in what the city owes for the day. */
let world: World;
let calendar: Calendar;
let citizen: CitizenClient;
/** the day of the bookings; the one of the slots; when the late fee is due */
let today: string;
let slotDay: string;
const ctx = () => world.gateway.context;
const slot = { hospital: 'hx', department: 'ent', doctor: 'd1', session: 'am' };

let cards = 500;
async function book(): Promise<OrderView> {
  const selection = { ...slot, day: slotDay };
  const quote = await citizen.call('quote', { service: 'hospital', account: { typed: `52${String(++cards).padStart(6, '0')}01` }, selection });
  const order = await citizen.call('placeOrder', { id: quote.id, quote: quote.id });
  await citizen.pay([order]);
  return citizen.orderIs(order, 'fulfilled');
}

const comparedOf = async (day: string) => {
  await until(
    `the hospital's ${day}`,
    async () =>
      (await ctx().db.row(`select 1 from reconciliations where source = 'agency:hospital' and day = $1 and status = 'compared'`, [day])) !==
      undefined,
    30_000,
  );
  return listCases(ctx().db, { source: 'agency:hospital', day });
};
const settled = (day: string) =>
  until(
    `the settlement of ${day}`,
    async () => {
      const made = await ctx().db.row('select 1 from proofs where day = $1 and root is not null', [day]);
      return made && ((await settlementsOf(ctx().db, day)).find((one) => one.agency === 'hospital') ?? { amount_fen: 0 });
    },
    30_000,
  );

let orders: { stays: OrderView; free: OrderView; late: OrderView; forgotten: OrderView; ill: OrderView };

beforeAll(async () => {
  world = await startWorld();
  calendar = calendarOf(world);
  today = dayAfter(calendar.today());
  await calendar.goTo(moment(today, '09:00:00'));
  citizen = await newCitizen(world);
  const days = await citizen.call('choices', {
    service: 'hospital',
    selection: { hospital: slot.hospital, department: slot.department, doctor: slot.doctor },
  });
  slotDay = days.choices.find((one) => one.key > dayAfter(today, 1))?.key as string;
  orders = { stays: await book(), free: await book(), late: await book(), forgotten: await book(), ill: await book() };
  await citizen.call('cancelOrder', { id: orders.free.id, fee_fen: 0 });
  await citizen.orderIs(orders.free, 'returned');
});
afterEach(() => world.twin.heal());
afterAll(() => world.stop());

it('a day of bookings and one given back agrees, and nets to what the hospital keeps', async () => {
  await calendar.goTo(moment(dayAfter(today), '20:30:00'));
  expect(await comparedOf(today)).toEqual([]);
  expect(
    await ctx().db.row(`select payments, paid_fen, refunds, refunded_fen from reconciliations where source = 'agency:hospital' and day = $1`, [
      today,
    ]),
  ).toEqual({
    payments: 5,
    paid_fen: 25_000,
    refunds: 1,
    refunded_fen: 5_000,
  });
  expect((await settled(today)).amount_fen).toBe(20_000);
});

it('a fee is what is settled of a booking that was given back late, on the day on which it was', async () => {
  const evening = dayAfter(slotDay, -1);
  await calendar.goTo(moment(evening, '21:00:00'));
  // What is booked before the worker has drawn the line under the days before would belong to them.
  await until(
    'the days before to end',
    async () => (await ctx().db.row('select 1 from proofs where day = $1', [dayAfter(evening, -1)])) !== undefined,
  );
  await citizen.call('cancelOrder', { id: orders.late.id, fee_fen: 1000 });
  await citizen.orderIs(orders.late, 'returned');
  // Nobody here asked for this one: the doctor fell ill, and the hospital took it back by itself.
  await inTwinBooks(world, (twin) =>
    twin.query(`update twin.postings set state = 'cancelled', fee_fen = 0, cancelled_at = $2 where order_no = $1`, [
      orders.ill.number,
      calendar.now(),
    ]),
  );
  await calendar.goTo(moment(slotDay, '20:30:00'));
  await comparedOf(evening);
  await until('the case to be mended', async () => (await listCases(ctx().db, { source: 'agency:hospital', status: 'open' })).length === 0);
  const cases = await listCases(ctx().db, { source: 'agency:hospital' });
  expect(cases).toMatchObject([
    { kind: 'cancellation_missing_here', subject: orders.ill.number, status: 'resolved', resolution: 'cancellation_booked' },
  ]);
  expect((await settled(evening)).amount_fen).toBe(-4_000);
  expect(await citizen.orderIs(orders.ill, 'returned')).toMatchObject({ refusal: 'agency_cancelled', cancellation: { state: 'done', fee_fen: 0 } });
});

it('a statement that leaves out, alters or repeats what went back makes a case each', async () => {
  const evening = dayAfter(slotDay, -1);
  const again = async (statement: object) => {
    await world.twin.fault('hospital', { statement });
    expect(await reconcileDay(ctx(), 'agency:hospital', evening)).toMatchObject({ is: 'compared' });
    return (await listCases(ctx().db, { source: 'agency:hospital', day: evening, status: 'open' })).map(({ kind, amount_fen, owner, next_step }) => [
      kind,
      amount_fen,
      owner,
      next_step,
    ]);
  };
  expect(await again({ drop: 1, of: 'refund' })).toEqual([['cancellation_missing_there', 4_000, 'finance', 'ask_for_corrected_bill']]);
  expect(await again({ alter: 1, of: 'refund' })).toEqual([['amount_differs', 1, 'agency', 'ask_for_corrected_bill']]);
  expect(await again({})).toEqual([]);
});

it('the ledger stays at zero and owes the hospital what it keeps by its own books', async () => {
  await until('refunds to end', async () => ((await world.ledger()).balances.refunds_payable ?? 0) === 0);
  const { sum, crooked, balances } = await world.ledger();
  const { postings } = (await world.twin.books()).hospital;
  const kept = postings.reduce((total, one) => total + (one.state === 'cancelled' ? (one.fee_fen ?? 0) : one.amount_fen), 0);
  expect([sum, crooked, -(balances['agency:hospital'] ?? 0)]).toEqual([0, 0, kept]);
  expect(kept).toBe(2 * 5_000 + 1_000);
});
