import { View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { type ReactNode, useEffect, useState } from 'react';
import type { OrderStatus, OrderView } from '../../contract/order';
import { backOf, nameOf, payeeOf, statusNameOf, statusTones, whatOf } from '../../flows/order/describe';
import { findService } from '../../services';
import { type Text, useText } from '../../text';
import { countdown, showClock, showMoment } from '../../text/format';
import { Amount, Button, Card, Cell, Icon, Tag, Tile } from '../../ui';
import { statusNow } from './months';
import './rows.scss';

const openOrder = ({ id }: OrderView): void => {
  void Taro.navigateTo({ url: `/pages/result/index?order=${id}` });
};

function noteOf(order: OrderView, status: OrderStatus, now: number, t: Text): string {
  const at = showMoment(order.paid_at ?? order.created_at, now, t.language);
  const agency = payeeOf(order, t);
  if (status === 'fulfilled' && order.details.kind === 'booking') {
    const place = order.voucher?.facts[0]?.value[t.language];
    return [whatOf(order, now, t), place].filter(Boolean).join(' · ');
  }
  if (status === 'fulfilled' && order.details.kind === 'topup') return `${at} · ${whatOf(order, now, t)}`;
  if (status === 'paid') return `${at} · ${t.orders.waitingAgency(agency)}`;
  if (status === 'cancelling') return `${at} · ${t.orders.waitingAgency(agency)}`;
  if (status === 'refunding' || status === 'returning') return `${at} · ${t.orders.backSent}`;
  if (status === 'refunded' || status === 'returned') return `${at} · ${t.orders.backDone}`;
  if (status === 'cancelled' || status === 'expired') return `${at} · ${t.orders.notPaid}`;
  return at;
}

/** One order; its page tells where the money is. */
export function OrderRow({ order }: { readonly order: OrderView }): ReactNode {
  const t = useText();
  const now = Date.now();
  const service = findService(order.service);
  const status = statusNow(order, now);
  return (
    <Cell
      id={`order-${order.id}`}
      lead={<Tile icon={service?.icon ?? 'receipt-text'} category={service?.category ?? 'everyday'} />}
      name={nameOf(order, t)}
      note={noteOf(order, status, now, t)}
      side={
        <>
          <Amount fen={status === 'returned' ? backOf(order) : order.amount_fen} plus={status === 'refunded' || status === 'returned'} />
          <Tag tone={statusTones[status]} text={statusNameOf({ ...order, status }, t)} />
        </>
      }
      onPress={() => openOrder(order)}
    />
  );
}

const SECOND_MS = 1_000;

/** An order that can still be paid: the end time first, then the rest, and the way on. */
export function Unpaid({ order, onOver }: { readonly order: OrderView; onOver(): void }): ReactNode {
  const t = useText();
  const [now, setNow] = useState(() => Date.now());
  const over = new Date(order.expires_at).getTime() <= now;
  useEffect(() => {
    if (over) {
      onOver();
      return;
    }
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, [over, onOver]);
  const service = findService(order.service);
  const says = order.details.kind === 'booking' ? t.orders.placeHeldUntil : t.orders.heldUntil;
  const held = says(showClock(order.expires_at), countdown(order.expires_at, now));
  return (
    <Card className="unpaid">
      <Cell
        id={`unpaid-${order.id}`}
        lead={<Tile icon={service?.icon ?? 'receipt-text'} category={service?.category ?? 'everyday'} />}
        name={nameOf(order, t)}
        note={whatOf(order, now, t)}
        side={<Amount fen={order.amount_fen} />}
        onPress={() => openOrder(order)}
      />
      <View className="unpaid-foot">
        <Icon name="hourglass" className="unpaid-icon" />
        <View className="unpaid-held">
          {held.before}
          <View className="unpaid-left">{held.left}</View>
        </View>
        <Button
          id={`resume-${order.id}`}
          inner
          label={t.orders.resume}
          onPress={() => void Taro.navigateTo({ url: `/pages/cashier/index?orders=${order.id}` })}
        />
      </View>
    </Card>
  );
}
