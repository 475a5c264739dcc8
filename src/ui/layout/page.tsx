import { View } from '@tarojs/components';
import Taro, { useDidShow } from '@tarojs/taro';
import { type ReactNode, useEffect } from 'react';
import { aria } from '../../platform/aria';
import { ownTitleBar, paintWindow } from '../../platform/screen/window';
import { useSettings } from '../../state/settings';
import { useText } from '../../text';
import { cx } from '../cx';
import { Icon } from '../parts/icon';
import { Press } from '../parts/press';
import { ConsentSheet } from './consent-sheet';
import './page.scss';

interface Props {
  /** shown in the platform's title bar, on the web in our own */
  readonly title: string;
  /** one of the three tabs: no back button, and the tab bar is kept in the citizen's language */
  readonly tab?: boolean;
  /** the page draws its own head (home) */
  readonly bare?: boolean;
  /** a BottomBar: stays at thumb height while the page scrolls */
  readonly bottom?: ReactNode;
  /** a Notice: full width under the title */
  readonly notice?: ReactNode;
  readonly children: ReactNode;
}

/** The ground of every page: theme, language and elder mode, title, safe areas, the consent sheet. */
export function Page({ title, tab, bare, bottom, notice, children }: Props): ReactNode {
  const t = useText();
  const { appearance, elder, systemDark } = useSettings();

  const paint = (): void => {
    Taro.setNavigationBarTitle({ title })?.catch?.(() => undefined);
    paintWindow({
      dark: appearance === 'system' ? systemDark : appearance === 'dark',
      chosen: appearance !== 'system',
      tabs: tab ? [t.common.tabs.home, t.common.tabs.orders, t.common.tabs.me] : [],
      onTab: Boolean(tab),
      language: t.language,
      elder,
    });
  };
  // Tab pages stay alive behind one another: each paints the bars again when it comes to the front.
  useDidShow(paint);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what `paint` reads is listed by its causes
  useEffect(paint, [title, appearance, systemDark, elder, t]);

  return (
    <View className={cx('page', appearance !== 'system' && `theme-${appearance}`, elder && 'elder', tab && 'page-tab')}>
      {ownTitleBar && !bare && <TitleBar title={title} back={!tab} />}
      {notice}
      <View className="page-body">{children}</View>
      {bottom}
      <ConsentSheet />
    </View>
  );
}

/** The web's own bar: 44 high, back at the left. */
function TitleBar({ title, back }: { title: string; back: boolean }): ReactNode {
  const t = useText();
  const goBack = (): void => {
    if (Taro.getCurrentPages().length > 1) void Taro.navigateBack();
    else void Taro.switchTab({ url: '/pages/home/index' });
  };
  return (
    <View className="title-bar">
      {back && (
        <Press id="back" className="title-back" label={t.common.back} onPress={goBack}>
          <Icon name="chevron-left" size="large" />
        </Press>
      )}
      <View className="title-text" {...aria({ role: 'heading' })}>
        {title}
      </View>
    </View>
  );
}
