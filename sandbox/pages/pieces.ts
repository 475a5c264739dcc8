import { html, raw } from 'hono/html';
import { amountParts, type Fen } from '../../src/contract/money';
import type { Lang, Markup, Words } from './document';

const SANDBOX: Words = { zh: '仿真环境 · 不产生真实扣款', en: 'Sandbox · no real money' };

/** Five notched petals turned by 72°: the product's mark. */
export function mark(): Markup {
  const petal = 'M12 12C8.6 10.4 7.2 6.6 8.7 3.9c.8-1.4 2.2-1.9 3.3-.9 1.1-1 2.5-.5 3.3.9 1.5 2.7.1 6.5-3.3 8.1z';
  const petals = [0, 72, 144, 216, 288].map((turn) => `<path d="${petal}" transform="rotate(${turn} 12 12)"/>`).join('');
  return html`<svg class="mark" viewBox="0 0 24 24" fill="var(--hibiscus)" aria-hidden="true">${raw(petals)}<circle cx="12" cy="12" r="2.2" fill="var(--petal)"/></svg>`;
}

/** `¥143.96`, ¥ and fen smaller. Screen readers get it whole. */
export function amount(of: Fen, kind: 'hero' | 'sum'): Markup {
  const { sign, whole, cents } = amountParts(of);
  return html`<div class="${kind}"><small>${sign}¥</small>${whole}<small>.${cents}</small></div>`;
}

export function pill(lang: Lang): Markup {
  return html`<span class="pill">${SANDBOX[lang]}</span>`;
}

export function fact(name: string, value: string): Markup {
  return html`<div class="fact"><span>${name}</span><span>${value}</span></div>`;
}

/** Account numbers are read in fours: `2051 0000 0001`. */
export function inFours(account: string): string {
  return account.replace(/(\d{4})(?=\d)/g, '$1 ');
}
