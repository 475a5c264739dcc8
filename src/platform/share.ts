import { useShareAppMessage } from '@tarojs/taro';
import type { Shared } from './share.types';

/** Mini-programs share by a native button (`openType="share"`) or the capsule's menu; both send what this says. */
export function useShare({ title, path }: Shared): { byButton: true; share(): Promise<boolean> } {
  useShareAppMessage(() => ({ title, path }));
  return { byButton: true, share: () => Promise.resolve(false) };
}
