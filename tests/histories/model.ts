import type { Notice, PaidFact, RefundState as RefundAnswer } from '../../server/channels/channel';
import { onAgencyAnswer, talkFulfilment } from '../../server/fulfilment/decisions';
import { afterRefund, mayTake, onClosed, onPaid, onQueried, onRefundAnswer, onShare, talkRefund } from '../../server/payments/decisions';
import { backoff, END_MARGIN_MS, FIRST_ASK_MS, nextAsk } from '../../server/payments/schedule';
import { next, orderMachine, paymentMachine } from '../../server/states';
import type { Fen } from '../../src/contract/money';
import type { ChannelId } from '../../src/contract/order';
import type { Books, Picture, Work } from './books';
import type { Clock } from './history';
import { ModelStore, type Order, type Payment, type Refund } from './model-store';
import { OURS, type Outside } from './outside';

const QUOTE_MS = 900_000;
const LEAST_TIME_MS = 90_000;
const PAYMENT_LEASE_MS = 15_000;
const FULFILMENT_LEASE_MS = 30_000;
const REFUND_LEASE_MS = 20_000;

/**
 * The gateway in memory: its transactions are plain code between two calls to the outside, its decisions are the gateway's own
 * (server/payments/decisions.ts, server/fulfilment/decisions.ts, server/states.ts). What is left out is SQL.
 */
export class ModelBooks implements Books {
  private readonly kept: ModelStore;

  constructor(
    private readonly outside: Outside,
    private readonly clock: Clock,
  ) {
    this.kept = new ModelStore(clock);
  }

  async look(): Promise<Picture> {
    return this.kept.look();
  }

  async place(citizen: number, bills: readonly string[]): Promise<string> {
    const number = `O${this.kept.orders.length + 1}`;
    const amount = (1000 * (this.kept.orders.length + 1)) as Fen;
    this.kept.orders.push({ number, citizen, bills, amount, expires: this.clock.ms + QUOTE_MS, status: 'unpaid' });
    return number;
  }

  async open(citizen: number, numbers: readonly string[], channel: ChannelId): Promise<void> {
    const orders = this.kept.orders.filter((order) => order.citizen === citizen && numbers.includes(order.number));
    const earlier = this.kept.payments.filter((payment) => payment.orders.some((order) => orders.includes(order)));
    if (earlier.some((payment) => payment.status === 'paid' && payment.orders.length === orders.length)) return;
    for (const payment of earlier) {
      const same = payment.channel === channel && payment.orders.length === orders.length;
      if (!same && next(paymentMachine, payment.status, 'close_asked') && (await this.close(payment)) === 'paid') return;
    }
    const payment = this.attempt(citizen, orders, channel);
    if (!payment) return;
    const before = payment.status;
    const answer = await this.outside.pay(channel, payment.id, payment.amount, payment.expires);
    if (answer.is === 'ready') {
      payment.status = next(paymentMachine, payment.status, 'channel_ready') ?? payment.status;
      if (payment.status === 'open') this.outside.hand(payment.id);
    }
    if (answer.is === 'already_paid') await this.ask(payment);
    if (answer.is === 'refused') {
      if (before !== 'intended' || !this.end(payment, 'refused')) await this.close(payment);
    }
  }

  private attempt(citizen: number, orders: readonly Order[], channel: ChannelId): Payment | undefined {
    const now = this.clock.ms;
    if (orders.length === 0 || orders.some((order) => order.status !== 'unpaid')) return;
    const live = this.kept.payments.find(
      (payment) =>
        payment.channel === channel &&
        (payment.status === 'intended' || payment.status === 'open') &&
        payment.expires > now &&
        payment.orders.length === orders.length &&
        payment.orders.every((order) => orders.includes(order)),
    );
    if (live) return live;
    const expires = Math.min(...orders.map((order) => order.expires));
    if (expires - now < LEAST_TIME_MS) return;
    const bills = orders.flatMap((order) => order.bills.map((bill) => ({ bill, order })));
    const free = bills.every(({ bill }) => {
      const claim = this.kept.claims.get(bill);
      return !claim || (!claim.paid && (claim.citizen === citizen || claim.until <= now));
    });
    if (!free) return;
    for (const { bill, order } of bills) {
      const claim = this.kept.claims.get(bill);
      const until = claim?.citizen === citizen ? Math.max(claim.until, expires) : expires;
      this.kept.claims.set(bill, { order: order.number, citizen, paid: false, until });
    }
    const amount = orders.reduce((sum, order) => sum + order.amount, 0) as Fen;
    const id = `PAYMENT${this.kept.payments.length + 1}`;
    const payment: Payment = { id, channel, orders, amount, expires, status: 'intended', askAt: now + FIRST_ASK_MS, asks: 0 };
    this.kept.payments.push(payment);
    return payment;
  }

