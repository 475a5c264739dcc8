import { sumFen } from '../../src/contract/money';
import type { OpenedPayment } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { Input } from '../../src/contract/routes';
import { findService } from '../../src/services';
import type { PayAnswer } from '../channels/channel';
import { subjectOf } from '../citizens/identities';
import { linkedSubject } from '../citizens/links';
import type { Citizen, Context } from '../context';
import { type Db, prepared } from '../database/database';
import { pausedServices, refuseIfPaused } from '../operators/switches';
import { ORDER_COLUMNS, type OrderRow } from '../orders/view';
import { countOrRefuse } from '../security/limits';
import { newChannelNumber } from '../security/numbers';
import { next, paymentMachine } from '../states';
import { ask, closeAttempt, endRefused } from './ask';
import { claimBills } from './claims';
import { attemptOf, PAYMENT_COLUMNS, type Payer, type PaymentRow, readPayment, viewPayment } from './payment';
import { FIRST_ASK_MS } from './schedule';
import { type Way, wayOf } from './way';

/** Channels refuse an order that expires sooner (WeChat Pay: one minute); less would also be no time to pay. */
const LEAST_TIME_MS = 90_000;
const HOUR_MS = 3_600_000;

/**
 * Opens a wallet for one or several orders: stores the attempt, which claims the bills, then asks the channel. The same
 * citizen asking again resumes the same attempt; through another channel, the earlier attempt is closed first.
 * @returns `request: null` when the orders turn out to be paid
 * @throws Problem `service_paused`, `not_found`, `order_closed`, `quote_expired`, `already_paid`, `bill_being_paid`, `too_many_unpaid`,
 * `not_groupable`, `too_many_requests`, `wallet_not_linked`, `wallet_unavailable`, `payment_unclear` (nothing may be assumed: ask again)
 */
export async function openPayment(ctx: Context, citizen: Citizen, input: Input<'openPayment'>, ip: string): Promise<OpenedPayment> {
  const way = wayOf(ctx.config, citizen.surface, input.inside, input.channel);
  const clientIds = [...new Set(input.orders)];
  const wanted: Wanted = { citizen, clientIds, way, ip };
  if ((await pausedServices(ctx)).size === 0) {
    const stored = await ctx.db.transaction((tx) => storeAttempt(ctx, tx, wanted, 'first'));
    if (stored) return pay(ctx, stored);
  }
  return openAgain(ctx, wanted);
}

/** What a citizen wants to pay, and how. */
interface Wanted {
  readonly citizen: Citizen;
  readonly clientIds: readonly string[];
  readonly way: Way;
  readonly ip: string;
}

interface Stored {
  readonly attempt: PaymentRow;
  readonly orders: readonly OrderRow[];
}

async function pay(ctx: Context, { attempt, orders }: Stored): Promise<OpenedPayment> {
  return answerWith(ctx, attempt, orders, await ctx.channels[attempt.channel].pay(attemptOf(ctx, attempt)));
}

/** One of the orders was tried before, a service is paused or the payer is not known: what became of that is looked at first. */
async function openAgain(ctx: Context, wanted: Wanted): Promise<OpenedPayment> {
  const { citizen, clientIds, way } = wanted;
  const earlier = await attemptsOf(ctx, citizen, clientIds);
  const paid = earlier.find((row) => row.status === 'paid' && row.orders === clientIds.length);
  if (paid) return { ...(await viewPayment(ctx, paid)), request: null };
  const payer = await payerOf(ctx, ctx.db, wanted);
  if (!payer) throw new Problem('wallet_not_linked');
  await countOpenings(ctx, wanted);
  const isSame = (row: EarlierAttempt) => row.orders === clientIds.length && sameWay(ctx, row, way, payer);
  await refuseNewOfPaused(ctx, citizen, clientIds, earlier.filter(isSame));
  for (const row of earlier.filter((one) => next(paymentMachine, one.status, 'close_asked') && !isSame(one))) {
    if ((await closeAttempt(ctx, row)) === 'paid')
      return { ...(await viewPayment(ctx, (await readPayment(ctx.db, row.id)) as PaymentRow)), request: null };
  }
  return pay(ctx, (await ctx.db.transaction((tx) => storeAttempt(ctx, tx, wanted, 'again'))) as Stored);
}

/** Each costs a call to the channel, or two. The first of an order does not come here. @throws Problem `too_many_requests` */
async function countOpenings(ctx: Context, { citizen, clientIds }: Wanted): Promise<void> {
  const limit = { name: 'opens_per_order', most: ctx.config.limits.opens_per_order_hour, window_s: HOUR_MS / 1000 };
  for (const id of clientIds) await countOrRefuse(ctx.db, ctx.vault, ctx.clock(), limit, `${citizen.id} ${id}`);
}

type EarlierAttempt = PaymentRow & { orders: number };

