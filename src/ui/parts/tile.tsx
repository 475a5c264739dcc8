import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import type { Category } from '../../contract/service';
import { cx } from '../cx';
import { Icon } from './icon';
import './tile.scss';

interface Props {
  readonly icon: string;
  readonly category: Category;
  readonly size?: 'normal' | 'small';
}

/** An icon on the tint of its category. */
export function Tile({ icon, category, size = 'normal' }: Props): ReactNode {
  return (
    <View className={cx('tile', `tile-${category}`, size === 'small' && 'tile-small')}>
      <Icon name={icon} />
    </View>
  );
}
