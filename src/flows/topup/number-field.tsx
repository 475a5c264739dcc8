import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import type { Words } from '../../contract/service';
import { contacts } from '../../platform/contacts';
import { useText } from '../../text';
import { useWords } from '../../text/use-words';
import { topup } from '../../text/words/topup';
import { Field, Icon, Press } from '../../ui';

interface Props {
  readonly digits: number;
  readonly typed: string;
  /** what the digits so far say, until the agency says it */
  readonly known: Words | null;
  readonly error: string | undefined;
  onType(digits: string): void;
  onDone(): void;
}

/** The number to top up, 3-4-4 while it is typed; the phone's own contacts where the platform opens them. */
export function NumberField({ digits, typed, known, error, onType, onDone }: Props): ReactNode {
  const t = useText();
  const w = useWords(topup);
  const left = digits - typed.length;
  const hint = [known?.[t.language], left > 0 && w.count(digits, left, typed.length > 0)].filter(Boolean).join(' · ');
  const pick = async (): Promise<void> => {
    const number = await contacts?.pick();
    // Numbers are kept with +86 and dashes.
    if (number) onType(number.replace(/\D+/g, '').slice(-digits));
  };
  return (
    <View className="topup-number">
      <Field
        id="account-input"
        kind="phone"
        label={w.number}
        value={typed}
        max={digits}
        hint={hint || undefined}
        error={error}
        {...(contacts && {
          side: (
            <Press id="pick-contact" className="field-clear" label={w.contacts} onPress={() => void pick()}>
              <Icon name="user-round" />
            </Press>
          ),
        })}
        onChange={onType}
        onDone={onDone}
      />
    </View>
  );
}
