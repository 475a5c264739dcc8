import { create } from 'zustand';
import { onSystemTheme, systemFacts } from '../platform/screen/system';
import { readStored, writeStored } from '../platform/storage';

export interface Settings {
  readonly language: 'system' | 'zh' | 'en';
  readonly appearance: 'system' | 'light' | 'dark';
  readonly elder: boolean;
  /** amounts on home show as dots */
  readonly hideAmounts: boolean;
}

const defaults: Settings = { language: 'system', appearance: 'system', elder: false, hideAmounts: false };
const system = systemFacts();

interface SettingsState extends Settings {
  readonly systemLanguage: 'zh' | 'en';
  readonly systemDark: boolean;
}

/** How the citizen wants the product to look and speak; remembered on the phone. */
export const useSettings = create<SettingsState>(() => ({
  ...defaults,
  ...readStored<Partial<Settings>>('settings'),
  systemLanguage: system.language,
  systemDark: system.dark,
}));

onSystemTheme((systemDark) => useSettings.setState({ systemDark }));

export function changeSettings(change: Partial<Settings>): void {
  useSettings.setState(change);
  const { language, appearance, elder, hideAmounts } = useSettings.getState();
  writeStored('settings', { language, appearance, elder, hideAmounts } satisfies Settings);
}

export function resetSettings(): void {
  useSettings.setState(defaults);
}

/** Language that words are shown in now. */
export function languageOf({ language, systemLanguage }: SettingsState): 'zh' | 'en' {
  return language === 'system' ? systemLanguage : language;
}
