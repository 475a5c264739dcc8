import { View } from '@tarojs/components';
import { type ReactNode, useState } from 'react';
import { queries, queryKey, useAct } from '../../api';
import type { Lookup } from '../../contract/routes';
import { useText } from '../../text';
import { problemWords } from '../../text/problems';
import { useWords } from '../../text/use-words';
import { bill } from '../../text/words/bill';
import { Button, Card, Cell, Chip, Field, Sheet } from '../../ui';
import type { BillService } from '.';
import type { Account } from './account';
import './save-account.scss';

interface Props {
  readonly service: BillService;
  readonly account: Account;
  readonly data: Lookup;
}

const MOST_CHARACTERS = 12;

/** One quiet row that offers to keep the number under a name; gone once it is kept. */
export function SaveAccount({ service, account, data }: Props): ReactNode {
  const t = useText();
  const w = useWords(bill);
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const act = useAct('saveAccount', ['accounts']);
  if (data.saved || 'saved' in account) return null;

  const save = async (): Promise<void> => {
    const nickname = name.trim() || null;
    const kept = await act.run({ service: service.id, account, nickname });
    if (!kept) return;
    // What changed is known; the agency need not be asked again for it.
    queries.setQueryData<Lookup>(
      queryKey('lookup', { service: service.id, account }),
      (old) => old && { ...old, saved: kept.id, subject: { ...old.subject, nickname } },
    );
  };

  return (
    <>
      <Card>
        <Cell id="save-account" lead="plus" name={w.save} value={w.saveNote} plain chevron onPress={() => setOpen(true)} />
      </Card>
      <Sheet
        open={open}
        title={w.saveTitle}
        onClose={() => setOpen(false)}
        foot={<Button id="save-confirm" label={w.saveGo} busy={act.busy && w.saveBusy} onPress={() => void save()} />}
      >
        <View className="nicknames">
          {w.nicknames.map((nickname, index) => (
            <Chip key={nickname} id={`nickname-${index}`} label={nickname} chosen={name === nickname} onPress={() => setName(nickname)} />
          ))}
        </View>
        <Field
          id="nickname"
          label={w.nickname}
          value={name}
          max={MOST_CHARACTERS}
          hint={w.nicknameHint(name.length)}
          error={act.problem ? problemWords(act.problem.code, act.problem.facts, t.language) : undefined}
          onChange={setName}
        />
      </Sheet>
    </>
  );
}
