/**
 * Where to go after signing in. Only a path of this product: a full address, or `//host` and `/\host`, which browsers
 * take for one, would let a link send people elsewhere after they typed their code.
 */
export function safeNext(asked: string | undefined): string {
  const home = '/pages/home/index';
  if (!asked) return home;
  let path: string;
  try {
    path = decodeURIComponent(asked);
  } catch {
    return home;
  }
  return /^\/(pages|services)\/[\w-]+\/[\w-]+(\?[\w.~%=&,:-]*)?$/.test(path) && !path.startsWith('/pages/signin/') ? path : home;
}

/** Tab pages are switched to, others take the sign-in page's place. */
export function isTab(path: string): boolean {
  return /^\/pages\/(home|orders|me)\//.test(path);
}
