import { channelNo, contentKey } from '../../common/numbers';
import type { Db } from '../../store/database';
import type { Twin } from '../../twin';
import { isAccount, tailOf } from './accounts';
import { AGENCY, BadRequest, billNumbers, type Fulfilment, type Refusal, takenBills, textField } from './requests';

/** Test number 08 says done at this query. */
const QUERIES_UNTIL_DONE = 3;

interface Order {
  readonly order_no: string;
  readonly quote_ref: string;
  readonly account: string;
  readonly bills: readonly string[];
  readonly amount_fen: number;
  readonly paid_at: Date;
}

interface Posting {
  readonly state: 'done' | 'refused' | 'pending';
  readonly why: Refusal | null;
  readonly agency_ref: string | null;
  readonly content_key: string;
  readonly queries: number;
  readonly at: Date;
}

/**
 * `fulfil`: writes bills off, once by order number and once by bill. Refusals are kept too, so that the same request
 * gets the same answer for ever.
 * @returns `isNew`: this call made the posting
 */
export async function fulfil(twin: Twin, body: Readonly<Record<string, unknown>>): Promise<{ answer: Fulfilment; isNew: boolean }> {
  const order = readOrder(body);
  const key = contentKey({ ...order, paid_at: order.paid_at.toISOString() });
  return twin.change(async (db) => {
    // Orders of one account take turns; two orders of one number always name one account or differ.
    await db.query('select pg_advisory_xact_lock(hashtext($1))', [`water ${order.order_no}`]);
    await db.query('select pg_advisory_xact_lock(hashtext($1))', [`water ${order.account}`]);
    const known = await find(db, order.order_no);
    if (known) {
      if (known.content_key !== key) return { answer: { is: 'refused', why: 'order_differs' } as const, isNew: false };
      return { answer: told(known), isNew: false };
    }
    const why = await refusal(db, order);
    const isPending = !why && tailOf(order.account) === '08';
    const state = why ? 'refused' : isPending ? 'pending' : 'done';
    const now = twin.now();
    await db.query(
      `insert into twin.postings (agency, order_no, account, bills, amount_fen, content_key, state, why, agency_ref, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        AGENCY,
        order.order_no,
        order.account,
        JSON.stringify(order.bills),
        order.amount_fen,
        key,
        state,
        why ?? null,
        why ? null : channelNo('WP', now, 20),
        now,
      ],
    );
    if (!why) {
      for (const no of order.bills) {
        await db.query('insert into twin.written_off (agency, account, bill_no, order_no) values ($1, $2, $3, $4)', [
          AGENCY,
          order.account,
          no,
          order.order_no,
        ]);
      }
    }
    const made = await find(db, order.order_no);
    if (!made) throw new Error(`posting vanished: ${order.order_no}`);
    return { answer: told(made), isNew: true };
  });
}

/** `query`: as `fulfil` answered; `not_found` when no such order was ever taken. */
export async function queryPosting(twin: Twin, body: Readonly<Record<string, unknown>>): Promise<Fulfilment> {
  const orderNo = textField(body, 'order_no');
  return twin.change(async (db) => {
    // Waits for a fulfil that is under way, which would make not_found untrue.
    await db.query('select pg_advisory_xact_lock(hashtext($1))', [`water ${orderNo}`]);
    const known = await find(db, orderNo);
    if (!known) return { is: 'not_found' };
    if (known.state !== 'pending') return told(known);
    const state = known.queries + 1 >= QUERIES_UNTIL_DONE ? 'done' : 'pending';
    await db.query('update twin.postings set queries = queries + 1, state = $3, at = $4 where agency = $1 and order_no = $2', [
      AGENCY,
      orderNo,
      state,
      twin.now(),
    ]);
    return told({ ...known, state, at: twin.now() });
  });
}

async function refusal(db: Db, order: Order): Promise<Refusal | undefined> {
  if (!isAccount(order.account)) return 'bill_unknown';
  const tail = tailOf(order.account);
  if (tail === '06') return 'not_accepted';
  if (tail === '10') return 'price_changed';
  const { rows } = await db.query('select account, bills, amount_fen, valid_until from twin.quotes where quote_ref = $1 and agency = $2', [
    order.quote_ref,
    AGENCY,
  ]);
  const quote = rows[0] as { account: string; bills: string[]; amount_fen: string; valid_until: Date } | undefined;
  if (!quote || order.paid_at > quote.valid_until) return 'quote_expired';
  if (quote.account !== order.account || order.bills.some((no) => !quote.bills.includes(no))) return 'bill_unknown';
  if (quote.bills.length !== order.bills.length || Number(quote.amount_fen) !== order.amount_fen) return 'price_changed';
  const taken = await takenBills(db, order.account, false);
  return order.bills.some((no) => taken.has(no)) ? 'already_paid' : undefined;
}

async function find(db: Db, orderNo: string): Promise<Posting | undefined> {
  const { rows } = await db.query('select * from twin.postings where agency = $1 and order_no = $2', [AGENCY, orderNo]);
  return rows[0] as Posting | undefined;
}

function told(posting: Posting): Fulfilment {
  if (posting.state === 'pending') return { is: 'pending' };
  if (posting.state === 'refused') return { is: 'refused', why: posting.why ?? 'not_accepted' };
  return { is: 'done', agency_ref: posting.agency_ref ?? '', at: posting.at.toISOString() };
}

function readOrder(body: Readonly<Record<string, unknown>>): Order {
  const amount = body.amount_fen;
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount) || amount < 1) throw new BadRequest('amount_fen must be whole fen');
  const paidAt = textField(body, 'paid_at');
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(paidAt)) throw new BadRequest('paid_at must be ISO 8601 UTC');
  return {
    order_no: textField(body, 'order_no'),
    quote_ref: textField(body, 'quote_ref'),
    account: textField(body, 'account'),
    bills: billNumbers(body),
    amount_fen: amount,
    paid_at: new Date(paidAt),
  };
}