  async check(id: string): Promise<void> {
    const payment = this.kept.payments.find((one) => one.id === id);
    if (payment?.askAt != null) await this.ask(payment);
  }

  async cancel(_citizen: number, number: string): Promise<void> {
    const order = this.kept.orders.find((one) => one.number === number) as Order;
    const live = this.kept.payments.filter((payment) => payment.orders.includes(order) && ['intended', 'open', 'closing'].includes(payment.status));
    for (const payment of live) if ((await this.close(payment)) === 'paid') return;
    if (order.status === 'unpaid') order.status = next(orderMachine, order.status, 'citizen_cancelled') ?? order.status;
  }

  async notice(channel: ChannelId, notice: Exclude<Notice, { is: 'rejected' }>): Promise<void> {
    if (notice.is === 'paid') this.settle(channel, notice.fact, 'notice');
    if (notice.is === 'refund') this.applyRefund(notice.refund_id, notice.state);
  }

  async work(what: Work): Promise<number> {
    if (what === 'orders') return this.expireOrders();
    if (what === 'fulfilments') return this.workFulfilments();
    if (what === 'refunds') return this.workRefunds();
    const due = soonest(this.kept.payments, (payment) => payment.askAt, this.clock.ms);
    if (due) await this.ask(due);
    return due ? 1 : 0;
  }

  private async ask(payment: Payment): Promise<void> {
    if (payment.askAt === null) return;
    payment.asks++;
    payment.askAt = this.clock.ms + PAYMENT_LEASE_MS;
    const answer = await this.outside.query(payment.id);
    const decided = onQueried(answer, this.clock.ms > payment.expires);
    if (decided === 'settle' && answer.is === 'paid') {
      this.settle(payment.channel, answer.fact, 'query');
      return;
    }
    if (decided === 'end') {
      this.end(payment, 'closed');
      return;
    }
    if (decided === 'close' && (await this.close(payment)) === 'closed') return;
    if (payment.askAt !== null) payment.askAt = nextAsk(new Date(this.clock.ms), payment.asks, new Date(payment.expires)).getTime();
  }

  private async close(payment: Payment): Promise<'closed' | 'paid' | 'unsure'> {
    payment.status = next(paymentMachine, payment.status, 'close_asked') ?? payment.status;
    const over = this.clock.ms > payment.expires + END_MARGIN_MS;
    const decided = onClosed(await this.outside.close(payment.id), over);
    if (decided === 'end') {
      this.end(payment, 'closed');
      return 'closed';
    }
    if (decided === 'unsure') return 'unsure';
    await this.ask(payment);
    return payment.status === 'paid' ? 'paid' : 'unsure';
  }

  private end(payment: Payment, status: 'closed' | 'refused'): boolean {
    if (!(status === 'refused' ? ['intended'] : ['intended', 'open', 'closing']).includes(payment.status)) return false;
    payment.status = status;
    payment.askAt = null;
    for (const order of payment.orders) {
      const live = this.kept.payments.some((one) => one.orders.includes(order) && one.status !== 'closed' && one.status !== 'refused');
      if (!live) this.kept.release(order);
    }
    return true;
  }

  private settle(channel: ChannelId, fact: PaidFact, from: 'notice' | 'query'): void {
    const payment = this.kept.payments.find((one) => one.id === fact.attempt_id && one.channel === channel);
    if (!payment) return;
    const decided = onPaid({ status: payment.status, amount_fen: payment.amount, ...OURS }, fact, from);
    if (decided.is === 'differs' && decided.step === 'ask' && payment.askAt !== null) payment.askAt = this.clock.ms;
    if (decided.is === 'differs' && decided.step === 'hold') {
      payment.status = 'held';
      payment.askAt = null;
    }
    if (decided.is !== 'booked') return;
    payment.status = 'paid';
    payment.askAt = null;
    for (const order of payment.orders) {
      const reference = `payment ${payment.id} ${order.number}`;
      const share = onShare(order.status, decided.late, mayTake(order.status, decided.late) && this.kept.take(order));
      if (share.is === 'taken') {
        order.status = share.order;
        this.kept.fulfilments.push({ order, status: 'waiting', tries: 0, tryAt: this.clock.ms });
        this.kept.post(reference, `channel:${channel}`, 'held:water', order.amount);
        continue;
      }
      this.kept.post(reference, `channel:${channel}`, 'refunds_payable', order.amount);
      this.kept.owe(payment, order);
      order.status = share.order ?? order.status;
    }
  }

