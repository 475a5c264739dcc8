import { type Fen, fen, showFen } from '../../src/contract/money';
import type { Context } from '../context';
import type { Db } from '../database/database';
import { post } from '../ledger/post';
import { noteEvent } from '../orders/events';
import { ORDER_COLUMNS, type OrderRow } from '../orders/view';
import type { PaymentRow } from '../payments/payment';
import { newChannelNumber, newShortNumber } from '../security/numbers';
import { next, orderMachine, type RefundState, refundMachine } from '../states';
import { look, needWhy, type Operator, perform } from './audit';
import { OperatorRefused } from './refused';

/** WeChat Pay takes at most 50 refunds of one payment. */
const MOST_REFUNDS = 50;
/** The same refund once more within this time is more often a mistake than meant. */
const REPEAT_MS = 10 * 60_000;

export interface RefundRequest {
  id: string;
  order_number: string;
  amount_fen: Fen;
  why: string;
  status: 'waiting' | 'executed' | 'declined';
  needs_second: boolean;
  refund: string;
  ordered_by: string;
  ordered_at: Date;
  decided_by: string | null;
}

const COLUMNS = 'id, order_number, amount_fen, why, status, needs_second, refund, ordered_by, ordered_at, decided_by';

/**
 * Orders that money of a fulfilled order goes back: at once, or, when the order's refunds by operators come to more than the
 * limit (`Config.operators.refund_alone_fen`), once a second person has approved.
 * @param wanted amount left out: all that is left
 * @param wanted again: meant, although the same was ordered a moment ago
 * @throws OperatorRefused `not_found`, `state_forbids`, `amount_too_large`, `repeated`, `bad_input`
 */
export async function orderRefund(
  ctx: Context,
  who: Operator,
  wanted: { order: string; amount_fen?: Fen | undefined; why: string | undefined; again?: boolean },
): Promise<RefundRequest> {
  const why = needWhy(wanted.why);
  const done = await perform(ctx, who, { act: 'refund.order', subject: wanted.order, why }, async (tx) => {
    const now = ctx.clock();
    const share = await shareOf(tx, wanted.order);
    const waiting = await tx.row<{ sum: number }>(
      `select coalesce(sum(amount_fen), 0)::bigint as sum from refund_requests where order_number = $1 and status = 'waiting'`,
      [wanted.order],
    );
    const left = fen(share.paid_fen - share.refunded_fen - (waiting?.sum ?? 0));
    const amount = wanted.amount_fen ?? left;
    if (amount <= 0 || amount > left)
      throw new OperatorRefused('amount_too_large', `Of order ${wanted.order} ${showFen(left)} can still be refunded, not ${showFen(amount)}.`);
    if (!wanted.again) await refuseRepeated(tx, wanted.order, amount, new Date(now.getTime() - REPEAT_MS));
    const needsSecond = share.ordered_fen + (waiting?.sum ?? 0) + amount > ctx.config.operators.refund_alone_fen;
    const request = (await tx.row<RefundRequest>(
      `insert into refund_requests (id, order_number, amount_fen, why, status, needs_second, refund, ordered_by, ordered_at)
       values ($1, $2, $3, $4, 'waiting', $5, $6, $7, $8) returning ${COLUMNS}`,
      [newShortNumber('R'), wanted.order, amount, why, needsSecond, newChannelNumber(share.bucket, now), who.name, now],
    )) as RefundRequest;
    const after = needsSecond ? request : await execute(ctx, tx, request, share, who.name);
    return { result: after, before: facts(share), after: { request: after.id, amount_fen: amount, status: after.status, refund: after.refund } };
  });
  if (done.status === 'executed') ctx.wake('refunds');
  return done;
}

/**
 * A second person lets a refund go. Asked again, it answers what was done.
 * @throws OperatorRefused `own_request`, `not_found`, `state_forbids`, `amount_too_large` when the order changed meanwhile
 */
