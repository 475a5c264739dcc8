import { type Fen, fen } from '../../../src/contract/money';
import type { Twin } from '../../twin';
import { type Agency, type CancelTerms, tailOf } from './agency';
import { findPosting, lock, toldCancelled } from './postings';
import { amountField, type Body, instantField, numberField } from './requests';

/** Tail 13 says cancelled when asked for this time. */
const ASKS_UNTIL_CANCELLED = 3;
/** A gateway that asks again after an outage may name a moment this far back. */
const OLDEST_ASKED_MS = 3 * 86_400_000;

export type Cancellation =
  | { is: 'cancelled'; fee_fen: Fen; at: string }
  | { is: 'refused'; why: 'too_late' | 'fee_changed' | 'already_used' | 'order_unknown' | 'not_cancellable'; fee_fen?: Fen }
  | { is: 'pending' };

/**
 * `cancel`: takes a done order back, once. The fee is that of the moment at which the citizen agreed.
 * @returns `isNew`: this call took it back
 */
export async function cancel(twin: Twin, agency: Agency, body: Body): Promise<{ answer: Cancellation; isNew: boolean; account: string }> {
  const orderNo = numberField(body, 'order_no');
  const agreed = amountField(body, 'fee_fen', 0);
  const askedAt = instantField(body, 'asked_at');
  return twin.change(async (db) => {
    await lock(db, agency.service, orderNo);
    const posting = await findPosting(db, agency, orderNo);
    const answer = (one: Cancellation, isNew = false) => ({ answer: one, isNew, account: posting?.account ?? '' });
    if (!posting) return answer({ is: 'refused', why: 'order_unknown' });
    if (posting.state === 'cancelled') return answer(toldCancelled(posting));
    const terms = posting.state === 'done' ? await agency.cancelTerms?.(db, orderNo) : undefined;
    if (!terms) return answer({ is: 'refused', why: 'not_cancellable' });
    const tail = tailOf(posting.account);
    if (tail === '12') return answer({ is: 'refused', why: 'already_used' });
    const now = twin.now();
    const moment = askedAt > now || now.getTime() - askedAt.getTime() > OLDEST_ASKED_MS ? now : askedAt;
    const fee = feeAt(terms, moment);
    if (fee === null) return answer({ is: 'refused', why: 'too_late' });
    if (fee !== agreed) return answer({ is: 'refused', why: 'fee_changed', fee_fen: fee });
    if (tail === '13' && posting.cancel_asks + 1 < ASKS_UNTIL_CANCELLED) {
      await db.query('update twin.postings set cancel_asks = cancel_asks + 1 where agency = $1 and order_no = $2', [agency.service, orderNo]);
      return answer({ is: 'pending' });
    }
    await db.query(`update twin.postings set state = 'cancelled', fee_fen = $3, cancelled_at = $4 where agency = $1 and order_no = $2`, [
      agency.service,
      orderNo,
      fee,
      now,
    ]);
    return answer({ is: 'cancelled', fee_fen: fee, at: now.toISOString() }, true);
  });
}

/** @returns null when it can no longer be given back */
export function feeAt(terms: CancelTerms, at: Date): Fen | null {
  const step = terms.steps.find(({ until }) => at.getTime() < Date.parse(until));
  const fee = step ? step.fee_fen : terms.after_fee_fen;
  return fee === null ? null : fen(fee);
}
