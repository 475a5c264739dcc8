import { View } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';
import type { ReactNode } from 'react';
import type { OrderView } from '../../contract/order';
import { lookAgain, monthsOf, nameOf, OrderFacts, readParam, statusTones, Trouble } from '../../flows/order';
import { aria } from '../../platform/aria';
import { findService } from '../../services';
import { useText } from '../../text';
import { showAsOf } from '../../text/format';
import { useWords } from '../../text/use-words';
import { result } from '../../text/words/result';
import { Amount, BottomBar, Button, Card, Cell, Notice, Page, SectionTitle, Skeleton, Stations, Tag, Tile } from '../../ui';
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
  const unpaid = orders.filter(({ status }) => status === 'unpaid').map(({ id }) => id);
  const way =
    outcome === 'unpaid'
      ? { id: 'continue', label: w.goOn, go: () => void Taro.redirectTo({ url: `/pages/cashier/index?orders=${unpaid.join(',')}` }) }
      : outcome === 'expired'
        ? { id: 'look-again', label: w.lookAgain, go: () => void lookAgain(first) }
        : null;

  return (
    <Page
      title={w.title}
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
      <ResultHead outcome={outcome} orders={orders} payment={view} now={now} />
      {orders.length === 1 ? <One order={first} now={now} /> : <Each orders={orders} now={now} />}
    </Page>
  );
}

/** 钱在哪里, and the receipt. */
function One({ order, now }: { order: OrderView; now: number }): ReactNode {
  const t = useText();
  const w = useWords(result);
  return (
    <>
      {order.stations.length > 0 && (
        <Card padded>
          <View className="where-head">
            <View className="where-title" {...aria({ role: 'heading' })}>
              {w.where}
            </View>
            <Tag tone={statusTones[order.status]} text={t.orders.statuses[order.status]} />
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
        <OrderFacts order={order} now={now} />
      </Card>
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
              note={monthsOf(order, now, t)}
              side={
                <>
                  <Amount fen={order.amount_fen} plus={order.status === 'refunded'} />
                  <Tag tone={statusTones[order.status]} text={t.orders.statuses[order.status]} />
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
