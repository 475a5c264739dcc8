import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { cx } from '../cx';
import { Press } from './press';
import './chip.scss';

interface Props {
  readonly id?: string;
  readonly label: string;
  /** a small Tile before the label */
  readonly lead?: ReactNode;
  /** how many things of this kind wait */
  readonly count?: number;
  /** given: one of several to choose from */
  readonly chosen?: boolean | undefined;
  onPress(): void;
}

/** 48 high: a saved account, or a filter. */
export function Chip({ id, label, lead, count, chosen, onPress }: Props): ReactNode {
  return (
    <Press
      id={id}
      className={cx('chip', lead ? 'chip-led' : 'chip-round', chosen && 'chip-chosen')}
      role={chosen === undefined ? 'button' : 'radio'}
      checked={chosen}
      label={count ? `${label} ${count}` : label}
      onPress={onPress}
    >
      {lead}
      <View className="chip-label">{label}</View>
      {!!count && <View className="chip-count">{String(count)}</View>}
    </Press>
  );
}

/** Chips that scroll sideways when they do not fit. */
export function Chips({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <View className="chips">
      <View className="chips-row">{children}</View>
    </View>
  );
}