  private async workFulfilments(): Promise<number> {
    const row = soonest(this.kept.fulfilments, (one) => one.tryAt, this.clock.ms);
    if (!row) return 0;
    row.status = 'asked';
    const tries = ++row.tries;
    row.tryAt = this.clock.ms + FULFILMENT_LEASE_MS;
    const { order } = row;
    const answer = await talkFulfilment(
      { fulfil: () => this.outside.fulfil(order.number, order.amount, order.bills), query: () => this.outside.queryFulfilment(order.number) },
      tries,
    );
    const step = onAgencyAnswer(row.status, order.status, answer.is);
    if (step.is === 'ask_later' && row.tryAt !== null) row.tryAt = backoff(new Date(this.clock.ms), tries).getTime();
    if (step.is !== 'done' && step.is !== 'refused') return 1;
    row.status = step.fulfilment;
    row.tryAt = null;
    order.status = step.order;
    if (step.is === 'done') {
      this.kept.post(`fulfilment ${order.number}`, 'held:water', 'agency:water', order.amount);
      return 1;
    }
    this.kept.post(`refund_owed ${order.number}`, 'held:water', 'refunds_payable', order.amount);
    const holding = this.kept.payments.find(
      (payment) =>
        payment.status === 'paid' &&
        payment.orders.includes(order) &&
        !this.kept.refunds.some((refund) => refund.payment === payment && refund.order === order),
    );
    if (!holding) throw new Error(`order ${order.number} is paid, but no payment holds its money`);
    this.kept.owe(holding, order);
    return 1;
  }

  private async workRefunds(): Promise<number> {
    const free = this.kept.refunds.filter(
      (one) =>
        !this.kept.refunds.some(
          (other) =>
            other !== one && other.payment === one.payment && ['queued', 'asked', 'processing'].includes(other.status) && goesFirst(other, one),
        ),
    );
    const row = soonest(free, (one) => one.tryAt, this.clock.ms);
    if (!row) return 0;
    if (row.status === 'queued') row.status = 'asked';
    const tries = ++row.tries;
    row.tryAt = this.clock.ms + REFUND_LEASE_MS;
    const answer = await talkRefund(
      {
        refund: () => this.outside.refund(row.payment.channel, row.id, row.payment.id, row.amount),
        queryRefund: () => this.outside.queryRefund(row.id),
      },
      tries,
    );
    this.applyRefund(row.id, answer);
    return 1;
  }

  private applyRefund(id: string, answer: RefundAnswer): void {
    const row = this.kept.refunds.find((one) => one.id === id);
    if (!row) return;
    const step = onRefundAnswer(row.status, answer.is);
    const later = backoff(new Date(this.clock.ms), row.tries).getTime();
    if (step.is === 'ask_later' && row.tryAt !== null) row.tryAt = later;
    if (!('refund' in step)) return;
    row.status = step.refund;
    row.tryAt = step.is === 'accepted' ? later : null;
    if (step.is !== 'paid_back') return;
    this.kept.post(`refund ${row.id}`, 'refunds_payable', `channel:${row.payment.channel}`, row.amount);
    const mine = this.kept.refunds.filter((one) => one.order === row.order).map((one) => one.status);
    const status = afterRefund(row.order.status, mine);
    if (!status) return;
    row.order.status = status;
    this.kept.release(row.order);
  }

  private expireOrders(): number {
    let expired = 0;
    for (const order of this.kept.orders) {
      const live = this.kept.payments.some((payment) => payment.orders.includes(order) && ['intended', 'open', 'closing'].includes(payment.status));
      const over = order.expires <= this.clock.ms && !live && next(orderMachine, order.status, 'time_over');
      if (!over) continue;
      order.status = over;
      expired++;
    }
    return expired;
  }
}

function soonest<T>(rows: readonly T[], at: (row: T) => number | null, now: number): T | undefined {
  const due = rows.filter((row) => (at(row) ?? Number.POSITIVE_INFINITY) <= now);
  return due.sort((a, b) => (at(a) as number) - (at(b) as number))[0];
}

/** One that runs goes before one that waits, then the older one. */
function goesFirst(other: Refund, one: Refund): boolean {
  const [waits, otherWaits] = [one.status === 'queued', other.status === 'queued'];
  return waits === otherWaits ? other.id < one.id : waits;
}
