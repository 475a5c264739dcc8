import { View } from '@tarojs/components';
import type { PropsWithChildren, ReactNode } from 'react';
import { aria } from '../../platform/aria';
import type { AriaFacts } from '../../platform/aria.types';
import { cx } from '../cx';
import './press.scss';

interface Props {
  /** stable: tests tap it */
  readonly id?: string | undefined;
  readonly className?: string | undefined;
  readonly role?: AriaFacts['role'];
  /** said by a screen reader instead of the content */
  readonly label?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly checked?: boolean | undefined;
  onPress?(): void;
}

/** Whatever can be tapped: darkens while pressed, reachable by keyboard and screen reader. */
export function Press({ id, className, role = 'button', label, disabled, checked, onPress, children }: PropsWithChildren<Props>): ReactNode {
  return (
    <View
      {...(id && { id })}
      className={cx('press', className)}
      hoverClass={disabled ? 'none' : 'pressed'}
      hoverStartTime={0}
      hoverStayTime={80}
      {...(!disabled && onPress && { onClick: onPress })}
      {...aria({ role, label, disabled, checked })}
    >
      {children}
    </View>
  );
}
