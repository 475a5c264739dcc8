import Taro, { useRouter } from '@tarojs/taro';
import { type ReactNode, useEffect, useState } from 'react';
import { useCall, useCalls } from '../../api';
import { showFen, sumFen } from '../../contract/money';
import type { ChannelId, OrderView } from '../../contract/order';
import { holdOf, lookAgain, payeeOf, readParam, Said, saysOf, Trouble, useNow } from '../../flows/order';
import { channels } from '../../payment';
import { useText } from '../../text';
import { problemWords } from '../../text/problems';
import { useWords } from '../../text/use-words';
import { cashier } from '../../text/words/cashier';
import { BottomBar, Button, Card, Empty, Page, SandboxPill, Skeleton } from '../../ui';
import { GiveUp } from './give-up';
import { OrderSlip } from './slip';
import { isOutdated, usePay } from './use-pay';
import { Assurance, Wallets } from './wallets';

/** 收银台: what, for whom, how much, until when; then a wallet and one button. `?orders=<id>,<id>`, and `&link=` when an app said who pays. */
export default function Cashier(): ReactNode {
  const t = useText();
  const w = useWords(cashier);
  const { params } = useRouter<{ orders?: string; link?: string }>();
  const ids = readParam(params.orders).split(',').filter(Boolean);
  const here = `/pages/cashier/index?orders=${ids.join(',')}`;
  const known = useCalls(
    'order',
    ids.map((id) => ({ id })),
  );
  const loaded = known.flatMap(({ data }) => (data ? [data] : []));
  const complete = ids.length > 0 && loaded.length === ids.length;
  const problem = known.find((one) => one.problem && !one.data)?.problem ?? null;
  const again = (): void => {
    for (const one of known) one.again();
  };

  // What was paid meanwhile (in another window, before a kill) has its own page.
  const moved =
    complete && !loaded.some(({ status }) => status === 'unpaid')
      ? loaded.find(({ status }) => status !== 'cancelled' && status !== 'expired')
      : undefined;
  const movedTo = moved?.id;
  useEffect(() => {
    if (movedTo) void Taro.redirectTo({ url: `/pages/result/index?order=${movedTo}` });
  }, [movedTo]);

  if (complete && !moved) return <Till orders={loaded} ids={ids} link={readParam(params.link)} again={again} />;
  const waiting = !problem && (moved !== undefined || known.some((one) => one.waiting || one.fetching));
  return (
    <Page title={w.title}>
      {ids.length === 0 && (
        <Empty
          whole
          art="panda"
          title={t.states.missingTitle}
          text={problemWords('not_found', {}, t.language)}
          action={{ id: 'go-home', label: w.home, onPress: () => void Taro.switchTab({ url: '/pages/home/index' }) }}
        />
      )}
      {waiting && (
        <Card>
          <Skeleton rows={2} asking={w.asking} />
        </Card>
      )}
      {ids.length > 0 && !waiting && <Trouble what="order" problem={problem} here={here} onAgain={again} />}
    </Page>
  );
}

interface TillProps {
  readonly orders: readonly OrderView[];
  readonly ids: readonly string[];
  /** how the app around the page answered who pays; empty when it was not asked */
  readonly link: string;
  again(): void;
}

function Till({ orders, ids, link, again }: TillProps): ReactNode {
  const t = useText();
  const w = useWords(cashier);
  const catalogue = useCall('catalogue', {});
  const payable = orders.filter(({ status }) => status === 'unpaid');
  const open = payable.length > 0;
  const total = sumFen((open ? payable : orders).map(({ amount_fen }) => amount_fen));
  const now = useNow(open);
  const hold = holdOf(open ? payable : orders, now);

  const offered = channels.filter((channel) => catalogue.data?.channels.includes(channel) ?? true);
  const [picked, setPicked] = useState<ChannelId | null>(null);
  const channel = picked && offered.includes(picked) ? picked : offered[0];
  const till = usePay(open ? payable.map(({ id }) => id) : ids, again);
  // While a wallet is open it may still take the money, whatever the clock says.
  const outdated = Boolean(till.said?.problem && isOutdated(till.said.problem));
  const over = !till.busy && (!open || outdated || (hold?.over ?? true));
  const [first] = orders;
  const says = saysOf(w, first);
  const simulation = catalogue.data?.simulation;

  const said = till.said && (
    <Said
      failed={till.said.failed}
      text={till.said.problem ? problemWords(till.said.problem.code, till.said.problem.facts, t.language) : w.notCharged}
    />
  );
  const linked = link === 'done' || link === 'refused' || link === 'failed' ? link : null;
  const back = linked && channel && !till.busy && !over && <Said failed={linked !== 'done'} text={w.linked[linked](t.common.channels[channel])} />;
  const missing = !over && !channel && <Said failed text={w.noWallet} />;

  return (
    <Page
      title={w.title}
      bottom={
        <BottomBar
          strip={
            <>
              {simulation && <SandboxPill url={simulation.url} strip />}
              {said || missing || back || (over && <Said text={says.overNote} />)}
            </>
          }
        >
          {over ? (
            <Button id="look-again" label={says.lookAgain} onPress={() => void lookAgain(first)} />
          ) : (
            <Button
              id="pay"
              label={w.pay(showFen(total))}
              disabled={!channel}
              busy={waitingFor()}
              onPress={() => channel && void till.pay(channel)}
            />
          )}
        </BottomBar>
      }
    >
      <OrderSlip orders={orders} total={total} hold={outdated ? null : hold} over={hold?.over ?? true} now={now} />
      {!over && offered.length > 0 && <Wallets offered={offered} chosen={channel} disabled={Boolean(till.busy)} onChoose={setPicked} />}
      {first && !over && <Assurance text={orders.length > 1 ? w.promiseAll : says.promise(payeeOf(first, t))} />}
      {!over && <GiveUp orders={payable} disabled={Boolean(till.busy)} />}
    </Page>
  );

  function waitingFor(): string | false {
    if (!till.busy) return false;
    if (till.busy === 'confirming') return w.confirming;
    const wallet = till.channel ?? channel;
    return w[till.busy](wallet ? t.common.channels[wallet] : '');
  }
}
