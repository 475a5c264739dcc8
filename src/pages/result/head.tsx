import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { showFen, sumFen } from '../../contract/money';
import type { OrderView, PaymentView } from '../../contract/order';
import { backOf, forWhom, momentWithin, nameOf, payeeOf, saysOf, statusNameOf, titleOf, whatOf } from '../../flows/order';
import { aria } from '../../platform/aria';
import { useText } from '../../text';
import { showClock } from '../../text/format';
import { refusalWords } from '../../text/problems';
import { useWords } from '../../text/use-words';
import { result } from '../../text/words/result';
import { Amount, Flower, Icon } from '../../ui';
import type { Outcome } from './outcome';
import { latestOf } from './stops';
import './head.scss';

interface Props {
  readonly outcome: Outcome;
  readonly orders: readonly OrderView[];
  readonly payment: PaymentView | null;
  readonly now: number;
}

const icons: Readonly<Record<Exclude<Outcome, 'fulfilled'>, string>> = {
  confirming: 'hourglass',
  unclear: 'hourglass',
  waiting: 'hourglass',
  unpaid: 'info',
  refunding: 'undo-2',
  refunded: 'undo-2',
  cancelling: 'hourglass',
  returning: 'undo-2',
  returned: 'undo-2',
  mixed: 'info',
  cancelled: 'x',
  expired: 'clock',
};

/** How it went, in one line; the amount; for whom; and whether money moved. */
export function ResultHead({ outcome, orders, payment, now }: Props): ReactNode {
  const t = useText();
  const w = useWords(result);
  const [first] = orders;
  if (!first) return null;
  const { title, note } = words(first);
  const one = orders.length === 1;
  const booked = first.details.kind === 'booking';
  const returns = outcome === 'returning' || outcome === 'returned';
  return (
    <View className="result-head">
      {outcome === 'fulfilled' ? (
        <Flower />
      ) : (
        <View className={`result-badge result-badge-${outcome}`}>
          <Icon name={icons[outcome]} size="large" />
        </View>
      )}
      <View className="result-title" {...aria({ role: 'heading' })}>
        {title}
      </View>
      <Amount
        fen={sumFen(orders.map((order) => (returns ? backOf(order) : order.amount_fen)))}
        size="hero"
        plus={outcome === 'refunded' || returns}
      />
      <View className="result-whom">
        {!one ? w.together(orders.length) : t.common.join(booked ? nameOf(first, t) : forWhom(first), whatOf(first, now, t))}
      </View>
      {note && (
        <View className="result-note" {...aria({ role: 'status', live: 'polite' })}>
          {note}
        </View>
      )}
    </View>
  );

  function doneOf(order: OrderView): string {
    return order.details.kind === 'topup' ? whatOf(order, now, t) : titleOf(order, t);
  }

  function feeNote({ cancellation }: OrderView): { note?: string } {
    return cancellation?.fee_fen ? { note: w.feeKept(showFen(cancellation.fee_fen)) } : {};
  }

  function words(order: OrderView): { title: string; note?: string } {
    const channel = payment?.channel ?? order.paid_by;
    const wallet = channel ? t.common.channels[channel] : '';
    const silent = orders.find(({ status }) => status === 'paid') ?? order;
    const refused = orders.find(({ refusal }) => refusal)?.refusal;
    const why = refused ? refusalWords(refused, t.language) : '';
    const by = latestOf(silent);
    const says = saysOf(w, order);
    switch (outcome) {
      case 'confirming':
        return { title: w.confirming, note: w.confirmingNote(wallet) };
      case 'unclear':
        return { title: w.unclear, note: w.unclearNote(wallet) };
      case 'unpaid':
        return { title: w.unpaid, note: says.unpaidNote(showClock(order.expires_at)) };
      case 'waiting':
        return { title: says.waiting(payeeOf(silent, t)), note: says.waitingNote(by && momentWithin(by, now, t)) };
      case 'fulfilled':
        if (orders.length > 1) return { title: w.allFulfilled };
        return { title: order.details.kind === 'booking' ? statusNameOf({ ...order, status: 'fulfilled' }, t) : says.fulfilled(doneOf(order)) };
      case 'refunding':
        return { title: w.refunding, note: w.refundNote(why) };
      case 'refunded':
        return { title: w.refunded, note: w.refundedNote(why) };
      case 'mixed': {
        const done = orders.filter(({ status }) => status === 'fulfilled').length;
        return { title: w.mixed, note: w.mixedNote(done, orders.length - done) };
      }
      case 'cancelling':
        return { title: w.cancelling(payeeOf(order, t)) };
      case 'returning':
        return { title: w.returning, ...feeNote(order) };
      case 'returned':
        return { title: w.returned, ...feeNote(order) };
      case 'cancelled':
        return { title: w.cancelled, note: says.cancelledNote };
      case 'expired':
        return { title: w.expired, note: says.expiredNote };
    }
  }
}
