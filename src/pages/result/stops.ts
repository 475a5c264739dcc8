import { showFen } from '../../contract/money';
import type { OrderView, Station } from '../../contract/order';
import { beijingDay } from '../../contract/time';
import { momentWithin, payeeOf } from '../../flows/order/describe';
import type { Text } from '../../text';
import { showClock, showMoment } from '../../text/format';
import { refusalWords } from '../../text/problems';
import type { result } from '../../text/words/result';
import type { Stop } from '../../ui';

const back: ReadonlySet<Station['code']> = new Set(['part_refunded', 'refused', 'cancel_asked', 'cancelled', 'refund_sent', 'refunded']);

/** The stations of an order in words. @param now ms since 1970, for 今天 and 明天 */
export function stopsOf(order: OrderView, now: number, t: Text, w: (typeof result)['zh']): Stop[] {
  const agency = payeeOf(order, t);
  const { kind } = order.details;
  const own = kind === 'booking' || kind === 'topup' ? w[kind] : null;
  const wallet = order.paid_by ? t.common.channels[order.paid_by] : '';
  return order.stations.map(({ code, state, at, amount_fen }, i) => {
    const note = amount_fen === undefined ? noteOf(code, state, at) : showFen(amount_fen);
    const time = at && timeOf(state, at);
    const title = code === 'written_off' && own ? own.confirmed(agency) : t.stations[code](agency);
    return {
      // Parts may go back several times.
      key: code === 'part_refunded' ? `${code}-${i}` : code,
      title: title.charAt(0).toUpperCase() + title.slice(1),
      state,
      ...(note && { note }),
      ...(time && { time }),
      ...(back.has(code) && { back: true }),
    };
  });

  function timeOf(state: Station['state'], at: string): string | undefined {
    // What is going on now tells its latest time in words below.
    if (state === 'now') return undefined;
    if (state === 'next') return showMoment(at, now, t.language);
    return beijingDay(at) === beijingDay(now) ? showClock(at, true) : showMoment(at, now, t.language);
  }

  function noteOf(code: Station['code'], state: Station['state'], at: string | null): string | undefined {
    const latest = at ? momentWithin(at, now, t) : null;
    switch (code) {
      case 'paid':
        return wallet ? w.by(wallet) : undefined;
      case 'agency_told':
        return state === 'now' ? w.usually(latest ?? w.day) : undefined;
      case 'written_off':
        if (state === 'done' && own) return own.confirmedNote;
        if (state === 'done') return order.details.kind === 'bill' ? w.writtenOff(order.details.bills.length) : undefined;
        return state === 'now' ? w.usually(latest ?? w.day) : undefined;
      case 'part_refunded':
        return undefined;
      case 'settled':
        return w.settleNote;
      case 'refused':
        return order.refusal ? refusalWords(order.refusal, t.language) : undefined;
      case 'cancel_asked':
      case 'cancelled':
        return order.cancellation?.fee_fen ? w.feeKept(showFen(order.cancellation.fee_fen)) : undefined;
      case 'refund_sent':
        return state === 'done' ? w.sentNote(wallet) : w.sendNote;
      case 'refunded':
        if (state === 'done') return undefined;
        return state === 'now' && latest ? w.expected(latest) : w.backNote;
    }
  }
}

/** By when we promise to know, from the station that is waited for. */
export function latestOf({ stations }: OrderView): string | null {
  return stations.find(({ code }) => code === 'written_off')?.at ?? null;
}
