import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { cx } from '../cx';
import { Icon } from './icon';
import { Press } from './press';
import './button.scss';

interface Props {
  readonly id?: string;
  /** a verb; with the sum where money moves */
  readonly label: string;
  /** filled: one a screen; petal: on the deep field; line: beside a filled one; text: a link with a chevron */
  readonly kind?: 'filled' | 'petal' | 'line' | 'text';
  /** inside a card: 48 high instead of 52 */
  readonly inner?: boolean;
  readonly wide?: boolean;
  readonly icon?: string;
  /** only while something is plainly missing, and the missing thing is named next to it */
  readonly disabled?: boolean;
  /** what is being waited for; the button keeps its width and cannot be pressed again */
  readonly busy?: string | false | null | undefined;
  onPress(): void;
}

export function Button({ id, label, kind = 'filled', inner, wide, icon, disabled, busy, onPress }: Props): ReactNode {
  return (
    <Press
      id={id}
      className={cx('button', `button-${kind}`, inner && 'button-inner', wide && 'button-wide', disabled && 'button-off', busy && 'button-busy')}
      label={busy || label}
      disabled={disabled || Boolean(busy)}
      onPress={onPress}
    >
      {icon && <Icon name={icon} />}
      <View className="button-labels">
        <View className="button-label">{label}</View>
        {busy && <View className="button-label button-wait">{busy}</View>}
      </View>
      {kind === 'text' && <Icon name="chevron-right" size="small" />}
    </Press>
  );
}
