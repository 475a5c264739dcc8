import { letters } from '../common/numbers';
import type { Db } from '../store/database';
import { refundsOf } from '../store/refunds';
import { lockTradeById, markPaid, type Trade } from '../store/trades';
import type { Twin } from '../twin';
import { tradeView, wechatTime } from './trade-view';

/**
 * Moves the payer's money: once, whoever asks. The callback is stored in the same transaction.
 * @param late lets a closed order be paid all the same: the bank was already at it (protocols 1.8 [C])
 * @returns the trade and, when this call paid it, its notice's id
 */
export async function payTrade(twin: Twin, tradeId: string, payer: string, { late = false }): Promise<{ trade: Trade; notice?: string }> {
  return twin.change(async (db) => {
    const trade = await lockTradeById(db, tradeId);
    if (trade.state === 'paid' || (trade.state === 'closed' && !late)) return { trade };
    const paid = await markPaid(db, trade, payer, twin.now());
    return { trade: paid, notice: await tellPaid(twin, db, paid) };
  });
}

async function tellPaid(twin: Twin, db: Db, trade: Trade): Promise<string | undefined> {
  if (!trade.notify_url) return undefined;
  return postEvent(twin, db, trade.notify_url, {
    event_type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    original_type: 'transaction',
    plaintext: tradeView(twin, trade, await refundsOf(db, trade)),
  });
}

export interface CallbackEvent {
  event_type: string;
  summary: string;
  original_type: 'transaction' | 'refund';
  plaintext: Record<string, unknown>;
}

/** Stores a callback. Its id stays the same in every attempt [M]. */
export function postEvent(twin: Twin, db: Db, url: string, event: CallbackEvent): Promise<string> {
  const id = `EV-${letters(28).toUpperCase()}`;
  return twin.notices.post(db, 'wechat', event.event_type, id, url, { ...event, id, create_time: wechatTime(twin.now()) });
}
