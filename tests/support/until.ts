/** Looks again until `check` gives something. @throws after `within_ms`, naming what was waited for */
export async function until<T>(what: string, check: () => Promise<T | undefined | false> | T | undefined | false, within_ms = 15_000): Promise<T> {
  for (const end = Date.now() + within_ms; ; await new Promise((done) => setTimeout(done, 40))) {
    const found = await check();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${within_ms} ms in vain for ${what}`);
  }
}
