import Taro from '@tarojs/taro';

/** @returns whether it was copied; the platform itself says so to the citizen. */
export async function copy(text: string): Promise<boolean> {
  try {
    await Taro.setClipboardData({ data: text });
    return true;
  } catch {
    return false;
  }
}
