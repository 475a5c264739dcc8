/** An app puts its bridge into the page when it pleases, at the latest a few seconds after the page. */
const WAIT_MS = 5_000;

/** @returns the bridge an app gives to pages inside it, or null when none comes: then this is not that app. */
export function bridge<B>(name: 'WeixinJSBridge' | 'AlipayJSBridge'): Promise<B | null> {
  const here = (): B | null => (window as unknown as Record<string, B | undefined>)[name] ?? null;
  return new Promise((resolve) => {
    if (here()) return resolve(here());
    const ready = `${name}Ready`;
    const end = (): void => {
      document.removeEventListener(ready, end);
      clearTimeout(late);
      resolve(here());
    };
    const late = setTimeout(end, WAIT_MS);
    document.addEventListener(ready, end);
  });
}
