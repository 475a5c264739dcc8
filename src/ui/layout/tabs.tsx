import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { cx } from '../cx';
import { Press } from '../parts/press';
import './tabs.scss';

interface Props<V extends string> {
  readonly id: string;
  readonly options: ReadonlyArray<{ readonly value: V; readonly label: string }>;
  readonly value: V;
  onChange(value: V): void;
}

/** Tabs of one page; the chosen one is underlined in hibiscus. */
export function Tabs<V extends string>({ id, options, value, onChange }: Props<V>): ReactNode {
  return (
    <View className="tabs">
      {options.map((option) => (
        <Press
          key={option.value}
          id={`${id}-${option.value}`}
          className={cx('tab', option.value === value && 'tab-on')}
          role="tab"
          checked={option.value === value}
          onPress={() => onChange(option.value)}
        >
          {option.label}
        </Press>
      ))}
    </View>
  );
}
