import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { aria } from '../../platform/aria';
import { cx, Icon } from '../../ui';
import './said.scss';

interface Props {
  readonly text: string;
  /** something went wrong; else a quiet fact */
  readonly failed?: boolean;
}

/** What just happened, in one sentence above the button that caused it. */
export function Said({ text, failed }: Props): ReactNode {
  return (
    <View className={cx('said', failed && 'said-failed')} {...aria({ role: failed ? 'alert' : 'status', live: 'polite' })}>
      <Icon name={failed ? 'circle-alert' : 'info'} className="said-icon" />
      <View className="said-text">{text}</View>
    </View>
  );
}