async function attemptsOf(ctx: Context, citizen: Citizen, clientIds: readonly string[]): Promise<EarlierAttempt[]> {
  return ctx.db.rows<EarlierAttempt>(
    `select ${PAYMENT_COLUMNS}, (select count(*)::int from payment_orders where payment = p.id) as orders from payments p
     where p.id in (select po.payment from payment_orders po join orders o on o.number = po.order_number where o.citizen = $1 and o.client_id = any($2))
     order by p.started_at desc limit 20`,
    [citizen.id, clientIds],
  );
}

/** A wallet refuses what was prepared for another payer, so that is another way too. */
function sameWay(ctx: Context, row: PaymentRow, way: Way, payer: Payer): boolean {
  if (row.channel !== way.channel || row.surface !== way.surface || row.inside !== way.inside) return false;
  return (row.app ?? way.app) === way.app && ctx.vault.open<Payer>('payer', row.payer_sealed).subject === payer.subject;
}

/** A paused service begins nothing new; whoever stands in the wallet already may finish. @throws Problem `service_paused` */
async function refuseNewOfPaused(ctx: Context, citizen: Citizen, clientIds: readonly string[], resumable: readonly EarlierAttempt[]): Promise<void> {
  if ((await pausedServices(ctx)).size === 0) return;
  if (resumable.some((row) => row.status === 'intended' || row.status === 'open')) return;
  const orders = await ctx.db.rows<{ service: string }>('select distinct service from orders where citizen = $1 and client_id = any($2)', [
    citizen.id,
    clientIds,
  ]);
  await refuseIfPaused(ctx, ...orders.map((order) => order.service));
}

/**
 * WeChat and Alipay charge an openid of the attempt's own app; on pages of the wallet's own the payer shows up there.
 * @returns undefined when it is not known: nothing is stored or asked; on the web the `linkWallet` route is the way on
 */
async function payerOf(ctx: Context, db: Db, { citizen, way, ip }: Wanted): Promise<Payer | undefined> {
  if (way.payer === 'in_wallet' || way.channel === 'unionpay') return { subject: null, ip };
  const linked = way.payer === 'linked';
  const subject = linked ? await linkedSubject(ctx, db, citizen, way.app) : await subjectOf(ctx, db, citizen.id, way.channel, way.app);
  return subject ? { subject, ip } : undefined;
}

const LOCK_ORDERS = prepared(
  'orders_to_pay_locked',
  `select ${ORDER_COLUMNS} from orders where citizen = $1 and client_id = any($2) order by number for update`,
);

/** Whether any of the orders was tried before; and of the citizen's other tries since $3, how many brought no money. */
const TRIES = prepared(
  'tries_of_citizen',
  `select exists (select 1 from payment_orders po join orders o on o.number = po.order_number where o.citizen = $1 and o.client_id = any($2)) as tried,
     count(*)::int as unpaid, min(first) as oldest
   from (
     select min(p.started_at) as first from payments p join payment_orders po on po.payment = p.id
     where p.citizen = $1 and p.started_at > $3 and po.order_number not in (select number from orders where citizen = $1 and client_id = any($2))
     group by (select min(order_number) from payment_orders where payment = p.id)
     having bool_and(p.status <> 'paid')) as other`,
);

const STORE = prepared(
  'store_payment',
  `insert into payments (id, citizen, channel, surface, inside, app, amount_fen, status, description, payer_sealed, started_at, expires_at, ask_at)
   values ($1, $2, $3, $4, $5, $6, $7, 'intended', $8, $9, $10, $11, $12) returning ${PAYMENT_COLUMNS}`,
);

const STORE_ORDERS = prepared(
  'store_payment_orders',
  `insert into payment_orders (payment, order_number, amount_fen) select $1, number, amount_fen from unnest($2::text[], $3::bigint[]) as one(number, amount_fen)`,
);

const OPENED = prepared(
  'payment_opened',
  `update payments set status = 'open', channel_no = coalesce(channel_no, $2) where id = $1 and status in ('intended', 'open') returning ${PAYMENT_COLUMNS}`,
);

/**
 * One transaction: checks the orders, claims their bills and stores the intent. No call goes out in here.
 * @returns undefined when this is to be the first try and is not: nothing was stored
 */
