import { View } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';
import type { ReactNode } from 'react';
import { showFen } from '../../contract/money';
import type { OrderView } from '../../contract/order';
import { CancelBooking } from '../../flows/booking/cancel';
import { isBooking } from '../../flows/booking/past';
import { VoucherSlip } from '../../flows/booking/voucher';
import { lookAgain, nameOf, OrderFacts, readParam, saysOf, statusNameOf, statusTones, Trouble, whatOf } from '../../flows/order';
import { aria } from '../../platform/aria';
import { findService } from '../../services';
import { useText } from '../../text';
import { showAsOf } from '../../text/format';
import { useWords } from '../../text/use-words';
import { result } from '../../text/words/result';
import { Amount, BottomBar, Button, Card, Cell, Fact, Notice, Page, SectionTitle, Skeleton, Stations, Tag, Tile } from '../../ui';
import { ResultHead } from './head';
import { stopsOf } from './stops';
import { useOutcome } from './use-outcome';
import './index.scss';

/** How it went and where the money is. `?payment=<id>`, also where wallets on the web return to, or `?order=<id>`. */
export default function Result(): ReactNode {
  const t = useText();
  const w = useWords(result);
  const { params } = useRouter<{ payment?: string; order?: string }>();
  const payment = readParam(params.payment);
  const order = readParam(params.order);
  const { outcome, orders, payment: view, known, now } = useOutcome(payment, order);
  const here = `/pages/result/index?${payment ? `payment=${payment}` : `order=${order}`}`;
  const [first] = orders;

  if (!outcome || !first) {
    return (
      <Page title={w.title}>
        {known.waiting ? (
          <Card>
            <Skeleton rows={3} asking={w.asking} />
          </Card>
        ) : (
          <Trouble what="order" problem={known.problem} here={here} onAgain={known.again} />
        )}
      </Page>
    );
  }

  const home = (): void => void Taro.switchTab({ url: '/pages/home/index' });
  const stale = known.problem && (
    <Notice
      icon={known.problem.code === 'offline' ? 'wifi-off' : 'info'}
      text={(known.problem.code === 'offline' ? t.common.offlineSince : t.common.staleSince)(showAsOf(known.at, now, t.language))}
      action={{ id: 'retry', label: t.common.retry, onPress: known.again }}
    />
  );
  // Who comes back to a booking comes for its code; the rest is news only right after the payment.
  const atDoor = !payment && orders.length === 1 && outcome === 'fulfilled' && first.voucher !== null;
  const unpaid = orders.filter(({ status }) => status === 'unpaid').map(({ id }) => id);
  const way =
    outcome === 'unpaid'
      ? { id: 'continue', label: w.goOn, go: () => void Taro.redirectTo({ url: `/pages/cashier/index?orders=${unpaid.join(',')}` }) }
      : outcome === 'expired'
        ? { id: 'look-again', label: saysOf(w, first).lookAgain, go: () => void lookAgain(first) }
        : null;

  return (
    <Page
      title={first.details.kind === 'booking' ? w.booking.title : w.title}
      notice={stale}
      bottom={
        <BottomBar>
          <View className="result-acts">
            {way && <Button id="done" kind="line" label={t.common.done} onPress={home} />}
            <Button id={way?.id ?? 'done'} label={way?.label ?? t.common.done} onPress={way?.go ?? home} />
          </View>
        </BottomBar>
      }
    >
      {!atDoor && <ResultHead outcome={outcome} orders={orders} payment={view} now={now} />}
      {orders.length === 1 ? <One order={first} now={now} again={known.again} /> : <Each orders={orders} now={now} />}
    </Page>
  );
}

/** 钱在哪里, and the receipt. */
function One({ order, now, again }: { order: OrderView; now: number; again: () => void }): ReactNode {
  const t = useText();
  const w = useWords(result);
  return (
    <>
      {isBooking(order) && order.status === 'fulfilled' && <VoucherSlip order={order} now={now} />}
      {order.stations.length > 0 && (
        <Card padded>
          <View className="where-head">
            <View className="where-title" {...aria({ role: 'heading' })}>
              {w.where}
            </View>
            <Tag tone={statusTones[order.status]} text={statusNameOf(order, t)} />
          </View>
          <Stations stops={stopsOf(order, now, t, w)} />
        </Card>
      )}
      {order.status === 'fulfilled' && (
        <Card>
          <Cell
            id="open-receipt"
            lead="qr-code"
            name={w.receipt}
            value={w.receiptNote}
            plain
            chevron
            onPress={() => void Taro.navigateTo({ url: `/pages/receipt/index?order=${order.id}` })}
          />
        </Card>
      )}
      <Card className="result-facts">
        {order.voucher && <Fact label={w.booking.paid} value={showFen(order.amount_fen)} />}
        <OrderFacts order={order} now={now} />
      </Card>
      {isBooking(order) && <CancelBooking order={order} now={now} onChanged={again} />}
    </>
  );
}

/** Several orders of one payment: each goes its own way, told on its own page. */
function Each({ orders, now }: { orders: readonly OrderView[]; now: number }): ReactNode {
  const t = useText();
  const w = useWords(result);
  return (
    <>
      <SectionTitle name={w.where} note={w.eachOrder} />
      <Card>
        {orders.map((order) => {
          const service = findService(order.service);
          return (
            <Cell
              key={order.id}
              id={`order-${order.id}`}
              lead={<Tile icon={service?.icon ?? 'receipt-text'} category={service?.category ?? 'everyday'} />}
              name={nameOf(order, t)}
              note={whatOf(order, now, t)}
              side={
                <>
                  <Amount fen={order.amount_fen} plus={order.status === 'refunded'} />
                  <Tag tone={statusTones[order.status]} text={statusNameOf(order, t)} />
                </>
              }
              onPress={() => void Taro.navigateTo({ url: `/pages/result/index?order=${order.id}` })}
            />
          );
        })}
      </Card>
    </>
  );
}
