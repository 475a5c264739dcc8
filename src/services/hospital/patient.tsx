import { View } from '@tarojs/components';
import { type ReactNode, useState } from 'react';
import { queries, queryKey, useAct, useCall, useSignedIn } from '../../api';
import type { Output, SavedAccount } from '../../contract/routes';
import { digitsOnly, savedFor } from '../../flows/account/account';
import { readDraft, writeDraft } from '../../flows/account/draft';
import { Said } from '../../flows/order';
import { useText } from '../../text';
import { problemWords } from '../../text/problems';
import { useWords } from '../../text/use-words';
import { hospital as words } from '../../text/words/hospital';
import { Button, Card, Cell, Chip, Field, Notice, openSandbox, RadioRow, Sheet, Tile } from '../../ui';
import { Person } from './doctor';
import { hospital as service } from './service';

export interface Patient {
  /** null: no card is saved yet */
  readonly chosen: SavedAccount | null;
  readonly cards: readonly SavedAccount[];
  readonly open: boolean;
  show(): void;
  hide(): void;
  choose(id: string): void;
}

/** For whom: the card that was asked for, else the last used one. @param saved its id, or empty */
export function usePatient(saved: string): Patient {
  const signedIn = useSignedIn();
  const accounts = useCall('accounts', {}, { when: signedIn });
  const [picked, pick] = useState(saved);
  const [open, setOpen] = useState(false);
  const cards = savedFor(service.id, accounts.data?.accounts ?? []);
  return {
    chosen: cards.find(({ id }) => id === picked) ?? cards[0] ?? null,
    cards,
    open,
    show: () => setOpen(true),
    hide: () => setOpen(false),
    choose: (id) => {
      pick(id);
      setOpen(false);
    },
  };
}

/** Who is ill, and the way to somebody else. @param wrong why the hospital would not take this card */
export function PatientCard({ patient, wrong }: { readonly patient: Patient; readonly wrong: string | null }): ReactNode {
  const w = useWords(words);
  const { chosen, show } = patient;
  return (
    <Card>
      {chosen ? (
        <Cell
          lead={<Person name={chosen.nickname ?? chosen.account} />}
          name={chosen.nickname ?? chosen.account}
          note={chosen.nickname ? `${w.card} ${chosen.account.replace(/ /g, '\u00a0')}` : undefined}
          side={<Button id="change-patient" kind="text" label={w.change} onPress={show} />}
        />
      ) : (
        <Cell
          id="add-patient"
          lead={<Tile icon="user-round" category="everyday" />}
          name={w.noCardTitle}
          note={w.noCardNote}
          chevron
          onPress={show}
        />
      )}
      {wrong && <Said failed text={wrong} />}
    </Card>
  );
}

/** Cards of the family, and one more. A card is kept with its name, so that next time nothing is typed. */
export function PatientSheet({ patient, onChosen }: { readonly patient: Patient; onChosen(): void }): ReactNode {
  const t = useText();
  const w = useWords(words);
  const { digits } = service.account;
  const [typed, setTyped] = useState(() => digitsOnly(readDraft(service.id), digits));
  const [name, setName] = useState('');
  const [missing, setMissing] = useState('');
  const act = useAct('saveAccount', ['accounts']);
  const sandbox = useCall('catalogue', {}).data?.simulation?.url;
  const type = (value: string): void => {
    setMissing('');
    act.clear();
    setTyped(value);
    writeDraft(service.id, value);
  };
  const choose = (id: string): void => {
    onChosen();
    patient.choose(id);
  };
  const save = async (): Promise<void> => {
    if (typed.length < digits) return setMissing(w.cardShort(digits, typed.length));
    const kept = await act.run({ service: service.id, account: { typed }, nickname: name || null });
    if (!kept) return;
    queries.setQueryData<Output<'accounts'>>(
      queryKey('accounts', {}),
      (old) => old && { ...old, accounts: [kept, ...old.accounts.filter(({ id }) => id !== kept.id)] },
    );
    choose(kept.id);
    type('');
    setName('');
  };
  const problem = act.problem && problemWords(act.problem.code, act.problem.facts, t.language);
  return (
    <Sheet
      open={patient.open}
      title={w.who}
      onClose={patient.hide}
      foot={<Button id="use-card" label={w.useCard} busy={act.busy && w.useBusy} onPress={() => void save()} />}
    >
      {patient.cards.length > 0 && (
        <View className="patient-saved">
          {patient.cards.map(({ id, nickname, account }) => (
            <RadioRow
              key={id}
              id={`card-${id}`}
              lead={<Person name={nickname ?? account} />}
              name={nickname ?? account}
              {...(nickname && { note: account })}
              checked={id === patient.chosen?.id}
              onPress={() => choose(id)}
            />
          ))}
        </View>
      )}
      <Field
        id="card-input"
        kind="digits"
        label={patient.cards.length > 0 ? w.another : w.cardNumber}
        value={typed}
        max={digits}
        hint={w.cardHint(digits, typed.length)}
        error={missing || problem || undefined}
        onChange={type}
        onDone={() => void save()}
      />
      <View className="patient-label">{w.name}</View>
      <View className="patient-names">
        {w.names.map((one, index) => (
          <Chip key={one} id={`patient-${index}`} label={one} chosen={name === one} onPress={() => setName(name === one ? '' : one)} />
        ))}
      </View>
      {sandbox && (
        <Notice
          icon="flask-conical"
          text={w.sandbox}
          action={{ id: 'test-cards', label: t.common.sandboxLink, onPress: () => void openSandbox(sandbox) }}
        />
      )}
    </Sheet>
  );
}