export async function approveRefund(ctx: Context, who: Operator, id: string): Promise<RefundRequest> {
  const done = await perform(ctx, who, { act: 'refund.approve', subject: id }, async (tx) => {
    const request = await requestOf(tx, id);
    if (request.ordered_by === who.name) throw new OperatorRefused('own_request', 'Nobody approves his own refund.');
    if (request.status === 'executed') return { result: request };
    if (request.status === 'declined') throw new OperatorRefused('state_forbids', `Request ${id} was declined.`);
    const share = await shareOf(tx, request.order_number);
    if (request.amount_fen > share.paid_fen - share.refunded_fen)
      throw new OperatorRefused('amount_too_large', `Less than ${showFen(request.amount_fen)} of order ${request.order_number} is left.`);
    const result = await execute(ctx, tx, request, share, who.name);
    return { result, before: facts(share), after: { order: request.order_number, amount_fen: request.amount_fen, refund: request.refund } };
  });
  ctx.wake('refunds');
  return done;
}

/** Ends a request without paying. Its own author may take it back. @throws OperatorRefused `not_found`, `state_forbids` */
export async function declineRefund(ctx: Context, who: Operator, id: string, why: string | undefined): Promise<RefundRequest> {
  return perform(ctx, who, { act: 'refund.decline', subject: id, why: needWhy(why) }, async (tx) => {
    const request = await requestOf(tx, id);
    if (request.status !== 'waiting') throw new OperatorRefused('state_forbids', `Request ${id} is ${request.status} already.`);
    if (request.ordered_by === who.name) throw new OperatorRefused('own_request', 'Another supervisor declines it.');
    const result = (await tx.row<RefundRequest>(
      `update refund_requests set status = 'declined', decided_by = $2, decided_at = $3 where id = $1 returning ${COLUMNS}`,
      [id, who.name, ctx.clock()],
    )) as RefundRequest;
    return { result, after: { order: request.order_number, amount_fen: request.amount_fen } };
  });
}

/** Asks the channel anew about a refund that failed, and for it under the same number if it never arrived. */
export async function refundAgain(ctx: Context, who: Operator, id: string, why: string | undefined): Promise<void> {
  await perform(ctx, who, { act: 'refund.again', subject: id, why: needWhy(why) }, async (tx) => {
    const row = await tx.row<{ status: RefundState }>('select status from refunds where id = $1 for update', [id]);
    if (!row) throw new OperatorRefused('not_found', `There is no refund ${id}.`);
    const status = row.status === 'failed' ? next(refundMachine, row.status, 'asks') : undefined;
    if (!status) throw new OperatorRefused('state_forbids', `Refund ${id} is ${row.status}; only a failed one is tried again.`);
    await tx.rows('update refunds set status = $2, try_at = $3 where id = $1', [id, status, ctx.clock()]);
    await tx.rows(`update alarms set closed_at = $2, closed_by = $3 where kind = 'refund_failed' and subject = $1`, [id, ctx.clock(), who.name]);
    return { result: undefined, before: { status: row.status }, after: { status } };
  });
  ctx.wake('refunds');
}

export interface RefundLine {
  id: string;
  request: string | null;
  order_number: string;
  amount_fen: Fen;
  status: string;
  ordered_by: string | null;
  why: string | null;
  at: Date;
}

/** Requests that wait for a second person, then refunds that are not done. */
export function listRefunds(ctx: Context, who: Operator): Promise<RefundLine[]> {
  return look(ctx, who, { act: 'refunds.list', subject: 'open' }, async (db) => [
    ...(await db.rows<RefundLine>(
      `select refund as id, id as request, order_number, amount_fen, status, ordered_by, why, ordered_at as at from refund_requests where status = 'waiting' order by ordered_at limit 200`,
    )),
    ...(await db.rows<RefundLine>(
      `select r.id, q.id as request, r.order_number, r.amount_fen, r.status, r.ordered_by, coalesce(q.why, r.reason) as why, r.started_at as at
       from refunds r left join refund_requests q on q.refund = r.id where r.try_at is not null or r.status = 'failed' order by r.started_at limit 200`,
    )),
  ]);
}

/** One order's share of the payment that its money lives on. */
interface Share {
  readonly order: OrderRow;
  readonly payment: PaymentRow['id'];
  readonly bucket: number;
  readonly paid_fen: Fen;
  /** all refunds of it, also those under way and failed ones: they are still owed */
  readonly refunded_fen: Fen;
  /** of these, what operators ordered */
  readonly ordered_fen: Fen;
}

