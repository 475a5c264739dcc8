import { useDidHide, useDidShow } from '@tarojs/taro';
import { useState } from 'react';

/** @returns whether the page is in front; mini-programs go on running pages that nobody sees. */
export function useShown(): boolean {
  const [shown, setShown] = useState(true);
  useDidShow(() => setShown(true));
  useDidHide(() => setShown(false));
  return shown;
}
