import { View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import { asProblem, call } from '../../api';
import type { Problem } from '../../contract/problem';
import { charge } from '../../payment';
import { aria } from '../../platform/aria';
import { servicePath } from '../../services';
import { changeSettings, useSettings } from '../../state/settings';
import { useText } from '../../text';
import { dueState, showAsOf, showDue, showMonths, showUsage } from '../../text/format';
import { problemWords } from '../../text/problems';
import { Amount, Button, Card, Cell, Icon, Notice, Press, Tag, Tile } from '../../ui';
import { type Due, type Dues, usedTogether } from './dues';
import './due-card.scss';

const ROWS = 3;

const openDue = ({ account, service }: Due): void => {
  void Taro.navigateTo({ url: `${servicePath(service)}?saved=${account.id}` });
};

/** Quotes every due account in full and goes to the cashier: two taps from home to the wallet. */
export function usePayAll(list: readonly Due[]): { busy: boolean; problem: Problem | null; pay(): void } {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const pay = async (): Promise<void> => {
    const first = list[0];
    if (!first || busy) return;
    // What may not share a payment is paid one by one, each from its own page.
    if (list.length > 1 && list.some(({ service }) => !service.groupable)) return openDue(first);
    setBusy(true);
    setProblem(null);
    try {
      const quotes = await Promise.all(
        list.map(({ account, service, lookup }) =>
          call('quote', { service: service.id, account: { saved: account.id }, bills: lookup.bills.map(({ no }) => no) }),
        ),
      );
      await charge(quotes);
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  };
  return { busy, problem, pay: () => void pay() };
}

/** The deep field of home: what is due now, and one button that pays it. */
export function DueCard({ dues, partly }: { readonly dues: Dues; readonly partly: boolean }): ReactNode {
  const t = useText();
  const hidden = useSettings((state) => state.hideAmounts);
  const now = Date.now();
  const { list, total, asOf } = dues;
  const { busy, problem, pay } = usePayAll(list);
  const rest = list.length - ROWS;
  return (
    <Card className="due-card">
      <View className="hero">
        <View className="hero-flower drawing-watermark" {...aria({ hidden: true })} />
        <View className="hero-head">
          <View className="hero-count">{t.home.due(list.length)}</View>
          <Press
            id="toggle-amounts"
            className="hero-eye"
            label={hidden ? t.home.show : t.home.hide}
            onPress={() => changeSettings({ hideAmounts: !hidden })}
          >
            <Icon name={hidden ? 'eye-off' : 'eye'} />
          </Press>
          {asOf && <View className="hero-time">{t.home.updated(showAsOf(asOf, now, t.language))}</View>}
        </View>
        <Amount fen={total} size="hero" hidden={hidden} />
        <View className="hero-act">
          <Button id="pay-all" kind="petal" inner wide label={t.home.pay(list.length)} busy={busy && t.home.paying} onPress={pay} />
        </View>
        {problem && (
          <View className="hero-problem" {...aria({ role: 'alert' })}>
            {problemWords(problem.code, problem.facts, t.language)}
          </View>
        )}
      </View>
      {partly && <Notice icon="info" text={t.home.notAnswered} />}
      {list.slice(0, ROWS).map((due) => (
        <DueRow key={due.account.id} due={due} hidden={hidden} now={now} />
      ))}
      {rest > 0 && <View className="due-rest">{t.home.more(rest)}</View>}
    </Card>
  );
}

function DueRow({ due, hidden, now }: { due: Due; hidden: boolean; now: number }): ReactNode {
  const t = useText();
  const { account, service, lookup, amount, due_on } = due;
  const used = usedTogether(lookup.bills);
  const months = showMonths(
    lookup.bills.map(({ period }) => period),
    now,
    t.language,
  );
  return (
    <Cell
      id={`due-${account.id}`}
      lead={<Tile icon={service.icon} category={service.category} />}
      name={t.common.join(service.title[t.language], account.nickname ?? account.account)}
      note={used ? `${months} · ${showUsage(used.quantity, used.unit, t.language).replace(' ', '\u00a0')}` : months}
      side={
        <>
          <Amount fen={amount} hidden={hidden} />
          <Tag tone={dueState(due_on, now)} text={showDue(due_on, now, t.language)} />
        </>
      }
      onPress={() => openDue(due)}
    />
  );
}

interface InviteProps {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly action: string;
  onPress(): void;
}

/** The deep field when there is nothing to sum up yet: one sentence, one way on. */
export function Invite({ id, title, note, action, onPress }: InviteProps): ReactNode {
  return (
    <Card className="due-card">
      <View className="hero">
        <View className="hero-flower drawing-watermark" {...aria({ hidden: true })} />
        <View className="hero-title" {...aria({ role: 'heading' })}>
          {title}
        </View>
        <View className="hero-note">{note}</View>
        <View className="hero-act">
          <Button id={id} kind="petal" inner wide label={action} onPress={onPress} />
        </View>
      </View>
    </Card>
  );
}
