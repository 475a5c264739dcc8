import type { Fen } from '../../src/contract/money';
import type { ChannelId } from '../../src/contract/order';
import { type Db, prepared } from '../database/database';

/**
 * Who holds what. `channel:*` is money a channel collected for us, `fees:*` what it kept of it for its work; everything else
 * is what we owe.
 * - `held:<service>`: paid by citizens, not yet written off by the agency
 * - `agency:<service>`: written off, to be handed to the agency
 * - `refunds_payable`: to be paid back to citizens
 */
export type LedgerAccount = `channel:${ChannelId}` | `fees:${ChannelId}` | `held:${string}` | `agency:${string}` | 'refunds_payable';

export interface Posting {
  readonly kind: 'payment' | 'fulfilment' | 'refund_owed' | 'refund' | 'fee';
  /** what it is about; the same kind and reference is booked once, ever */
  readonly reference: string;
  readonly at: Date;
  readonly amount_fen: Fen;
  readonly debit: LedgerAccount;
  readonly credit: LedgerAccount;
}

const POST = prepared(
  'post',
  `with t as (
     insert into ledger_transactions (kind, reference, at) values ($1, $2, $3) on conflict (kind, reference) do nothing returning id
   )
   insert into ledger_entries (transaction, account, amount_fen)
   select t.id, entry.account, entry.amount_fen from t, (values ($4::text, $6::bigint), ($5::text, -$6::bigint)) as entry(account, amount_fen)
   returning id`,
);

/**
 * Books one movement: a debit (+) and a credit (−) of the same amount. The database refuses what does not sum to zero,
 * and whatever tries to change a booking.
 * @returns false when it was booked before
 */
export async function post(tx: Db, posting: Posting): Promise<boolean> {
  const row = await tx.row(POST, [posting.kind, posting.reference, posting.at, posting.debit, posting.credit, posting.amount_fen]);
  return row !== undefined;
}
