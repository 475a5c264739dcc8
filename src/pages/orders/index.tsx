import Taro, { useReachBottom } from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import { askToSignIn, useOrderPages, useSignedIn } from '../../api';
import { showFen } from '../../contract/money';
import { askConsent, useConsent } from '../../state/consent';
import { useText } from '../../text';
import { showAsOf, showMonth } from '../../text/format';
import { Button, Card, Chip, Chips, Empty, Failure, Notice, Page, SectionTitle, Skeleton } from '../../ui';
import { byMonth, type Filter, filters, matches, payable } from './months';
import { OrderRow, Unpaid } from './rows';

/** 订单: everything paid or still to be paid, newest first. */
export default function Orders(): ReactNode {
  const t = useText();
  const agreed = useConsent((state) => state.agreed);
  const signedIn = useSignedIn();
  const list = useOrderPages(signedIn);
  const [filter, setFilter] = useState<Filter>('all');
  useReachBottom(() => list.more?.());

  const now = Date.now();
  const orders = signedIn ? list.data : undefined;
  const visible = (orders ?? []).filter((order) => matches(filter, order));
  const unpaid = visible.filter((order) => payable(order, now));
  const rest = visible.filter((order) => !payable(order, now));
  const open = (orders ?? []).filter((order) => order.status === 'paid' || payable(order, now)).length;

  const signIn = (): void => {
    if (!agreed) void askConsent();
    else void askToSignIn('/pages/orders/index').catch(() => undefined);
  };

  const stale = list.problem && orders && (
    <Notice
      icon={list.problem.code === 'offline' ? 'wifi-off' : 'info'}
      text={(list.problem.code === 'offline' ? t.common.offlineSince : t.common.staleSince)(showAsOf(list.at, now, t.language))}
      action={{ id: 'retry', label: t.common.retry, onPress: list.again }}
    />
  );

  return (
    <Page title={t.orders.title} tab notice={stale}>
      {!signedIn && (
        <Empty
          whole
          art="hibiscus"
          title={t.orders.signedOutTitle}
          text={t.orders.signedOutNote}
          action={{ id: 'sign-in', label: t.orders.signedOutAction, onPress: signIn }}
        />
      )}
      {list.waiting && (
        <Card>
          <Skeleton rows={5} asking={t.orders.asking} />
        </Card>
      )}
      {signedIn && !orders && list.problem && <Failure whole problem={list.problem} onAgain={list.again} />}
      {orders && orders.length === 0 && (
        <Empty
          whole
          art="hibiscus"
          title={t.orders.noneTitle}
          text={t.orders.noneNote}
          action={{ id: 'go-pay', label: t.orders.noneAction, onPress: () => void Taro.switchTab({ url: '/pages/home/index' }) }}
        />
      )}
      {orders && orders.length > 0 && (
        <>
          <Chips>
            {filters.map((value) => (
              <Chip
                key={value}
                id={`filter-${value}`}
                label={t.orders.filters[value]}
                chosen={value === filter}
                {...(value === 'open' && { count: open })}
                onPress={() => setFilter(value)}
              />
            ))}
          </Chips>
          {unpaid.map((order) => (
            <Unpaid key={order.id} order={order} onOver={list.again} />
          ))}
          {byMonth(rest).map(({ period, orders: ofMonth, paid }) => (
            <OrderMonth key={period} name={showMonth(period, now, t.language)} note={paid ? t.orders.monthPaid(showFen(paid)) : undefined}>
              {ofMonth.map((order) => (
                <OrderRow key={order.id} order={order} />
              ))}
            </OrderMonth>
          ))}
          {visible.length === 0 && (
            <Card>
              <Empty art="hibiscus" title={t.orders.filters[filter]} text={t.orders.noneFilter} />
            </Card>
          )}
          {list.more && (
            <Button id="more-orders" kind="line" inner label={t.common.more} busy={list.fetching && t.common.moreBusy} onPress={list.more} />
          )}
        </>
      )}
    </Page>
  );
}

function OrderMonth({ name, note, children }: { name: string; note: string | undefined; children: ReactNode }): ReactNode {
  return (
    <>
      <SectionTitle name={name} note={note} />
      <Card>{children}</Card>
    </>
  );
}
