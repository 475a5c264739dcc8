interface SystemFacts {
  readonly language: 'zh' | 'en';
  readonly dark: boolean;
}

const darkQuery = window.matchMedia?.('(prefers-color-scheme: dark)');

/** What the browser is set to. */
export function systemFacts(): SystemFacts {
  return { language: /^zh/i.test(navigator.language) ? 'zh' : 'en', dark: darkQuery?.matches ?? false };
}

/** Tells when the phone turns dark or light. */
export function onSystemTheme(listener: (dark: boolean) => void): void {
  darkQuery?.addEventListener?.('change', ({ matches }) => listener(matches));
}
