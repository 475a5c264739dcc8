import { randomBytes } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Ctx } from '../common/http';
import { STYLE } from './style';

export type Lang = 'zh' | 'en';

/** `?lang=` first, then the browser's wish, else Chinese. */
export function langOf(c: Ctx): Lang {
  const asked = c.req.query('lang');
  if (asked === 'zh' || asked === 'en') return asked;
  const wish = (c.req.header('accept-language') ?? '').toLowerCase();
  const zh = wish.indexOf('zh');
  const en = wish.indexOf('en');
  return en >= 0 && (zh < 0 || en < zh) ? 'en' : 'zh';
}

/** A sentence in both languages. */
export type Words = Readonly<Record<Lang, string>>;

/** Text that hono/html has already escaped. */
export type Markup = ReturnType<typeof html>;

export interface Page {
  readonly lang: Lang;
  readonly title: string;
  readonly body: Markup;
  /** runs with this page's nonce only */
  readonly script?: string;
  /** origins a form may end up at: Chrome also checks where its redirect leads */
  readonly formTargets?: readonly string[];
  readonly status?: number;
  /** a screen of its own height, its buttons at the lower edge */
  readonly isDesk?: boolean;
}

/** A whole page under a policy that allows nothing but its own style, its own script and named form targets. */
export async function page(content: Page): Promise<Response> {
  const nonce = randomBytes(16).toString('base64');
  const text = await html`<!doctype html>
<html lang="${content.lang === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${content.title}</title>
<style nonce="${nonce}">${raw(STYLE)}</style>
</head>
<body${content.isDesk ? raw(' class="desk"') : ''}>${content.body}${content.script ? html`<script nonce="${nonce}">${raw(content.script)}</script>` : ''}</body>
</html>`;
  const targets = ["'self'", ...(content.formTargets ?? [])].join(' ');
  return new Response(String(text), {
    status: content.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': [
        "default-src 'none'",
        `style-src 'nonce-${nonce}'`,
        `script-src 'nonce-${nonce}'`,
        "connect-src 'self'",
        'img-src data:',
        `form-action ${targets}`,
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  });
}

/** The origin of an address for `form-action`; nothing for one that is no web address. */
export function originsOf(...urls: readonly (string | undefined)[]): string[] {
  const origins = urls.filter((url) => isWebUrl(url)).map((url) => new URL(String(url)).origin);
  return [...new Set(origins)];
}

export function isWebUrl(url: string | undefined): url is string {
  return url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
