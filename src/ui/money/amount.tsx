import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { amountParts, type Fen, showFen } from '../../contract/money';
import { aria } from '../../platform/aria';
import { useText } from '../../text';
import { cx } from '../cx';
import './amount.scss';

interface Props {
  readonly fen: Fen;
  /** hero: the one amount of a screen; amount: bottom bar, head; row: at the right of a row */
  readonly size?: 'hero' | 'amount' | 'row';
  /** money coming back carries its plus */
  readonly plus?: boolean;
  /** dots of the same width; nothing jumps */
  readonly hidden?: boolean;
}

const dots = [0, 1, 2, 3];

/** `¥384.41` with a smaller ¥ and fen; always in ink (or the colour of its field), never red. */
export function Amount({ fen, size = 'row', plus, hidden }: Props): ReactNode {
  const t = useText();
  const { sign, whole, cents } = amountParts(fen);
  const label = hidden ? t.common.hidden : `${plus ? '+' : ''}${showFen(fen)}`;
  return (
    <View className={cx('amount', `amount-${size}`, hidden && 'amount-hidden')} {...aria({ role: 'img', label })}>
      <Text className="amount-minor">{`${plus ? '+' : sign}¥`}</Text>
      <Text className="amount-whole">{whole}</Text>
      <Text className="amount-minor amount-cents">{`.${cents}`}</Text>
      {hidden && (
        <View className="amount-dots">
          {dots.map((dot) => (
            <View key={dot} className="amount-dot" />
          ))}
        </View>
      )}
    </View>
  );
}
