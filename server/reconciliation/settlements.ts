import type { Fen } from '../../src/contract/money';
import type { Db } from '../database/database';

export interface Settlement {
  readonly agency: string;
  readonly day: string;
  readonly orders: number;
  /** what the city owes the agency for the day; negative when more was reversed than written off */
  readonly amount_fen: Fen;
}

const OF_RANGE = `
  select substr(e.account, 8) as agency, count(*)::int as orders, -sum(e.amount_fen)::bigint as amount_fen
  from ledger_entries e where e.transaction > $1 and e.transaction <= $2 and e.account like 'agency:%' group by e.account`;

/** What the ledger owes each agency from a range of bookings. A day's range is the one its proof is made over. */
export async function writeSettlements(tx: Db, day: string, after: number, upto: number, now: Date): Promise<void> {
  await tx.rows(
    `insert into settlements (agency, day, orders, amount_fen, made_at) select o.agency, $3, o.orders, o.amount_fen, $4 from (${OF_RANGE}) as o
     on conflict (agency, day) do nothing`,
    [after, upto, day, now],
  );
}

/** What is to be handed to the agencies for a day; empty until the day is proven. */
export async function settlementsOf(db: Db, day: string): Promise<Settlement[]> {
  return db.rows<Settlement>('select agency, day::text, orders, amount_fen from settlements where day = $1 order by agency', [day]);
}
