import { View } from '@tarojs/components';
import { type ReactNode, useState } from 'react';
import { useAct } from '../../api';
import type { Input, SavedAccount } from '../../contract/routes';
import { useText } from '../../text';
import { problemWords } from '../../text/problems';
import { Button, Card, Cell, Chip, Field, Sheet } from '../../ui';
import './keep.scss';

/** What the row and its sheet say: a household is named otherwise than a telephone. */
export interface KeepWords {
  readonly save: string;
  readonly saveNote: string;
  readonly saveTitle: string;
  readonly saveGo: string;
  readonly saveBusy: string;
  readonly nicknames: readonly string[];
  readonly nickname: string;
  nicknameHint(given: number): string;
}

interface Props {
  readonly service: string;
  readonly account: Input<'saveAccount'>['account'];
  readonly words: KeepWords;
  /** before anything is drawn again: what is known of the number may be put under its name */
  onKept(kept: SavedAccount, nickname: string | null): void;
}

const MOST_CHARACTERS = 12;

/** One quiet row that offers to keep the number under a name. */
export function KeepAccount({ service, account, words: w, onKept }: Props): ReactNode {
  const t = useText();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const act = useAct('saveAccount', ['accounts']);

  const save = async (): Promise<void> => {
    const nickname = name.trim() || null;
    const kept = await act.run({ service, account, nickname });
    if (kept) onKept(kept, nickname);
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
