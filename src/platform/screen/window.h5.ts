import Taro from '@tarojs/taro';
import { tokens } from '../../ui/tokens';
import type { HeadInsets, Paint } from './window.types';

/** The web has no title bar; pages draw one. */
export const ownTitleBar = true;

export function headInsets(): HeadInsets {
  return { top: 0, height: 44, right: 16 };
}

/** The classes stand on the root element too, so that what lies outside a page (tab bar, overscroll) follows. */
export function paintWindow({ dark, chosen, tabs, language, elder }: Paint): void {
  const root = document.body;
  root.classList.toggle('theme-dark', chosen && dark);
  root.classList.toggle('theme-light', chosen && !dark);
  root.classList.toggle('elder', elder);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    const darkMeta = meta.media.includes('dark');
    meta.content = (chosen ? dark : darkMeta) ? tokens.color.dark.mist : tokens.color.light.mist;
  }
  tabs.forEach((text, index) => {
    Taro.setTabBarItem({ index, text });
  });
}

let sheets = 0;

/** A sheet on the web lies under the tab bar, so the bar goes while one is open. @returns how to undo it. */
export function coverTabs(): () => void {
  const show = (): void => {
    document.body.classList.toggle('sheet-open', sheets > 0);
  };
  sheets++;
  show();
  return () => {
    sheets--;
    show();
  };
}