async function storeAttempt(ctx: Context, tx: Db, wanted: Wanted, time: 'first' | 'again'): Promise<Stored | undefined> {
  const { citizen, clientIds, way } = wanted;
  const now = ctx.clock();
  // Looked at behind the lock: a request that waited for another one sees what that one stored.
  const [orders, tries, payer] = await Promise.all([
    tx.rows<OrderRow>(LOCK_ORDERS, [citizen.id, clientIds]),
    tx.row<Tries>(TRIES, [citizen.id, clientIds, new Date(now.getTime() - HOUR_MS)]),
    payerOf(ctx, tx, wanted),
  ]);
  if (time === 'first' && (tries?.tried || !payer)) return undefined;
  if (!payer) throw new Problem('wallet_not_linked');
  if (orders.length !== clientIds.length) throw new Problem('not_found');
  if (orders.length > 1 && orders.some((order) => !findService(order.service)?.groupable)) throw new Problem('not_groupable');
  for (const order of orders) {
    if (order.status === 'paid' || order.status === 'fulfilled') throw new Problem('already_paid');
    if (order.status !== 'unpaid') throw new Problem(order.status === 'expired' ? 'quote_expired' : 'order_closed');
  }
  const expires = new Date(Math.min(...orders.map((order) => order.expires_at.getTime())));
  const live = time === 'again' ? await liveAttempt(ctx, tx, way, payer, orders, now) : undefined;
  if (live) return { attempt: live, orders };
  if (expires.getTime() - now.getTime() < LEAST_TIME_MS) throw new Problem('quote_expired');
  refuseTooMany(ctx, tries, now);
  const id = newChannelNumber(citizen.bucket, now);
  const [attempt] = await Promise.all([
    tx.row<PaymentRow>(STORE, [
      id,
      citizen.id,
      way.channel,
      way.surface,
      way.inside,
      way.app,
      sumFen(orders.map((order) => order.amount_fen)),
      describe(orders),
      ctx.vault.seal('payer', payer),
      // Whole seconds: channels keep no finer time, and a repeated request must be the same to the letter.
      new Date(Math.floor(now.getTime() / 1000) * 1000),
      new Date(Math.floor(expires.getTime() / 1000) * 1000),
      new Date(now.getTime() + FIRST_ASK_MS),
    ]),
    tx.rows(STORE_ORDERS, [id, orders.map((order) => order.number), orders.map((order) => order.amount_fen)]),
    claimBills(tx, orders, expires, now),
  ]);
  return { attempt: attempt as PaymentRow, orders };
}

/** An attempt for exactly these orders that can still be paid in the same wallet. */
async function liveAttempt(ctx: Context, tx: Db, way: Way, payer: Payer, orders: readonly OrderRow[], now: Date): Promise<PaymentRow | undefined> {
  const open = await tx.rows<PaymentRow>(
    `select ${PAYMENT_COLUMNS} from payments p where channel = $1 and surface = $2 and status in ('intended', 'open') and expires_at > $3
       and (select array_agg(order_number order by order_number) from payment_orders where payment = p.id) = $4
       and id in (select payment from payment_orders where order_number = any($4))
     order by started_at desc limit 20`,
    [way.channel, way.surface, now, orders.map((order) => order.number)],
  );
  return open.find((row) => sameWay(ctx, row, way, payer));
}

interface Tries {
  readonly tried: boolean;
  readonly unpaid: number;
  readonly oldest: Date | null;
}

/** Locks that nobody pays for are how one could block others' bills: few an hour, tries for the same order counting once. */
function refuseTooMany(ctx: Context, tries: Tries | undefined, now: Date): void {
  if (!tries || tries.unpaid < ctx.config.limits.unpaid_per_hour) return;
  throw new Problem('too_many_unpaid', { until: new Date((tries.oldest ?? now).getTime() + HOUR_MS).toISOString() });
}

/** What the wallet shows beside the sum: the service and the order's number, nothing personal. */
function describe(orders: readonly OrderRow[]): string {
  const [first] = orders as [OrderRow];
  const title = findService(first.service)?.title.zh ?? '';
  return orders.length === 1 ? `${title} ${first.number}` : `${title}等${orders.length}笔 ${first.number}`;
}

async function answerWith(ctx: Context, attempt: PaymentRow, orders: readonly OrderRow[], answer: PayAnswer): Promise<OpenedPayment> {
  switch (answer.is) {
    case 'ready': {
      // A notice may have overtaken this answer: then the payment is past `intended` and stays as it is.
      const opened = await ctx.db.row<PaymentRow>(OPENED, [attempt.id, answer.channel_no]);
      if (opened) return { ...(await viewPayment(ctx, opened, orders)), request: answer.request };
      return { ...(await viewPayment(ctx, (await readPayment(ctx.db, attempt.id)) as PaymentRow)), request: null };
    }
    case 'already_paid': {
      await ask(ctx, attempt.id);
      const row = (await readPayment(ctx.db, attempt.id)) as PaymentRow;
      if (row.status !== 'paid') throw new Problem('payment_unclear');
      return { ...(await viewPayment(ctx, row)), request: null };
    }
    case 'refused': {
      ctx.log.warn({ payment: attempt.id, channel: attempt.channel, code: answer.code }, 'channel refused a payment');
      // Only this request was refused. An earlier one of the same attempt may have made something payable: then it is closed with the channel's word.
      if (attempt.status !== 'intended' || !(await endRefused(ctx, attempt.id))) await closeAttempt(ctx, attempt);
      throw new Problem('wallet_unavailable');
    }
    case 'unknown':
      ctx.log.warn({ payment: attempt.id, channel: attempt.channel, why: answer.why }, 'channel did not answer a payment');
      throw new Problem('payment_unclear');
  }
}
