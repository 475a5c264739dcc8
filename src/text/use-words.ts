import { languageOf, useSettings } from '../state/settings';
import type { Language } from './language';

/** Words of one screen, which travel with that screen's package instead of with every start of the app. */
export function useWords<W>(words: Readonly<Record<Language, W>>): W {
  return words[useSettings(languageOf)];
}
