import { Problem } from '../../src/contract/problem';
import { type Db, prepared } from '../database/database';
import type { OrderRow } from '../orders/view';

/** What of an order a claim needs. */
export type Claiming = Pick<OrderRow, 'number' | 'citizen' | 'bills'>;

// In one order everywhere (by bill), so that two payments over the same bills wait for each other instead of locking up.
const CLAIM = prepared(
  'claim_bills',
  `insert into bill_claims (bill, order_number, citizen, until)
   select bill, order_number, $3, $4 from unnest($1::bytea[], $2::text[]) as wanted(bill, order_number) order by bill
   on conflict (bill) do update set order_number = excluded.order_number, citizen = excluded.citizen, until = greatest(excluded.until, case when bill_claims.citizen = excluded.citizen then bill_claims.until else excluded.until end)
     where not bill_claims.paid and (bill_claims.citizen = excluded.citizen or bill_claims.until <= $5)
   returning bill`,
);

const TAKE = prepared(
  'take_bills',
  `insert into bill_claims (bill, order_number, citizen, paid, until)
   select bill, order_number, $3, true, $4 from unnest($1::bytea[], $2::text[]) as taken(bill, order_number) order by bill
   on conflict (bill) do update set order_number = excluded.order_number, citizen = excluded.citizen, paid = true
     where not bill_claims.paid or bill_claims.order_number = excluded.order_number
   returning bill`,
);

/**
 * Claims the bills of one citizen's orders for the time of a payment. Claimed by a stored payment, never by an order alone, so
 * that nobody blocks a stranger's bill by looking at it; another citizen hears only until when.
 * @throws Problem `already_paid`, `bill_being_paid`
 */
export async function claimBills(tx: Db, orders: readonly Claiming[], until: Date, now: Date): Promise<void> {
  const wanted = byBill(orders);
  const bills = [...wanted.keys()].map((bill) => Buffer.from(bill, 'hex'));
  const mine = await tx.rows(CLAIM, [bills, [...wanted.values()], orders[0]?.citizen, until, now]);
  if (mine.length === bills.length) return;
  const claims = await tx.rows<{ paid: boolean; until: Date; order_number: string }>(
    'select paid, until, order_number from bill_claims where bill = any($1) order by bill',
    [bills],
  );
  const others = claims.filter((claim) => !orders.some((order) => order.number === claim.order_number));
  if (others.some((claim) => claim.paid)) throw new Problem('already_paid');
  throw new Problem('bill_being_paid', { until: (others[0]?.until ?? until).toISOString() });
}

/**
 * Takes the bills of several orders of one citizen at once, when nothing is in the way.
 * @returns false when one is: another order paid it, or two of these share one. What was taken is to be rolled back then
 */
export async function takeAllBills(tx: Db, orders: readonly Claiming[], now: Date): Promise<boolean> {
  const wanted = byBill(orders);
  const bills = [...wanted.keys()].map((bill) => Buffer.from(bill, 'hex'));
  const taken = await tx.rows(TAKE, [bills, [...wanted.values()], orders[0]?.citizen, now]);
  return taken.length === orders.reduce((sum, order) => sum + order.bills.length, 0);
}

/** Hex of each bill → the number of the last order that has it. */
function byBill(orders: readonly Claiming[]): Map<string, string> {
  return new Map(orders.flatMap((order) => order.bills.map((bill) => [bill.toString('hex'), order.number] as const)));
}

/**
 * Takes the bills for good when the order's money has come.
 * @returns false when another order paid one of them first; then nothing is taken
 */
export async function takeBills(tx: Db, order: OrderRow, now: Date): Promise<boolean> {
  const bills = sorted(order.bills);
  const taken = await tx.rows<{ bill: Buffer; order_number: string }>(
    'select bill, order_number from bill_claims where bill = any($1) and paid order by bill for update',
    [bills],
  );
  if (taken.some((claim) => claim.order_number !== order.number)) return false;
  for (const bill of bills) {
    const row = await tx.row(
      `insert into bill_claims (bill, order_number, citizen, paid, until) values ($1, $2, $3, true, $4)
       on conflict (bill) do update set order_number = excluded.order_number, citizen = excluded.citizen, paid = true
         where not bill_claims.paid or bill_claims.order_number = excluded.order_number
       returning bill`,
      [bill, order.number, order.citizen, now],
    );
    // Taken by a racing transaction between the two statements: the caller's savepoint undoes what we took.
    if (!row) throw new BillsRaced();
  }
  return true;
}

export class BillsRaced extends Error {
  /** read by `Database.transaction`: run again, now seeing the winner */
  readonly code = '40001';
}

/** Gives the bills of an order back: no payment of it can happen any more, or all its money went back. */
export async function releaseBills(tx: Db, order: string): Promise<void> {
  await tx.rows('delete from bill_claims where order_number = $1', [order]);
}

function sorted(bills: readonly Buffer[]): Buffer[] {
  return [...bills].sort(Buffer.compare);
}
