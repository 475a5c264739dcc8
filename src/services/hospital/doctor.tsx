import { View } from '@tarojs/components';
import { type ReactNode, useState } from 'react';
import type { Choice, Selection } from '../../contract/booking';
import { daysOf, isFree, Slots, Unanswered, useChoices, Week } from '../../flows/booking';
import { aria } from '../../platform/aria';
import { useText } from '../../text';
import { showDay } from '../../text/format';
import { useWords } from '../../text/use-words';
import { booking } from '../../text/words/booking';
import { hospital as words } from '../../text/words/hospital';
import { Amount, Card, Cell } from '../../ui';
import { hospital as service } from './service';
import './doctor.scss';

/** A whole selection, and what it is called and costs. */
export interface Slot {
  readonly selection: Selection;
  readonly day: string;
  readonly choice: Choice;
}

interface Props {
  readonly doctor: Choice;
  /** hospital and department */
  readonly department: Selection;
  readonly open: boolean;
  readonly slot: Slot | null;
  onOpen(): void;
  onChoose(slot: Slot | null): void;
}

/** The first sign of a name, as people are drawn everywhere here. */
export function Person({ name }: { readonly name: string }): ReactNode {
  return (
    <View className="person" {...aria({ hidden: true })}>
      {Array.from(name)[0]}
    </View>
  );
}

/** A doctor with grade, fee and what is left; opened, the days and times. */
export function Doctor({ doctor, department, open, slot, onOpen, onChoose }: Props): ReactNode {
  const t = useText();
  const w = useWords(words);
  const name = doctor.title[t.language];
  const left = doctor.left === null ? null : doctor.left > 0 ? w.week(doctor.left) : w.weekFull;
  return (
    <Card>
      <Cell
        id={`doctor-${doctor.key}`}
        lead={<Person name={name} />}
        name={name}
        note={[doctor.note?.[t.language], left].filter(Boolean).join(' · ')}
        side={doctor.amount_fen === null ? undefined : <Amount fen={doctor.amount_fen} />}
        onPress={onOpen}
      />
      {open && <Times selection={{ ...department, doctor: doctor.key }} slot={slot} onChoose={onChoose} />}
    </Card>
  );
}

interface TimesProps {
  readonly selection: Selection;
  readonly slot: Slot | null;
  onChoose(slot: Slot | null): void;
}

function Times({ selection, slot, onChoose }: TimesProps): ReactNode {
  const t = useText();
  const w = useWords(words);
  const shared = useWords(booking);
  const [picked, pick] = useState<string | null>(slot?.day ?? null);
  const known = useChoices(service.id, selection);
  const days = known.data ? daysOf(known.data) : [];
  const isOpen = (day: string | null): boolean => days.some((one) => one.day === day && one.state === 'free');
  // A time that is chosen names its day, however fast one tapped: what is marked is what will be held.
  const wanted = slot?.day ?? picked;
  const day = isOpen(wanted) ? wanted : (days.find(({ state }) => state === 'free')?.day ?? null);
  const sessions = useChoices(service.id, day === null ? null : { ...selection, day });
  const now = Date.now();
  const agency = service.payee[t.language];
  const chosen = slot && slot.day === day ? slot.choice.key : null;
  return (
    <View className="times">
      <Unanswered known={known} agency={agency} rows={1} />
      {known.data && (
        <Week
          days={days}
          chosen={day}
          states={{ free: w.free, full: shared.full, off: w.off }}
          now={now}
          onChoose={(next) => {
            pick(next);
            onChoose(null);
          }}
        />
      )}
      {day && <View className="times-day">{w.sessions(showDay(day, now, t.language))}</View>}
      {day && <Unanswered known={sessions} agency={agency} rows={1} />}
      {day && sessions.data && (
        <Slots
          choices={sessions.data.choices}
          chosen={chosen}
          onChoose={(key) => {
            const choice = sessions.data?.choices.find((one) => one.key === key);
            onChoose(choice && isFree(choice) ? { selection: { ...selection, day, session: key }, day, choice } : null);
          }}
        />
      )}
    </View>
  );
}
