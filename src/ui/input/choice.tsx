import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { cx } from '../cx';
import { Icon } from '../parts/icon';
import { Press } from '../parts/press';
import './choice.scss';

interface RowProps {
  readonly id: string;
  readonly name: string;
  readonly note?: string;
  /** right column, an Amount */
  readonly side?: ReactNode;
  readonly lead?: ReactNode;
  readonly checked: boolean;
  readonly disabled?: boolean;
  onPress(): void;
}

/** A row that is ticked or not; the box stands before the name. */
export function CheckRow({ id, name, note, side, checked, disabled, onPress }: RowProps): ReactNode {
  return (
    <Press
      id={id}
      className={cx('choice', checked && 'choice-on', disabled && 'choice-off')}
      role="checkbox"
      checked={checked}
      disabled={disabled}
      onPress={onPress}
    >
      <View className="choice-box">{checked && <Icon name="check" size="small" />}</View>
      <Body name={name} note={note} side={side} />
    </Press>
  );
}

/** One of several rows; the ring stands at the right. */
export function RadioRow({ id, name, note, lead, checked, disabled, onPress }: RowProps): ReactNode {
  return (
    <Press
      id={id}
      className={cx('choice', checked && 'choice-on', disabled && 'choice-off')}
      role="radio"
      checked={checked}
      disabled={disabled}
      onPress={onPress}
    >
      {lead}
      <Body name={name} note={note} side={<View className="choice-ring">{checked && <Icon name="check" size="small" />}</View>} />
    </Press>
  );
}

function Body({ name, note, side }: { name: string; note: string | undefined; side: ReactNode }): ReactNode {
  return (
    <View className="choice-main">
      <View className="choice-text">
        <View className="choice-name">{name}</View>
        {note && <View className="choice-note">{note}</View>}
      </View>
      {side}
    </View>
  );
}

interface SwitchProps {
  readonly on: boolean;
}

/** The look of a switch; the row around it is what is pressed (SwitchRow). */
export function Switch({ on }: SwitchProps): ReactNode {
  return (
    <View className={cx('switch', on && 'switch-on')}>
      <View className="switch-knob" />
    </View>
  );
}

interface SwitchRowProps {
  readonly id: string;
  readonly name: string;
  readonly note?: string;
  readonly icon?: string;
  readonly on: boolean;
  onChange(on: boolean): void;
}

export function SwitchRow({ id, name, note, icon, on, onChange }: SwitchRowProps): ReactNode {
  return (
    <Press id={id} className="cell cell-press" role="switch" checked={on} label={name} onPress={() => onChange(!on)}>
      {icon && <Icon name={icon} className="cell-icon" />}
      <View className="cell-main">
        <View className="cell-text">
          <View className="cell-name cell-name-plain">{name}</View>
          {note && <View className="cell-note">{note}</View>}
        </View>
        <Switch on={on} />
      </View>
    </Press>
  );
}

interface SegmentsProps<V extends string> {
  readonly id: string;
  readonly label: string;
  readonly options: ReadonlyArray<{ readonly value: V; readonly label: string }>;
  readonly value: V;
  onChange(value: V): void;
}

/** Two to four exclusive choices side by side. */
export function Segments<V extends string>({ id, label, options, value, onChange }: SegmentsProps<V>): ReactNode {
  return (
    <View className="segments-row">
      <View className="segments-label">{label}</View>
      <View className="segments">
        {options.map((option) => (
          <Press
            key={option.value}
            id={`${id}-${option.value}`}
            className={cx('segment', option.value === value && 'segment-on')}
            role="radio"
            checked={option.value === value}
            onPress={() => onChange(option.value)}
          >
            {option.label}
          </Press>
        ))}
      </View>
    </View>
  );
}
