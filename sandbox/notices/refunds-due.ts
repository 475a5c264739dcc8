import type { Db } from '../store/database';
import { dueRefunds, finishRefund, type Refund } from '../store/refunds';
import { type Channel, lockTradeById, type Trade } from '../store/trades';
import type { Twin } from '../twin';

/** Tells the merchant how a refund ended; part of the transaction that ends it. */
export type TellRefund = (db: Db, trade: Trade, refund: Refund) => Promise<void>;

/** A chore that ends refunds whose time has come (WeChat, UnionPay: accepted first, settled later). */
export function endDueRefunds(twin: Twin, tell: Partial<Record<Channel, TellRefund>>): () => Promise<void> {
  return async () => {
    for (const due of await dueRefunds(twin.pool, twin.now())) {
      await twin.change(async (db) => {
        // Trade before refund, as everywhere: one order of locks.
        const trade = await lockTradeById(db, due.trade_id);
        const refund = await finishRefund(db, due.id, twin.now());
        if (refund) await tell[refund.channel]?.(db, trade, refund);
      });
    }
  };
}
