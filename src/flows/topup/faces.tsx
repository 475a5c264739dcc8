import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import type { Choice } from '../../contract/booking';
import { showFen } from '../../contract/money';
import { useText } from '../../text';
import { useWords } from '../../text/use-words';
import { topup } from '../../text/words/topup';
import { cx, Press, SectionTitle } from '../../ui';
import './faces.scss';

interface Props {
  readonly choices: readonly Choice[];
  /** key of the chosen one */
  readonly chosen: string | null;
  onChoose(key: string): void;
}

/** What can be credited, three beside one another, with the price under each. */
export function Faces({ choices, chosen, onChoose }: Props): ReactNode {
  const t = useText();
  const w = useWords(topup);
  const full = choices.some(({ left }) => left === 0);
  return (
    <>
      <SectionTitle name={w.howMuch} note={full ? w.fullNote : undefined} />
      <View className="faces">
        {choices.map(({ key, title, amount_fen, left }) => {
          const price = left === 0 ? w.full : amount_fen === null ? '' : w.price(showFen(amount_fen));
          return (
            <View key={key} className="face-place">
              <Press
                id={`face-${key}`}
                className={cx('face', key === chosen && 'face-on', left === 0 && 'face-off')}
                role="radio"
                checked={key === chosen}
                disabled={left === 0}
                label={`${title[t.language]} ${price}`}
                onPress={() => onChoose(key)}
              >
                <View className="face-name">{title[t.language]}</View>
                <View className="face-price">{price}</View>
              </Press>
            </View>
          );
        })}
      </View>
    </>
  );
}
