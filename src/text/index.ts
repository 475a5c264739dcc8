import { languageOf, useSettings } from '../state/settings';
import type { Language } from './language';
import { common } from './words/common';
import { consent } from './words/consent';
import { home } from './words/home';
import { me } from './words/me';
import { orders, stations } from './words/orders';
import { signin } from './words/signin';
import { states } from './words/states';

export type { Language } from './language';

const inLanguage = <L extends Language>(language: L) => ({
  language,
  common: common[language],
  consent: consent[language],
  home: home[language],
  me: me[language],
  orders: orders[language],
  signin: signin[language],
  states: states[language],
  stations: stations[language],
});

const texts = { zh: inLanguage('zh'), en: inLanguage('en') };

/** Every word shown to people, in one language: `t.home.title`, functions where a sentence takes values. */
export type Text = (typeof texts)[Language];

export function useText(): Text {
  return texts[useSettings(languageOf)];
}

/** For code outside components. */
export function textNow(): Text {
  return texts[languageOf(useSettings.getState())];
}
