import { type Fen, fen } from '../../../src/contract/money';
import { channelNo, contentKey } from '../../common/numbers';
import type { Db } from '../../store/database';
import type { Twin } from '../../twin';
import { type Agency, type Order, type Refusal, tailOf, type Voucher } from './agency';
import { amountField, type Body, billNumbers, instantField, numberField, textField } from './requests';

/** Tail 08 says done at this query. */
const QUERIES_UNTIL_DONE = 3;

export type Fulfilment =
  | { is: 'done'; agency_ref: string; at: string; voucher?: Voucher }
  | { is: 'refused'; why: Refusal }
  | { is: 'pending' }
  | { is: 'cancelled'; fee_fen: Fen; at: string }
  | { is: 'not_found' };

export interface Posting {
  readonly order_no: string;
  readonly account: string;
  readonly amount_fen: string;
  readonly state: 'done' | 'refused' | 'pending' | 'cancelled';
  readonly why: Refusal | null;
  readonly agency_ref: string | null;
  readonly content_key: string;
  readonly voucher: Voucher | null;
  readonly queries: number;
  readonly at: Date;
  readonly cancel_asks: number;
  readonly fee_fen: string | null;
  readonly cancelled_at: Date | null;
}

/**
 * `fulfil`: takes an order once by its number. Refusals are kept too, so that the same request gets the same answer for ever.
 * @returns `isNew`: this call made the posting
 */
export async function fulfil(twin: Twin, agency: Agency, body: Body): Promise<{ answer: Fulfilment; isNew: boolean }> {
  const order = readOrder(agency, body);
  const key = contentKey({ ...order, paid_at: order.paid_at.toISOString() });
  return twin.change(async (db) => {
    // Orders of one account take turns; two orders of one number always name one account or differ.
    await lock(db, agency.service, order.order_no);
    await lock(db, agency.service, order.account);
    const known = await findPosting(db, agency, order.order_no);
    if (known) {
      if (known.content_key !== key) return { answer: { is: 'refused', why: 'order_differs' } as const, isNew: false };
      return { answer: told({ ...known, state: known.state === 'cancelled' ? 'done' : known.state }), isNew: false };
    }
    const why = byTail(order.account) ?? (await agency.refusal(twin, db, order));
    const state = why ? 'refused' : tailOf(order.account) === '08' ? 'pending' : 'done';
    const now = twin.now();
    const values = [agency.service, order.order_no, order.account, JSON.stringify(order.bills), order.amount_fen, key, state, why ?? null];
    await db.query(
      `insert into twin.postings (agency, order_no, account, bills, amount_fen, content_key, state, why, agency_ref, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [...values, why ? null : channelNo(agency.prefix, now, 20), now],
    );
    const voucher = why ? null : await agency.take(twin, db, order);
    if (voucher)
      await db.query('update twin.postings set voucher = $3 where agency = $1 and order_no = $2', [
        agency.service,
        order.order_no,
        JSON.stringify(voucher),
      ]);
    const made = await findPosting(db, agency, order.order_no);
    if (!made) throw new Error(`posting vanished: ${order.order_no}`);
    return { answer: told(made), isNew: true };
  });
}

/** `query`: as `fulfil` or `cancel` answered; `not_found` when no such order was ever taken. */
export async function queryPosting(twin: Twin, agency: Agency, body: Body): Promise<Fulfilment> {
  const orderNo = numberField(body, 'order_no');
  return twin.change(async (db) => {
    // Waits for a fulfil that is under way, which would make not_found untrue.
    await lock(db, agency.service, orderNo);
    const known = await findPosting(db, agency, orderNo);
    if (!known) return { is: 'not_found' };
    if (known.state !== 'pending') return told(known);
    const state = known.queries + 1 >= QUERIES_UNTIL_DONE ? 'done' : 'pending';
    const now = twin.now();
    await db.query('update twin.postings set queries = queries + 1, state = $3, at = $4 where agency = $1 and order_no = $2', [
      agency.service,
      orderNo,
      state,
      now,
    ]);
    return told({ ...known, state, at: now });
  });
}

/** Held until the transaction ends. */
export async function lock(db: Db, service: string, what: string): Promise<void> {
  await db.query('select pg_advisory_xact_lock(hashtext($1))', [`${service} ${what}`]);
}

export async function findPosting(db: Db, agency: Agency, orderNo: string): Promise<Posting | undefined> {
  const { rows } = await db.query('select * from twin.postings where agency = $1 and order_no = $2', [agency.service, orderNo]);
  return rows[0] as Posting | undefined;
}

function byTail(account: string): Refusal | undefined {
  const tail = tailOf(account);
  if (tail === '06') return 'not_accepted';
  return tail === '10' ? 'price_changed' : undefined;
}

function told(posting: Posting): Fulfilment {
  if (posting.state === 'pending') return { is: 'pending' };
  if (posting.state === 'refused') return { is: 'refused', why: posting.why ?? 'not_accepted' };
  if (posting.state === 'cancelled') return toldCancelled(posting);
  const { voucher } = posting;
  return { is: 'done', agency_ref: posting.agency_ref ?? '', at: posting.at.toISOString(), ...(voucher && { voucher }) };
}

export function toldCancelled(posting: Posting): { is: 'cancelled'; fee_fen: Fen; at: string } {
  return { is: 'cancelled', fee_fen: fen(Number(posting.fee_fen)), at: (posting.cancelled_at ?? posting.at).toISOString() };
}

function readOrder(agency: Agency, body: Body): Order {
  return {
    order_no: numberField(body, 'order_no'),
    quote_ref: textField(body, 'quote_ref'),
    account: textField(body, 'account'),
    bills: agency.hasBills ? billNumbers(body) : [],
    amount_fen: amountField(body, 'amount_fen', 1),
    paid_at: instantField(body, 'paid_at'),
  };
}
