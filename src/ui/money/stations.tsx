import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { aria } from '../../platform/aria';
import { cx } from '../cx';
import { Icon } from '../parts/icon';
import './stations.scss';

export interface Stop {
  readonly key: string;
  readonly title: string;
  /** under the title: by what, how long it usually takes, by when */
  readonly note?: string;
  /** when it happened, or is expected */
  readonly time?: string;
  readonly state: 'done' | 'now' | 'next';
  /** on the way back: the rail is river instead of jade */
  readonly back?: boolean;
}

/** 钱在哪里: a metro line from the citizen to the agency, or back. */
export function Stations({ stops }: { readonly stops: readonly Stop[] }): ReactNode {
  return (
    <View className="stations" {...aria({ role: 'list' })}>
      {stops.map(({ key, title, note, time, state, back }, index) => (
        <View key={key} className={cx('stop', `stop-${state}`, back && 'stop-back')}>
          {index < stops.length - 1 && (
            <View className={cx('stop-rail', stops[index + 1]?.state === 'next' && 'stop-rail-empty', stops[index + 1]?.back && 'stop-rail-back')} />
          )}
          <View className="stop-dot">{state === 'done' && <Icon name="check" size="small" />}</View>
          <View className="stop-text">
            <View className="stop-head">
              <View className="stop-title">{title}</View>
              {time && <View className="stop-time">{time}</View>}
            </View>
            {note && <View className="stop-note">{note}</View>}
          </View>
        </View>
      ))}
    </View>
  );
}
