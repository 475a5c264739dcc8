import { sumFen } from '../../../src/contract/money';
import { letters } from '../../common/numbers';
import type { Twin } from '../../twin';
import { type Body, billNumbers, textField } from '../common/requests';
import { holderOf, isAccount } from './accounts';
import { billsOf, risenBills } from './bills';
import { AGENCY, type Lookup, openBills, type Quote, takenBills } from './requests';

const QUOTE_LIFE_MS = 30 * 60_000;

/** `lookup`: the holder and what is open today. */
export async function lookup(twin: Twin, body: Body): Promise<Lookup> {
  const account = textField(body, 'account');
  if (!isAccount(account)) return { is: 'not_found' };
  return { is: 'found', holder: holderOf(account), bills: await openBills(twin.pool, account, twin.now()) };
}

/** `quote`: keeps the amount for half an hour; `fulfil` is held to it. */
export async function quote(twin: Twin, body: Body): Promise<Quote> {
  const account = textField(body, 'account');
  const wanted = billNumbers(body);
  if (!isAccount(account)) return { is: 'refused', why: 'bill_unknown' };
  const now = twin.now();
  const taken = await takenBills(twin.pool, account, false);
  if (wanted.some((no) => taken.has(no))) return { is: 'refused', why: 'already_paid' };
  const chosen = billsOf(account, now).filter((bill) => wanted.includes(bill.no));
  if (chosen.length !== wanted.length) return { is: 'refused', why: 'bill_unknown' };
  const bills = risenBills(account, chosen);
  const amount_fen = sumFen(bills.map((bill) => bill.amount_fen));
  const validUntil = new Date(now.getTime() + QUOTE_LIFE_MS);
  const quote_ref = `WQ${letters(20).toUpperCase()}`;
  await twin.pool.query('insert into twin.quotes (quote_ref, agency, account, bills, amount_fen, valid_until) values ($1, $2, $3, $4, $5, $6)', [
    quote_ref,
    AGENCY,
    account,
    JSON.stringify(wanted),
    amount_fen,
    validUntil,
  ]);
  return { is: 'quoted', quote_ref, amount_fen, valid_until: validUntil.toISOString(), holder: holderOf(account), bills };
}
