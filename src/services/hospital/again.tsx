import { View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import type { ReactNode } from 'react';
import { useCall } from '../../api';
import type { Selection } from '../../contract/booking';
import { showFen, ZERO } from '../../contract/money';
import type { OrderView } from '../../contract/order';
import { savedFor } from '../../flows/account/account';
import { type BookingOrder, isFree, isTaken, useChoices, useHold } from '../../flows/booking';
import { forWhom, Said } from '../../flows/order';
import { PriceChanged } from '../../flows/quote/price-changed';
import { useText } from '../../text';
import { showDay } from '../../text/format';
import { problemWords } from '../../text/problems';
import { useWords } from '../../text/use-words';
import { booking } from '../../text/words/booking';
import { hospital as words } from '../../text/words/hospital';
import { Button, Card } from '../../ui';
import { servicePath } from '..';
import { Person } from './doctor';
import { hospital as service } from './service';

interface Props {
  readonly last: BookingOrder;
  readonly orders: readonly OrderView[];
  readonly here: string;
}

/** The short way: the doctor of the last time at the earliest time that is free, for the same patient, in one tap. */
export function Again({ last, orders, here }: Props): ReactNode {
  const t = useText();
  const w = useWords(words);
  const shared = useWords(booking);
  const { hospital, department, doctor, session: lastSession } = last.details.selection;
  const chosen = { hospital, department, doctor } as Selection;
  const accounts = useCall('accounts', {});
  // Only a saved card can be used again: an order keeps no more than a masked number.
  const card = savedFor(service.id, accounts.data?.accounts ?? []).find(({ account }) => account === last.subject.account);
  const doctors = useChoices(service.id, { hospital, department } as Selection);
  const name = doctors.data?.choices.find(({ key }) => key === doctor);
  const now = Date.now();
  const days = useChoices(service.id, chosen);
  const day = days.data?.choices.find(
    (choice) => isFree(choice) && !isTaken(service.id, orders, last.subject.account, { ...chosen, day: choice.key }, now),
  );
  const sessions = useChoices(service.id, day ? { ...chosen, day: day.key } : null);
  const free = sessions.data?.choices.filter(isFree) ?? [];
  const session = free.find(({ key }) => key === lastSession) ?? free[0];
  const act = useHold(service.id, here);
  if (!name) return null;

  const amount = session?.amount_fen ?? null;
  const choose = (): void =>
    void Taro.navigateTo({
      url: `${servicePath(service, 'doctors')}?hospital=${hospital}&department=${department}&doctor=${doctor}${card ? `&saved=${card.id}` : ''}`,
    });
  const short = card && day && session && amount !== null;
  const problem = act.problem;
  return (
    <>
      <Card padded className="again">
        <View className="again-head">
          <Person name={name.title[t.language]} />
          <View className="again-text">
            <View className="again-label">{t.common.join(w.lastTitle, forWhom(last))}</View>
            <View className="again-name">{name.title[t.language]}</View>
            <View className="again-note">{[last.details.title[t.language], name.note?.[t.language]].filter(Boolean).join(' · ')}</View>
          </View>
        </View>
        {day && session && <View className="again-time">{w.lastFree(showDay(day.key, now, t.language), session.title[t.language])}</View>}
        {days.data && !day && <View className="again-time">{w.lastNone}</View>}
        <View className="again-acts">
          <Button id="again-choose" kind="line" inner label={w.lastChoose} onPress={choose} />
          {short && (
            <Button
              id="again-hold"
              inner
              label={w.lastGo(showFen(amount))}
              busy={act.busy && shared.holding}
              onPress={() => void act.hold({ saved: card.id }, { ...chosen, day: day.key, session: session.key }, amount)}
            />
          )}
        </View>
        {problem && <Said failed text={problem.code === 'agency_unavailable' ? w.silent : problemWords(problem.code, problem.facts, t.language)} />}
      </Card>
      <PriceChanged
        quote={act.changed}
        before={amount ?? ZERO}
        agency={service.payee[t.language]}
        busy={act.busy}
        onAccept={() => void act.accept()}
        onDecline={() => void act.decline()}
      />
    </>
  );
}
