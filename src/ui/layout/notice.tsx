import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { aria } from '../../platform/aria';
import { Icon } from '../parts/icon';
import { Press } from '../parts/press';
import './notice.scss';

interface Props {
  readonly icon?: string;
  readonly text: string;
  readonly action?: { readonly id: string; readonly label: string; onPress(): void };
}

/** A gold strip above an unchanged page: old data, no network. */
export function Notice({ icon = 'wifi-off', text, action }: Props): ReactNode {
  return (
    <View className="notice" {...aria({ role: 'status', live: 'polite' })}>
      <Icon name={icon} className="notice-icon" />
      <View className="notice-text">{text}</View>
      {action && (
        <Press id={action.id} className="notice-action" onPress={action.onPress}>
          {action.label}
        </Press>
      )}
    </View>
  );
}
