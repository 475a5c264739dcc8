import { View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import { useOrderPages, useSignedIn } from '../../api';
import { showFen, ZERO } from '../../contract/money';
import { Held, Unanswered, useChoices, useHold } from '../../flows/booking';
import { readParam, Said } from '../../flows/order';
import { PriceChanged } from '../../flows/quote/price-changed';
import { useText } from '../../text';
import { showDay } from '../../text/format';
import { problemWords } from '../../text/problems';
import { useWords } from '../../text/use-words';
import { booking } from '../../text/words/booking';
import { hospital as words } from '../../text/words/hospital';
import { BottomBar, Button, Card, Page, SectionTitle } from '../../ui';
import { servicePath } from '..';
import { Doctor, type Slot } from './doctor';
import { PatientCard, PatientSheet, usePatient } from './patient';
import { hospital as service } from './service';
import { SignedOut } from './signed-out';
import './doctors.scss';

/** A department's doctors, their days and times, and for whom. `?hospital=…&department=…`, also `&doctor=…&saved=<id>`. */
export default function Doctors(): ReactNode {
  const t = useText();
  const w = useWords(words);
  const shared = useWords(booking);
  const { params } = useRouter<Record<'hospital' | 'department' | 'doctor' | 'saved', string>>();
  const [hospital, department] = [readParam(params.hospital), readParam(params.department)];
  const saved = readParam(params.saved);
  const here = `${servicePath(service, 'doctors')}?hospital=${hospital}&department=${department}${saved ? `&saved=${saved}` : ''}`;
  const signedIn = useSignedIn();
  const orders = useOrderPages(signedIn).data ?? [];
  const hospitals = useChoices(service.id, {});
  const departments = useChoices(service.id, { hospital });
  const doctors = useChoices(service.id, { hospital, department });
  const [open, setOpen] = useState<string | null>(readParam(params.doctor) || null);
  const [slot, setSlot] = useState<Slot | null>(null);
  const patient = usePatient(saved);
  const act = useHold(service.id, here);
  if (!signedIn) return <SignedOut here={here} />;

  const titleOf = (known: typeof hospitals, key: string): string => known.data?.choices.find((choice) => choice.key === key)?.title[t.language] ?? '';
  const cardWrong = act.problem?.code === 'account_unknown' || act.problem?.code === 'account_malformed';
  const amount = slot?.choice.amount_fen ?? null;
  const confirm = (): void => {
    if (!patient.chosen) patient.show();
    else if (slot && amount !== null) void act.hold({ saved: patient.chosen.id }, slot.selection, amount);
  };

  return (
    <Page
      title={titleOf(departments, department) || service.title[t.language]}
      bottom={
        <BottomBar strip={act.problem && !cardWrong && <Said failed text={problemText()} />}>
          <View className="slot-bar">
            <View className="slot-bar-text">
              <View className="slot-bar-time">
                {slot ? `${showDay(slot.day, Date.now(), t.language)} ${slot.choice.title[t.language]}` : open ? w.pickTime : w.pickDoctor}
              </View>
              {slot?.choice.note && <View className="slot-bar-note">{slot.choice.note[t.language]}</View>}
            </View>
            <Button
              id="hold"
              label={slot && !patient.chosen ? w.needCard : amount === null ? w.act : shared.pay(w.act, showFen(amount))}
              disabled={!slot}
              busy={act.busy && shared.holding}
              onPress={confirm}
            />
          </View>
        </BottomBar>
      }
    >
      <Held service={service.id} orders={orders} />
      <PatientCard patient={patient} wrong={cardWrong ? w.cardUnknown : null} />
      <SectionTitle name={w.doctors} note={titleOf(hospitals, hospital)} />
      <Unanswered known={doctors} agency={titleOf(hospitals, hospital) || service.payee[t.language]} />
      {doctors.data?.choices.map((doctor) => (
        <Doctor
          key={doctor.key}
          doctor={doctor}
          department={{ hospital, department }}
          open={open === doctor.key}
          slot={slot?.selection.doctor === doctor.key ? slot : null}
          onOpen={() => {
            act.clear();
            setSlot(null);
            setOpen(open === doctor.key ? null : doctor.key);
          }}
          onChoose={(next) => {
            act.clear();
            setSlot(next);
          }}
        />
      ))}
      <Card padded>
        <View className="rules-title">{w.rules}</View>
        {[w.ruleOnce, w.ruleCancel, w.ruleHold].map((rule) => (
          <View key={rule} className="rules-line">
            {rule}
          </View>
        ))}
      </Card>
      <PatientSheet patient={patient} onChosen={act.clear} />
      <PriceChanged
        quote={act.changed}
        before={amount ?? ZERO}
        agency={service.payee[t.language]}
        busy={act.busy}
        onAccept={() => void act.accept()}
        onDecline={() => void act.decline()}
      />
    </Page>
  );

  function problemText(): string {
    const problem = act.problem;
    if (!problem) return '';
    return problem.code === 'agency_unavailable' ? w.silent : problemWords(problem.code, problem.facts, t.language);
  }
}
