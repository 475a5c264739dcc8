import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Context, Hono } from 'hono';
import { compress } from 'hono/compress';
import { insideOf } from '../../src/contract/inside';

/** Files with a hash in their name never change; everything else is asked for again. */
const HASHED = /[.-][0-9a-f]{6,}\.(js|css|png|svg|woff2)$/;

/** Our own scripts and styles only. Taro sets styles from scripts and paints with data URIs. */
const policy = (scripts: readonly string[]): string =>
  [
    "default-src 'self'",
    ["script-src 'self'", ...scripts].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    // The wallets' pages are other origins, and the way there is a form or a redirect.
    'form-action *',
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join('; ');

/**
 * Serves the built H5 suite; its router owns every path that is not a file.
 * @param sdk addresses of the scripts that open the wallet inside 云闪付; allowed there and nowhere else
 */
export function h5Suite(app: Hono, folder: string, sdk: readonly string[]): void {
  const page = join(folder, 'index.html');
  // Their origins: UnionPay's script loads more of its own.
  const [usual, inUnionpay] = [policy([]), policy([...new Set(sdk.map((url) => new URL(url).origin))])];
  // Public files only: answers that hold a secret are not compressed.
  app.get('*', compress());
  app.get('*', async (http, next) => {
    await next();
    http.header('Cache-Control', HASHED.test(http.req.path) ? 'public, max-age=31536000, immutable' : 'no-cache');
  });
  const answerPage = (http: Context): Response => {
    // Read each time: a rebuild under a running gateway shows up at once, and it is one small file.
    http.header('Content-Security-Policy', insideOf(http.req.header('user-agent') ?? '') === 'unionpay' ? inUnionpay : usual);
    http.header('Vary', 'User-Agent', { append: true });
    return statSync(page, { throwIfNoEntry: false })
      ? http.html(readFileSync(page, 'utf8'))
      : http.text('The H5 suite is not built: npm run build:h5', 503);
  };
  // The page is a file too; served as one it would come without its policy.
  app.get('/', answerPage);
  app.get('/index.html', answerPage);
  app.get('*', serveStatic({ root: '', rewriteRequestPath: (path) => join(folder, path) }));
  app.get('*', (http) => (/\.[a-z0-9]{2,5}$/i.test(http.req.path) ? http.text('not found', 404) : answerPage(http)));
}
