import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { aria } from '../../platform/aria';
import { headInsets } from '../../platform/screen/window';
import { useText } from '../../text';
import { Icon, SandboxPill } from '../../ui';
import './head.scss';

interface Props {
  readonly elder: boolean;
  /** page of the sandbox, when this is one */
  readonly sandbox: string | null;
}

/** The wordmark beside the platform's capsule; the sandbox pill at its right, below it where there is no room. */
export function Head({ elder, sandbox }: Props): ReactNode {
  const t = useText();
  const { top, height, right } = headInsets();
  return (
    <View className="head" style={{ paddingTop: top ? `${top}px` : 'env(safe-area-inset-top)' }}>
      <View className="head-row" style={{ minHeight: `${height}px`, paddingRight: `${right - 16}px` }}>
        <View className="head-brand" {...aria({ role: 'heading' })}>
          {!elder && <Icon name="mark" className="head-mark" />}
          <View className="head-name">{t.common.brand}</View>
          {elder && <View className="head-mode">{t.home.elderTag}</View>}
        </View>
        {sandbox && <SandboxPill url={sandbox} />}
      </View>
    </View>
  );
}
