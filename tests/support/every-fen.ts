import type { OrderView } from '../../src/contract/order';
import type { CitizenClient } from './citizen';
import { until } from './until';
import type { World } from './world';

/** An order that was paid in WeChat's wallet, and the payment that did it. */
export interface Paid {
  readonly order: OrderView;
  readonly payment: string;
}

/**
 * Waits until every paid order came to its end, and compares: one charge, one posting or the whole sum paid back, nothing held,
 * nothing owed, and a ledger that equals the channel's own books.
 */
export async function expectEveryFen(world: World, citizen: CitizenClient, paid: readonly Paid[], patience_ms = 90_000): Promise<void> {
  for (const { order } of paid) {
    const ended = async () => /fulfilled|refunded/.test((await citizen.call('order', { id: order.id })).status);
    await until(`order ${order.number} to come to its end`, ended, patience_ms);
  }
  const books = await world.twin.books();
  for (const { order, payment } of paid) {
    const { status } = await citizen.call('order', { id: order.id });
    const trade = books.wechat.trades.find((one) => one.out_trade_no === payment);
    const postings = books.water.postings.filter((posting) => posting.order_no === order.number && posting.state === 'done');
    expect([order.number, postings.length, trade?.refunded_fen]).toEqual([
      order.number,
      status === 'fulfilled' ? 1 : 0,
      status === 'fulfilled' ? 0 : order.amount_fen,
    ]);
  }
  const { sum, crooked, balances } = await world.ledger();
  expect([sum, crooked, balances['held:water'] ?? 0, balances.refunds_payable ?? 0]).toEqual([0, 0, 0, 0]);
  const collected = books.wechat.trades.reduce((total, trade) => total + (trade.paid_at ? trade.amount_fen - trade.refunded_fen : 0), 0);
  expect(balances['channel:wechat'] ?? 0).toBe(collected);
}
