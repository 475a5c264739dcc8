import type { FulfilmentState, OrderState, PaymentState, RefundState } from '../../server/states';
import type { Fen } from '../../src/contract/money';
import type { ChannelId } from '../../src/contract/order';
import type { Picture } from './books';
import type { Clock } from './history';

export interface Order {
  readonly number: string;
  readonly citizen: number;
  readonly bills: readonly string[];
  readonly amount: Fen;
  readonly expires: number;
  status: OrderState;
}

export interface Payment {
  readonly id: string;
  readonly channel: ChannelId;
  readonly orders: readonly Order[];
  readonly amount: Fen;
  readonly expires: number;
  status: PaymentState;
  askAt: number | null;
  asks: number;
}

export interface Fulfilment {
  readonly order: Order;
  status: FulfilmentState;
  tries: number;
  tryAt: number | null;
}

export interface Refund {
  readonly id: string;
  readonly payment: Payment;
  readonly order: Order;
  readonly amount: Fen;
  status: RefundState;
  tries: number;
  tryAt: number | null;
}

export interface Claim {
  order: string;
  citizen: number;
  paid: boolean;
  until: number;
}

/** The tables of the model: what a process that is killed leaves behind. */
export class ModelStore {
  readonly orders: Order[] = [];
  readonly payments: Payment[] = [];
  readonly fulfilments: Fulfilment[] = [];
  readonly refunds: Refund[] = [];
  readonly claims = new Map<string, Claim>();
  private readonly booked = new Set<string>();
  private readonly balances: Record<string, number> = {};

  constructor(protected readonly clock: Clock) {}

  take(order: Order): boolean {
    for (const bill of order.bills) {
      const claim = this.claims.get(bill);
      if (claim?.paid && claim.order !== order.number) return false;
    }
    for (const bill of order.bills) this.claims.set(bill, { order: order.number, citizen: order.citizen, paid: true, until: this.clock.ms });
    return true;
  }

  release(order: Order): void {
    for (const [bill, claim] of this.claims) if (claim.order === order.number) this.claims.delete(bill);
  }

  owe(payment: Payment, order: Order): void {
    if (this.refunds.some((refund) => refund.payment === payment && refund.order === order)) return;
    const id = `REFUND${this.refunds.length + 1}`;
    this.refunds.push({ id, payment, order, amount: order.amount, status: 'queued', tries: 0, tryAt: this.clock.ms });
  }

  post(reference: string, debit: string, credit: string, amount: number): void {
    if (this.booked.has(reference)) return;
    this.booked.add(reference);
    this.balances[debit] = (this.balances[debit] ?? 0) + amount;
    this.balances[credit] = (this.balances[credit] ?? 0) - amount;
  }

  look(): Picture {
    return {
      orders: this.orders,
      payments: this.payments.map((one) => ({ ...one, orders: one.orders.map((order) => order.number) })),
      fulfilments: this.fulfilments.map((one) => ({ order: one.order.number, status: one.status, due: one.tryAt !== null })),
      refunds: this.refunds.map((one) => ({ ...one, payment: one.payment.id, order: one.order.number, due: one.tryAt !== null })),
      balances: this.balances,
      crooked: 0,
    };
  }
}
