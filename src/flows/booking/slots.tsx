import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import type { Choice } from '../../contract/booking';
import { useText } from '../../text';
import { useWords } from '../../text/use-words';
import { booking } from '../../text/words/booking';
import { cx, Press } from '../../ui';
import { isFree } from './days';
import './slots.scss';

interface Props {
  readonly choices: readonly Choice[];
  readonly chosen: string | null;
  onChoose(key: string): void;
}

/** Times of a day, each with what is left; full ones stay, greyed with the word. */
export function Slots({ choices, chosen, onChoose }: Props): ReactNode {
  const t = useText();
  const w = useWords(booking);
  return (
    <View className="slots">
      {choices.map((choice) => {
        const free = isFree(choice);
        return (
          <Press
            key={choice.key}
            id={`slot-${choice.key}`}
            className={cx('slot', !free && 'slot-full', choice.key === chosen && 'slot-chosen')}
            role="radio"
            checked={choice.key === chosen}
            disabled={!free}
            onPress={() => onChoose(choice.key)}
          >
            <View className="slot-time">{choice.title[t.language]}</View>
            {(choice.left !== null || !free) && <View className="slot-left">{free && choice.left !== null ? w.left(choice.left) : w.full}</View>}
          </Press>
        );
      })}
    </View>
  );
}