/** Locks the order, as everything that moves its money does first. */
async function shareOf(tx: Db, number: string): Promise<Share> {
  const order = await tx.row<OrderRow>(`select ${ORDER_COLUMNS} from orders where number = $1 for update`, [number]);
  if (!order) throw new OperatorRefused('not_found', `There is no order ${number}.`);
  if (!next(orderMachine, order.status, 'refund_ordered'))
    throw new OperatorRefused(
      'state_forbids',
      order.status === 'paid'
        ? `Order ${number} is paid, and its agency has not answered yet: refund it once it is fulfilled. A refusal is refunded by itself.`
        : `Order ${number} is ${order.status}; only a fulfilled order can be refunded.`,
    );
  const share = await tx.row<{ payment: string; bucket: number; paid_fen: Fen; refunded_fen: Fen; ordered_fen: Fen; refunds: number }>(
    // Not a payment that was sent back by itself for being a second one.
    `select p.id as payment, c.bucket, po.amount_fen as paid_fen,
       (select count(*)::int from refunds where payment = p.id) as refunds,
       (select coalesce(sum(amount_fen), 0)::bigint from refunds where payment = p.id and order_number = po.order_number) as refunded_fen,
       (select coalesce(sum(amount_fen), 0)::bigint from refunds where payment = p.id and order_number = po.order_number and ordered_by is not null) as ordered_fen
     from payment_orders po join payments p on p.id = po.payment join citizens c on c.id = p.citizen
     where po.order_number = $1 and p.status = 'paid' and not exists (select 1 from refunds where payment = p.id and order_number = $1 and ordered_by is null)`,
    [number],
  );
  if (!share) throw new OperatorRefused('state_forbids', `No payment holds the money of order ${number}.`);
  if (share.refunds >= MOST_REFUNDS)
    throw new OperatorRefused('state_forbids', `Payment ${share.payment} has had ${share.refunds} refunds; channels take no more.`);
  return { ...share, order };
}

/** The agency no longer gets it, the citizen is owed it, and the channel is asked next. All of the order: it ends as refunded. */
async function execute(ctx: Context, tx: Db, request: RefundRequest, share: Share, by: string): Promise<RefundRequest> {
  const now = ctx.clock();
  const started = new Date(Math.floor(now.getTime() / 1000) * 1000);
  await tx.rows(
    `insert into refunds (id, payment, order_number, amount_fen, reason, status, try_at, started_at, ordered_by) values ($1, $2, $3, $4, 'refund_ordered', 'queued', $5, $6, $7)`,
    [request.refund, share.payment, request.order_number, request.amount_fen, now, started, request.ordered_by],
  );
  await post(tx, {
    kind: 'refund_owed',
    reference: request.refund,
    at: now,
    amount_fen: request.amount_fen,
    debit: `agency:${share.order.service}`,
    credit: 'refunds_payable',
  });
  if (share.refunded_fen + request.amount_fen === share.paid_fen) {
    const status = next(orderMachine, share.order.status, 'refund_ordered');
    await tx.rows(`update orders set status = $2, refusal = 'refund_ordered' where number = $1`, [request.order_number, status]);
    await noteEvent(tx, request.order_number, 'refund_ordered', now);
  }
  return (await tx.row<RefundRequest>(
    `update refund_requests set status = 'executed', decided_by = $2, decided_at = $3 where id = $1 returning ${COLUMNS}`,
    [request.id, by, now],
  )) as RefundRequest;
}

async function refuseRepeated(tx: Db, order: string, amount: Fen, since: Date): Promise<void> {
  const same = await tx.row<{ id: string; ordered_by: string }>(
    `select id, ordered_by from refund_requests where order_number = $1 and amount_fen = $2 and ordered_at > $3 and status <> 'declined' limit 1`,
    [order, amount, since],
  );
  if (same)
    throw new OperatorRefused('repeated', `${same.ordered_by} ordered the same a moment ago (${same.id}). Add --again if it is meant once more.`);
}

async function requestOf(tx: Db, id: string): Promise<RefundRequest> {
  const found = await tx.row<{ order_number: string }>('select order_number from refund_requests where id = $1', [id]);
  if (!found) throw new OperatorRefused('not_found', `There is no refund request ${id}.`);
  // Orders before everything else, as everywhere: whoever waits, waits in the same order.
  await tx.rows('select 1 from orders where number = $1 for update', [found.order_number]);
  return (await tx.row<RefundRequest>(`select ${COLUMNS} from refund_requests where id = $1 for update`, [id])) as RefundRequest;
}

function facts(share: Share): object {
  return { status: share.order.status, paid_fen: share.paid_fen, refunded_fen: share.refunded_fen };
}
