import { sumFen } from '../../src/contract/money';
import type { OpenedPayment } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { Input } from '../../src/contract/routes';
import { findService } from '../../src/services';
import type { PayAnswer } from '../channels/channel';
import { subjectOf } from '../citizens/identities';
import type { Citizen, Context } from '../context';
import type { Db } from '../database/database';
import { pausedServices, refuseIfPaused } from '../operators/switches';
import { ORDER_COLUMNS, type OrderRow } from '../orders/view';
import { newChannelNumber } from '../security/numbers';
import { next, paymentMachine } from '../states';
import { ask, closeAttempt, endRefused } from './ask';
import { claimBills } from './claims';
import { attemptOf, PAYMENT_COLUMNS, type Payer, type PaymentRow, readPayment, viewPayment } from './payment';
import { FIRST_ASK_MS } from './schedule';

/** Channels refuse an order that expires sooner (WeChat Pay: one minute); less would also be no time to pay. */
const LEAST_TIME_MS = 90_000;
const HOUR_MS = 3_600_000;

/**
 * Opens a wallet for one or several orders: stores the attempt, which claims the bills, then asks the channel. The same
 * citizen asking again resumes the same attempt; through another channel, the earlier attempt is closed first.
 * @returns `request: null` when the orders turn out to be paid
 * @throws Problem `service_paused`, `not_found`, `order_closed`, `quote_expired`, `already_paid`, `bill_being_paid`, `too_many_unpaid`,
 * `not_groupable`, `wallet_not_linked`, `wallet_unavailable`, `payment_unclear` (nothing may be assumed: ask again)
 */
