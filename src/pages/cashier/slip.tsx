import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import type { Fen } from '../../contract/money';
import type { OrderView } from '../../contract/order';
import { type Hold, nameOf, OrderFacts, saysOf, showNumber, statusNameOf, statusTones, whatOf } from '../../flows/order';
import { aria } from '../../platform/aria';
import { useText } from '../../text';
import { countdown, showClock } from '../../text/format';
import { useWords } from '../../text/use-words';
import { cashier } from '../../text/words/cashier';
import { Amount, Icon, Slip, Tag } from '../../ui';
import './slip.scss';

interface Props {
  readonly orders: readonly OrderView[];
  readonly total: Fen;
  readonly hold: Hold | null;
  readonly over: boolean;
  readonly now: number;
}

/** What and for whom, how much, until when. */
export function OrderSlip({ orders, total, hold, over, now }: Props): ReactNode {
  const t = useText();
  const w = useWords(cashier);
  const [first] = orders;
  if (!first) return null;
  const says = saysOf(w, first);
  return (
    <Slip
      head={
        <>
          <View className="till-what" {...aria({ role: 'heading' })}>
            {orders.length > 1 ? w.together(orders.length) : nameOf(first, t)}
          </View>
          <Amount fen={total} size="hero" />
          {hold && (
            <View className="till-clock">
              <Icon name="clock" className="till-clock-icon" />
              <View>{over ? says.over(showClock(hold.until)) : says.held(showClock(hold.until))}</View>
              {!over && <View className="till-left">{w.heldLeft(countdown(hold.until, now))}</View>}
            </View>
          )}
        </>
      }
    >
      {orders.length === 1 ? (
        <OrderFacts order={first} now={now} />
      ) : (
        orders.map((order) => (
          <View key={order.id} className="till-row">
            <View className="till-row-text">
              <View className="till-row-name">{nameOf(order, t)}</View>
              <View className="till-row-note">{`${whatOf(order, now, t)} · ${showNumber(order.number)}`}</View>
            </View>
            <View className="till-row-side">
              <Amount fen={order.amount_fen} />
              {order.status !== 'unpaid' && <Tag tone={statusTones[order.status]} text={statusNameOf(order, t)} />}
            </View>
          </View>
        ))
      )}
    </Slip>
  );
}
