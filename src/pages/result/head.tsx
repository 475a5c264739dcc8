import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { sumFen } from '../../contract/money';
import type { OrderView, PaymentView } from '../../contract/order';
import { forWhom, momentWithin, monthsOf, payeeOf, titleOf } from '../../flows/order';
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
      <Amount fen={sumFen(orders.map(({ amount_fen }) => amount_fen))} size="hero" plus={outcome === 'refunded'} />
      <View className="result-whom">{one ? t.common.join(forWhom(first), monthsOf(first, now, t)) : w.together(orders.length)}</View>
      {note && (
        <View className="result-note" {...aria({ role: 'status', live: 'polite' })}>
          {note}
        </View>
      )}
    </View>
  );

  function words(order: OrderView): { title: string; note?: string } {
    const channel = payment?.channel ?? order.paid_by;
    const wallet = channel ? t.common.channels[channel] : '';
    const silent = orders.find(({ status }) => status === 'paid') ?? order;
    const refused = orders.find(({ refusal }) => refusal)?.refusal;
    const why = refused ? refusalWords(refused, t.language) : '';
    const by = latestOf(silent);
    switch (outcome) {
      case 'confirming':
        return { title: w.confirming, note: w.confirmingNote(wallet) };
      case 'unclear':
        return { title: w.unclear, note: w.unclearNote(wallet) };
      case 'unpaid':
        return { title: w.unpaid, note: w.unpaidNote(showClock(order.expires_at)) };
      case 'waiting':
        return { title: w.waiting(payeeOf(silent, t)), note: w.waitingNote(by && momentWithin(by, now, t)) };
      case 'fulfilled':
        return { title: orders.length === 1 ? w.fulfilled(titleOf(order, t)) : w.allFulfilled };
      case 'refunding':
        return { title: w.refunding, note: w.refundNote(why) };
      case 'refunded':
        return { title: w.refunded, note: w.refundedNote(why) };
      case 'mixed': {
        const done = orders.filter(({ status }) => status === 'fulfilled').length;
        return { title: w.mixed, note: w.mixedNote(done, orders.length - done) };
      }
      case 'cancelled':
        return { title: w.cancelled, note: w.cancelledNote };
      case 'expired':
        return { title: w.expired, note: w.expiredNote };
    }
  }
}
