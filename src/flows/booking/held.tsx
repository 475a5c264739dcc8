import { View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import type { ReactNode } from 'react';
import type { OrderView } from '../../contract/order';
import { useText } from '../../text';
import { countdown, showClock } from '../../text/format';
import { useWords } from '../../text/use-words';
import { booking } from '../../text/words/booking';
import { Button, Card, Icon } from '../../ui';
import { nameOf, useNow } from '../order';
import { heldOf } from './past';
import './held.scss';

interface Props {
  readonly service: string;
  /** newest first */
  readonly orders: readonly OrderView[];
}

/** What is kept for the citizen and not paid yet: until when, and the way on. Nothing while nothing is. */
export function Held({ service, orders }: Props): ReactNode {
  const waits = orders.some((order) => order.service === service && order.status === 'unpaid');
  const now = useNow(waits);
  const t = useText();
  const w = useWords(booking);
  const order = heldOf(service, orders, now);
  if (!order) return null;
  return (
    <Card padded className="held">
      <View className="held-text">
        <View className="held-name">{`${w.heldTitle} · ${nameOf(order, t)}`}</View>
        <View className="held-clock">
          <Icon name="hourglass" className="held-icon" />
          <View>{w.held(showClock(order.expires_at))}</View>
          <View className="held-left">{countdown(order.expires_at, now)}</View>
        </View>
      </View>
      <Button
        id="resume-held"
        kind="line"
        inner
        label={w.resume}
        onPress={() => void Taro.navigateTo({ url: `/pages/cashier/index?orders=${order.id}` })}
      />
    </Card>
  );
}
