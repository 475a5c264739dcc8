import { ScrollView, View } from '@tarojs/components';
import { type PropsWithChildren, type ReactNode, useEffect } from 'react';
import { aria } from '../../platform/aria';
import { coverTabs } from '../../platform/screen/window';
import { useText } from '../../text';
import { Icon } from '../parts/icon';
import { Press } from '../parts/press';
import './sheet.scss';

interface Props {
  readonly open: boolean;
  readonly title: string;
  /** buttons that stay below the scrolling part */
  readonly foot?: ReactNode;
  /** absent: the sheet wants an answer and cannot be waved away */
  onClose?(): void;
}

/** Comes from below, at most 80 % high. */
export function Sheet({ open, title, foot, onClose, children }: PropsWithChildren<Props>): ReactNode {
  const t = useText();
  useEffect(() => (open ? coverTabs() : undefined), [open]);
  if (!open) return null;
  return (
    <View className="sheet-layer" catchMove {...aria({ role: 'dialog', label: title })}>
      <View className="sheet-scrim" {...(onClose && { onClick: onClose })} {...aria({ hidden: true })} />
      <View className="sheet">
        <View className="sheet-head">
          <View className="sheet-title" {...aria({ role: 'heading' })}>
            {title}
          </View>
          {onClose && (
            <Press id="close-sheet" className="sheet-close" label={t.common.close} onPress={onClose}>
              <Icon name="x" />
            </Press>
          )}
        </View>
        <ScrollView className="sheet-body" scrollY>
          {children}
        </ScrollView>
        {foot && <View className="sheet-foot">{foot}</View>}
      </View>
    </View>
  );
}
