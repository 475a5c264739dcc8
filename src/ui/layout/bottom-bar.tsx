import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import type { Fen } from '../../contract/money';
import { Amount } from '../money/amount';
import './bottom-bar.scss';

interface Props {
  /** what will be paid, beside the button */
  readonly fen?: Fen;
  /** what makes up the sum, one line */
  readonly note?: string;
  /** above the bar, full width: the sandbox strip */
  readonly strip?: ReactNode;
  /** one Button */
  readonly children: ReactNode;
}

/** Amount and one button at thumb height. */
export function BottomBar({ fen, note, strip, children }: Props): ReactNode {
  return (
    <View className="bottom-bar">
      {strip}
      <View className="bottom-row">
        {fen !== undefined && (
          <View className="bottom-sum">
            <Amount fen={fen} size="amount" />
            {note && <View className="bottom-note">{note}</View>}
          </View>
        )}
        <View className={fen === undefined ? 'bottom-act bottom-act-wide' : 'bottom-act'}>{children}</View>
      </View>
    </View>
  );
}
