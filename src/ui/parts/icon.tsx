import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { aria } from '../../platform/aria';
import { cx } from '../cx';
import type { OwnIcon } from '../icon-names';
import './icon.scss';

interface Props {
  /** a Lucide name of src/ui/icon-names.ts, a service's icon, or the product's mark */
  readonly name: OwnIcon | 'mark' | (string & {});
  readonly size?: 'small' | 'normal' | 'large';
  readonly className?: string | undefined;
}

/** An icon in the colour of the text around it. Always beside words that say the same, so it is silent. */
export function Icon({ name, size = 'normal', className }: Props): ReactNode {
  return <View className={cx('icon', `icon-${name}`, size !== 'normal' && `icon-size-${size}`, className)} {...aria({ hidden: true })} />;
}
