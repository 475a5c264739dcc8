import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { cx } from '../cx';
import { Icon } from './icon';
import './tag.scss';

export type TagTone = 'later' | 'soon' | 'overdue' | 'done' | 'checking' | 'waiting' | 'refunded' | 'failed' | 'notice';

interface Props {
  readonly tone: TagTone;
  readonly text: string;
  readonly icon?: string;
}

/** A state in one or two words. Overdue is filled and bears its icon: colour is never alone. */
export function Tag({ tone, text, icon = tone === 'overdue' ? 'circle-alert' : undefined }: Props): ReactNode {
  return (
    <View className={cx('tag', `tag-${tone}`)}>
      {icon && <Icon name={icon} className="tag-icon" />}
      <View>{text}</View>
    </View>
  );
}
