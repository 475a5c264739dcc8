import Taro from '@tarojs/taro';

interface SystemFacts {
  readonly language: 'zh' | 'en';
  readonly dark: boolean;
}

/** What the phone is set to. */
export function systemFacts(): SystemFacts {
  try {
    const { language, theme } = (Taro.getAppBaseInfo?.() ?? Taro.getSystemInfoSync()) as { language?: string; theme?: string };
    return { language: /^en/i.test(language ?? '') ? 'en' : 'zh', dark: theme === 'dark' };
  } catch {
    return { language: 'zh', dark: false };
  }
}

/** Tells when the phone turns dark or light. */
export function onSystemTheme(listener: (dark: boolean) => void): void {
  Taro.onThemeChange?.(({ theme }) => listener(theme === 'dark'));
}