export async function openPayment(ctx: Context, citizen: Citizen, input: Input<'openPayment'>, ip: string): Promise<OpenedPayment> {
  const channel = ctx.channels[input.channel];
  if (!channel.surfaces.includes(citizen.surface)) throw new Problem('wallet_unavailable');
  const clientIds = [...new Set(input.orders)];
  const earlier = await attemptsOf(ctx, citizen, clientIds);
  const paid = earlier.find((row) => row.status === 'paid' && row.orders === clientIds.length);
  if (paid) return { ...(await viewPayment(ctx, paid)), request: null };
  await refuseNewOfPaused(ctx, citizen, clientIds, earlier, input.channel);
  for (const row of earlier.filter(
    (one) => next(paymentMachine, one.status, 'close_asked') && !sameWay(one, input.channel, citizen, clientIds.length),
  )) {
    if ((await closeAttempt(ctx, row)) === 'paid')
      return { ...(await viewPayment(ctx, (await readPayment(ctx.db, row.id)) as PaymentRow)), request: null };
  }
  const payer: Payer = { subject: await payerAt(ctx, citizen, input.channel), ip };
  const attempt = await ctx.db.transaction((tx) => storeAttempt(ctx, tx, citizen, clientIds, input.channel, payer));
  return answerWith(ctx, attempt, await channel.pay(attemptOf(ctx, attempt)));
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

function sameWay(row: EarlierAttempt, channel: string, citizen: Citizen, orders: number): boolean {
  return row.channel === channel && row.surface === citizen.surface && row.orders === orders;
}

/** A paused service begins nothing new; whoever stands in the wallet already may finish. @throws Problem `service_paused` */
async function refuseNewOfPaused(
  ctx: Context,
  citizen: Citizen,
  clientIds: readonly string[],
  earlier: readonly EarlierAttempt[],
  channel: string,
): Promise<void> {
  if ((await pausedServices(ctx)).size === 0) return;
  if (earlier.some((row) => (row.status === 'intended' || row.status === 'open') && sameWay(row, channel, citizen, clientIds.length))) return;
  const orders = await ctx.db.rows<{ service: string }>('select distinct service from orders where citizen = $1 and client_id = any($2)', [
    citizen.id,
    clientIds,
  ]);
  await refuseIfPaused(ctx, ...orders.map((order) => order.service));
}

/** WeChat and Alipay charge an openid of the attempt's own app; on the web the payer shows up in the wallet. */
async function payerAt(ctx: Context, citizen: Citizen, channel: 'wechat' | 'alipay' | 'unionpay'): Promise<string | null> {
  if (citizen.surface === 'h5' || channel === 'unionpay') return null;
  const subject = await subjectOf(ctx, citizen.id, channel, ctx.config[channel].app_id);
  if (!subject) throw new Problem('wallet_not_linked');
  return subject;
}

/** One transaction: checks the orders, claims their bills and stores the intent. No call goes out in here. */
async function storeAttempt(
  ctx: Context,
  tx: Db,
  citizen: Citizen,
  clientIds: readonly string[],
  channel: PaymentRow['channel'],
  payer: Payer,
): Promise<PaymentRow> {
  const now = ctx.clock();
  const orders = await tx.rows<OrderRow>(
    `select ${ORDER_COLUMNS} from orders where citizen = $1 and client_id = any($2) order by number for update`,
    [citizen.id, clientIds],
  );
  if (orders.length !== clientIds.length) throw new Problem('not_found');
  if (orders.length > 1 && orders.some((order) => !findService(order.service)?.groupable)) throw new Problem('not_groupable');
  for (const order of orders) {
    if (order.status === 'paid' || order.status === 'fulfilled') throw new Problem('already_paid');
    if (order.status !== 'unpaid') throw new Problem(order.status === 'expired' ? 'quote_expired' : 'order_closed');
  }
  const expires = new Date(Math.min(...orders.map((order) => order.expires_at.getTime())));
  const live = await tx.row<PaymentRow>(
    `select ${PAYMENT_COLUMNS} from payments p where channel = $1 and surface = $2 and status in ('intended', 'open') and expires_at > $3
       and (select array_agg(order_number order by order_number) from payment_orders where payment = p.id) = $4
       and id in (select payment from payment_orders where order_number = any($4))
     order by started_at desc limit 1`,
    [channel, citizen.surface, now, orders.map((order) => order.number)],
  );
  if (live) return live;
  if (expires.getTime() - now.getTime() < LEAST_TIME_MS) throw new Problem('quote_expired');
  await refuseTooMany(ctx, tx, citizen, orders, now);
  for (const order of orders) await claimBills(tx, order, expires, now);
  const row = (await tx.row<PaymentRow>(
    `insert into payments (id, citizen, channel, surface, amount_fen, status, description, payer_sealed, started_at, expires_at, ask_at)
     values ($1, $2, $3, $4, $5, 'intended', $6, $7, $8, $9, $10) returning ${PAYMENT_COLUMNS}`,
    [
      newChannelNumber(citizen.bucket, now),
      citizen.id,
      channel,
      citizen.surface,
      sumFen(orders.map((order) => order.amount_fen)),
      describe(orders),
      ctx.vault.seal('payer', payer),
      // Whole seconds: channels keep no finer time, and a repeated request must be the same to the letter.
      new Date(Math.floor(now.getTime() / 1000) * 1000),
      new Date(Math.floor(expires.getTime() / 1000) * 1000),
      new Date(now.getTime() + FIRST_ASK_MS),
    ],
  )) as PaymentRow;
  for (const order of orders)
    await tx.rows('insert into payment_orders (payment, order_number, amount_fen) values ($1, $2, $3)', [row.id, order.number, order.amount_fen]);
  return row;
}

/** Locks that nobody pays for are how one could block others' bills: few an hour, tries for the same order counting once. */
async function refuseTooMany(ctx: Context, tx: Db, citizen: Citizen, orders: readonly OrderRow[], now: Date): Promise<void> {
  const since = new Date(now.getTime() - HOUR_MS);
  const row = await tx.row<{ count: number; oldest: Date | null }>(
    `select count(*)::int as count, min(first) as oldest from (
       select min(p.started_at) as first from payments p join payment_orders po on po.payment = p.id
       where p.citizen = $1 and p.started_at > $2 and po.order_number <> all($3)
       group by (select min(order_number) from payment_orders where payment = p.id)
       having bool_and(p.status <> 'paid')) as unpaid`,
    [citizen.id, since, orders.map((order) => order.number)],
  );
  if (row && row.count >= ctx.config.limits.unpaid_per_hour) {
    throw new Problem('too_many_unpaid', { until: new Date((row.oldest ?? now).getTime() + HOUR_MS).toISOString() });
  }
}

/** What the wallet shows beside the sum: the service and the order's number, nothing personal. */
function describe(orders: readonly OrderRow[]): string {
  const [first] = orders as [OrderRow];
  const title = findService(first.service)?.title.zh ?? '';
  return orders.length === 1 ? `${title} ${first.number}` : `${title}等${orders.length}笔 ${first.number}`;
}

async function answerWith(ctx: Context, attempt: PaymentRow, answer: PayAnswer): Promise<OpenedPayment> {
  switch (answer.is) {
    case 'ready': {
      // A notice may have overtaken this answer: then the payment is past `intended` and stays as it is.
      await ctx.db.rows(
        `update payments set status = 'open', channel_no = coalesce(channel_no, $2) where id = $1 and status in ('intended', 'open')`,
        [attempt.id, answer.channel_no],
      );
      const row = (await readPayment(ctx.db, attempt.id)) as PaymentRow;
      return { ...(await viewPayment(ctx, row)), request: row.status === 'open' ? answer.request : null };
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
      if (attempt.status === 'intended') await endRefused(ctx, attempt.id);
      else await closeAttempt(ctx, attempt);
      throw new Problem('wallet_unavailable');
    }
    case 'unknown':
      ctx.log.warn({ payment: attempt.id, channel: attempt.channel, why: answer.why }, 'channel did not answer a payment');
      throw new Problem('payment_unclear');
  }
}
