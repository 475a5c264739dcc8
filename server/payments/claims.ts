import { Problem } from '../../src/contract/problem';
import type { Db } from '../database/database';
import type { OrderRow } from '../orders/view';

/**
 * Claims an order's bills for the time of a payment. Claimed by a stored payment, never by an order alone, so that nobody
 * blocks a stranger's bill by looking at it; another citizen hears only until when.
 * @throws Problem `already_paid`, `bill_being_paid`
 */
export async function claimBills(tx: Db, order: OrderRow, until: Date, now: Date): Promise<void> {
  // In one order everywhere, so that two payments over the same bills wait for each other instead of locking up.
  for (const bill of sorted(order.bills)) {
    const mine = await tx.row(
      `insert into bill_claims (bill, order_number, citizen, until) values ($1, $2, $3, $4)
       on conflict (bill) do update set order_number = excluded.order_number, citizen = excluded.citizen, until = greatest(excluded.until, case when bill_claims.citizen = excluded.citizen then bill_claims.until else excluded.until end)
         where not bill_claims.paid and (bill_claims.citizen = excluded.citizen or bill_claims.until <= $5)
       returning bill`,
      [bill, order.number, order.citizen, until, now],
    );
    if (mine) continue;
    const other = await tx.row<{ paid: boolean; until: Date }>('select paid, until from bill_claims where bill = $1', [bill]);
    if (other?.paid) throw new Problem('already_paid');
    throw new Problem('bill_being_paid', { until: (other?.until ?? until).toISOString() });
  }
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
