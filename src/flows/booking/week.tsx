import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { useText } from '../../text';
import { showWeekday } from '../../text/format';
import { cx, Press } from '../../ui';
import type { Day, DayState } from './days';
import './week.scss';

interface Props {
  readonly days: readonly Day[];
  readonly chosen: string | null;
  /** what stands under each day */
  readonly states: Readonly<Record<DayState, string>>;
  readonly now: number;
  onChoose(day: string): void;
}

/** A strip of days: weekday, day, and whether there is anything; what is full or off stays and says so. */
export function Week({ days, chosen, states, now, onChoose }: Props): ReactNode {
  const t = useText();
  return (
    <View className="week">
      <View className="week-row">
        {days.map(({ day, state }) => {
          const weekday = showWeekday(day, now, t.language);
          const number = String(Number(day.slice(8)));
          return (
            <Press
              key={day}
              id={`day-${state}-${day}`}
              className={cx('week-day', `week-day-${state}`, day === chosen && 'week-day-chosen')}
              role="radio"
              label={`${weekday} ${number} ${states[state]}`}
              checked={day === chosen}
              disabled={state !== 'free'}
              onPress={() => onChoose(day)}
            >
              <View className="week-name">{weekday}</View>
              <View className="week-number">{number}</View>
              <View className="week-state">{states[state]}</View>
            </Press>
          );
        })}
      </View>
    </View>
  );
}
