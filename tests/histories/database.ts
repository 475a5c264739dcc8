import { randomInt, randomUUID } from 'node:crypto';
import type { Channel } from '../../server/channels/channel';
import type { Citizen, Context } from '../../server/context';
import { workFulfilments } from '../../server/fulfilment/fulfil';
import { quote } from '../../server/orders/lookup';
import { placeOrder } from '../../server/orders/orders';
import { cancelOrder } from '../../server/payments/cancel';
import { bookNotice } from '../../server/payments/notices';
import { openPayment } from '../../server/payments/open';
import { workRefunds } from '../../server/payments/refunds';
import { checkPayment, expireOrders, workPayments } from '../../server/payments/watch';
import type { BillProvider } from '../../server/providers';
import type { Fen } from '../../src/contract/money';
import { billsOf, type ChannelId } from '../../src/contract/order';
import type { Books, Picture } from './books';
import { OURS, type Outside } from './outside';

/** The gateway's own functions over a PostgreSQL; only channels and agency are the history's. */
export async function databaseBooks(base: Context): Promise<(outside: Outside) => Books> {
  const citizens = [await makeCitizen(base), await makeCitizen(base)] as const;
  const last = await base.db.row<{ id: number }>('select coalesce(max(id), 0)::bigint as id from ledger_transactions');
  return (outside) => booksOver(contextFor(base, outside), outside, citizens, last?.id ?? 0);
}

async function makeCitizen(ctx: Context): Promise<Citizen> {
  const citizen = { id: randomUUID(), bucket: randomInt(1024), session: randomUUID(), surface: 'h5' } as const;
  await ctx.db.rows('insert into citizens (id, bucket, created_at) values ($1, $2, $3)', [citizen.id, citizen.bucket, ctx.clock()]);
  return citizen;
}

function contextFor(base: Context, outside: Outside): Context {
  const { config } = base;
  const channels = { wechat: channelOf('wechat', outside), alipay: channelOf('alipay', outside), unionpay: channelOf('unionpay', outside) };
  return {
    ...base,
    config: {
      ...config,
      wechat_pay: { ...config.wechat_pay, mch_id: OURS.merchant },
      wechat: { ...config.wechat, app_id: OURS.app },
      wechat_mp: null,
      alipay: { ...config.alipay, seller_id: OURS.merchant, app_id: OURS.app },
      unionpay: { ...config.unionpay, mer_id: OURS.merchant },
    },
    channels,
    providers: { ...base.providers, water: agencyOf(outside) },
  };
}

function channelOf(id: ChannelId, outside: Outside): Channel {
  const unused = () => Promise.reject(new Error('no history does this'));
  return {
    id,
    async pay({ id: payment, amount_fen, expires_at }) {
      const answer = await outside.pay(id, payment, amount_fen, expires_at.getTime());
      return answer.is === 'ready' ? { is: 'ready', request: { is: 'redirect', url: 'https://wallet/' }, channel_no: null } : answer;
    },
    query: (attempt) => outside.query(attempt.id),
    close: (attempt) => outside.close(attempt.id),
    refund: (refund) => outside.refund(id, refund.id, refund.attempt.id, refund.amount_fen),
    queryRefund: (refund) => outside.queryRefund(refund.id),
    readNotice: unused,
    acknowledge: () => ({ status: 200, type: 'text/plain', body: '' }),
    statement: unused,
  };
}

/** An order costs as much as its number in line, whatever it pays for. */
function agencyOf(outside: Outside): BillProvider {
  const unused = () => Promise.reject(new Error('no history does this'));
  let quoted = 0;
  return {
    kind: 'bill',
    lookup: unused,
    statement: unused,
    async quote(_account, bills) {
      quoted++;
      const amount_fen = (1000 * quoted) as Fen;
      const details = {
        kind: 'bill',
        bills: bills.map((no) => ({ no, period: '2026-10', due_on: '2026-11-25', amount_fen, late_fee_fen: 0 as Fen })),
      } as const;
      const valid_until = new Date(outside.now() + 900_000);
      return { is: 'quoted', quote_ref: `Q${quoted}`, amount_fen, valid_until, holder: null, details };
    },
    fulfil: (order) =>
      outside.fulfil(
        order.number,
        order.amount_fen,
        billsOf(order.details).map((bill) => bill.no),
      ),
    query: (number) => outside.queryFulfilment(number),
  };
}

function booksOver(ctx: Context, outside: Outside, citizens: readonly [Citizen, Citizen], lastBooking: number): Books {
  const household = String(randomInt(10 ** 11, 10 ** 12));
  const clientIds = new Map<string, string>();
  const works = { payments: workPayments, fulfilments: workFulfilments, refunds: workRefunds, orders: expireOrders };
  const ids = citizens.map((citizen) => citizen.id);
  return {
    async place(citizen, bills) {
      const of = citizens[citizen] as Citizen;
      const offer = await quote(ctx, of, { service: 'water', account: { typed: household }, bills: [...bills] });
      const order = await placeOrder(ctx, of, { id: offer.id, quote: offer.id });
      clientIds.set(order.number, order.id);
      return order.number;
    },
    async open(citizen, orders, channel) {
      const input = { orders: orders.map((number) => clientIds.get(number) as string), channel };
      const opened = await openPayment(ctx, citizens[citizen] as Citizen, input, '127.0.0.1');
      if (opened.request) outside.hand(opened.id);
    },
    async check(payment) {
      const row = await ctx.db.row<{ citizen: string }>('select citizen from payments where id = $1', [payment]);
      await checkPayment(ctx, citizens.find((one) => one.id === row?.citizen) as Citizen, payment);
    },
    async cancel(citizen, order) {
      await cancelOrder(ctx, citizens[citizen] as Citizen, { id: clientIds.get(order) as string });
    },
    async notice(channel, notice) {
      await bookNotice(ctx, channel, notice);
    },
    work: (what) => works[what](ctx, 1),
    async look(): Promise<Picture> {
      const of = 'in (select number from orders where citizen = any($1))';
      const list = <R extends object>(sql: string) => ctx.db.rows<R & Record<string, unknown>>(sql, [ids]);
      const entries = await ctx.db.rows<{ transaction: number; account: string; amount_fen: number }>(
        'select transaction, account, amount_fen from ledger_entries where transaction > $1',
        [lastBooking],
      );
      const sums = (key: 'account' | 'transaction') => {
        const totals: Record<string, number> = {};
        for (const entry of entries) totals[entry[key]] = (totals[entry[key]] ?? 0) + entry.amount_fen;
        return totals;
      };
      return {
        orders: await list('select number, status, amount_fen as amount from orders where citizen = any($1)'),
        payments: await list(
          `select id, channel, status, amount_fen as amount, array(select order_number from payment_orders where payment = id) as orders
           from payments where citizen = any($1)`,
        ),
        fulfilments: await list(`select order_number as order, status, try_at is not null as due from fulfilments where order_number ${of}`),
        refunds: await list(
          `select id, payment, order_number as order, amount_fen as amount, status, try_at is not null as due from refunds where order_number ${of}`,
        ),
        balances: sums('account'),
        crooked: Object.values(sums('transaction')).filter((sum) => sum !== 0).length,
      };
    },
  };
}
