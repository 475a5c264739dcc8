import type { ReactNode } from 'react';
import type { SavedAccount } from '../../contract/routes';
import { useWords } from '../../text/use-words';
import { topup } from '../../text/words/topup';
import { Chip, Chips } from '../../ui';
import { type Account, isSame } from './account';

interface Props {
  /** the citizen's own number, masked */
  readonly own: string | null;
  /** last used first */
  readonly saved: readonly SavedAccount[];
  readonly chosen: Account | null;
  /** a number is being typed instead */
  readonly typing: boolean;
  onChoose(account: Account | null): void;
}

/** Whose number: one's own, the family's by their names, or another one. */
export function People({ own, saved, chosen, typing, onChoose }: Props): ReactNode {
  const w = useWords(topup);
  return (
    <Chips>
      {own && <Chip id="number-own" label={w.mine} chosen={isSame(chosen, { own: true })} onPress={() => onChoose({ own: true })} />}
      {saved.map(({ id, nickname, account }) => (
        <Chip
          key={id}
          id={`number-${id}`}
          label={nickname ?? account}
          chosen={isSame(chosen, { saved: id })}
          onPress={() => onChoose({ saved: id })}
        />
      ))}
      <Chip id="number-other" label={w.other} chosen={typing} onPress={() => onChoose(null)} />
    </Chips>
  );
}
