import { openDatabase } from '../../server/database/database';
import { type LedgerAccount, post } from '../../server/ledger/post';
import { fen } from '../../src/contract/money';

const AGENCIES = 1000;

/**
 * Books movements with the gateway's own statement, at so many connections, all against one agency's account or spread over a
 * thousand. Accounts are no rows that bookings wait for; this shows it.
 * @param url a database with the gateway's schema
 * @returns bookings per second
 */
export async function bookFor(url: string, clients: number, seconds: number, spread: boolean): Promise<number> {
  const db = openDatabase(url, { connections: clients });
  const mark = `hot-${process.pid}-${performance.now()}`;
  const until = performance.now() + seconds * 1000;
  let booked = 0;
  const client = async () => {
    while (performance.now() < until) {
      const n = booked++;
      const credit: LedgerAccount = `agency:${spread ? `a${n % AGENCIES}` : 'water'}`;
      const movement = { kind: 'fulfilment', reference: `${mark}-${n}`, at: new Date(), amount_fen: fen(1000), debit: 'held:water', credit } as const;
      await db.transaction((tx) => post(tx, movement));
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  const took_s = (performance.now() - began) / 1000;
  await db.close();
  return booked / took_s;
}
