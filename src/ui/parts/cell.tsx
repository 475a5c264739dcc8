import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { cx } from '../cx';
import { Icon } from './icon';
import { Press } from './press';
import './cell.scss';

interface Props {
  readonly id?: string;
  readonly name: string;
  /** second line; wraps before the name does */
  readonly note?: string | undefined;
  /** a Tile, or an icon's name */
  readonly lead?: ReactNode | string;
  /** short word at the right */
  readonly value?: string | undefined;
  /** right column: amount over tag, a switch … */
  readonly side?: ReactNode;
  readonly chevron?: boolean;
  /** plain settings row instead of a named thing */
  readonly plain?: boolean;
  /** wraps the right column below on narrow screens rather than clipping it */
  readonly label?: string;
  onPress?(): void;
}

/** A row of a card. The whole row is the target; the divider begins at the text. */
export function Cell({ id, name, note, lead, value, side, chevron, plain, label, onPress }: Props): ReactNode {
  const content = (
    <>
      {typeof lead === 'string' ? <Icon name={lead} className="cell-icon" /> : lead}
      <View className="cell-main">
        <View className="cell-text">
          <View className={cx('cell-name', plain && 'cell-name-plain')}>{name}</View>
          {note && <View className="cell-note">{note}</View>}
        </View>
        {value && <View className="cell-value">{value}</View>}
        {side && <View className="cell-side">{side}</View>}
        {chevron && <Icon name="chevron-right" className="cell-chevron" />}
      </View>
    </>
  );
  if (!onPress) return <View className="cell">{content}</View>;
  return (
    <Press id={id} className="cell cell-press" label={label} onPress={onPress}>
      {content}
    </Press>
  );
}
