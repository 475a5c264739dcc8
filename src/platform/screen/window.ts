import Taro from '@tarojs/taro';
import { tokens } from '../../ui/tokens';
import type { HeadInsets, Paint } from './window.types';

/** Mini-programs bring a title bar of their own. */
export const ownTitleBar = false;

const TAB_ICONS = ['home', 'orders', 'me'];

/** Measured once: the capsule does not move while the program runs. */
export function headInsets(): HeadInsets {
  try {
    const { statusBarHeight = 20, windowWidth } = Taro.getWindowInfo ? Taro.getWindowInfo() : Taro.getSystemInfoSync();
    const capsule = Taro.getMenuButtonBoundingClientRect?.();
    if (!capsule?.height) return { top: statusBarHeight, height: 44, right: 100 };
    return {
      top: capsule.top - 4,
      height: capsule.height + 8,
      right: windowWidth - capsule.left,
    };
  } catch {
    return { top: 20, height: 44, right: 100 };
  }
}

let painted = false;

/** Native bars know only the system's theme and the language they were built with; a choice is painted over. */
export function paintWindow({ dark, chosen, tabs, onTab }: Paint): void {
  const color = dark ? tokens.color.dark : tokens.color.light;
  // What was painted once must be painted back; what never was, the platform paints by itself.
  const paint = chosen || dark || painted;
  painted = paint;
  const unless = (): void => {
    // A bar that is not there (another page came meanwhile) needs no paint.
  };
  if (paint) {
    Taro.setNavigationBarColor({ frontColor: dark ? '#ffffff' : '#000000', backgroundColor: color.mist }).catch(unless);
    Taro.setBackgroundColor?.({ backgroundColor: color.mist })?.catch?.(unless);
  }
  if (!onTab) return;
  if (paint) {
    Taro.setTabBarStyle({
      color: color.ink3,
      selectedColor: color.jade,
      backgroundColor: color.surface,
      borderStyle: dark ? 'white' : 'black',
    })?.catch?.(unless);
  }
  const shade = dark ? 'dark' : 'light';
  tabs.forEach((text, index) => {
    const icon = TAB_ICONS[index];
    const paths = paint && icon ? { iconPath: `ui/tabs/${icon}-${shade}.png`, selectedIconPath: `ui/tabs/${icon}-on-${shade}.png` } : {};
    Taro.setTabBarItem({ index, text, ...paths })?.catch?.(unless);
  });
}

/** Native tab bars lie outside the page: a sheet ends above them. @returns how to undo it. */
export function coverTabs(): () => void {
  return () => {};
}
