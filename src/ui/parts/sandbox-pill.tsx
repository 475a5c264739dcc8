import { View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import type { ReactNode } from 'react';
import { openLink } from '../../platform/link';
import { textNow, useText } from '../../text';
import { cx } from '../cx';
import { Press } from './press';
import './sandbox-pill.scss';

interface Props {
  /** page with the test numbers: `catalogue.simulation.url` */
  readonly url: string;
  /** a full-width strip above the cashier's button */
  readonly strip?: boolean;
}

/** Opens the sandbox's page, or says that its address was copied where a mini-program may not open it. */
export async function openSandbox(url: string): Promise<void> {
  const happened = await openLink(url);
  const { common } = textNow();
  if (happened === 'failed') await Taro.showToast({ title: common.openFailed, icon: 'none' });
  if (happened === 'copied') await Taro.showToast({ title: common.copied, icon: 'none' });
}

/** 仿真环境 · 不产生真实扣款. Tap: test numbers. */
export function SandboxPill({ url, strip }: Props): ReactNode {
  const t = useText();
  return (
    <Press
      id="open-sandbox"
      className={cx('sandbox', strip ? 'sandbox-strip' : 'sandbox-pill')}
      role="link"
      label={`${t.common.sandbox} · ${t.common.sandboxLink}`}
      onPress={() => void openSandbox(url)}
    >
      <View className="sandbox-text">{t.common.sandbox}</View>
      {strip && <View className="sandbox-link">{t.common.sandboxLink}</View>}
    </Press>
  );
}
