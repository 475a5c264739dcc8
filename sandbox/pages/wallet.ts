import { html, raw } from 'hono/html';
import { type Fen, showFen } from '../../src/contract/money';
import { type Lang, page, type Words } from './document';
import { amount, fact, pill } from './pieces';

export type WalletName = 'wechat' | 'alipay' | 'unionpay';

const NAMES: Record<WalletName, Words> = {
  wechat: { zh: '仿真微信支付', en: 'Simulated WeChat Pay' },
  alipay: { zh: '仿真支付宝', en: 'Simulated Alipay' },
  unionpay: { zh: '仿真云闪付', en: 'Simulated UnionPay' },
};

const CARD =
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><rect width="20" height="14" x="2" y="5" rx="2"/><path d="M2 10h20"/></svg>';

const SIGNS: Partial<Record<WalletName, string>> = { wechat: '微', alipay: '支' };

const WORDS = {
  payee: { zh: '收款方', en: 'Payee' },
  payeeName: { zh: '蓉易付', en: 'Rongyifu' },
  order: { zh: '订单号', en: 'Order no.' },
  pay: { zh: '确认付款', en: 'Pay' },
  cancel: { zh: '取消', en: 'Cancel' },
  fail: { zh: '让付款失败', en: 'Make it fail' },
  paid: { zh: '这笔已经付过了，不会再扣第二次。', en: 'This order is already paid. It cannot be charged twice.' },
  closed: { zh: '这笔订单已经关闭，没有扣钱。', en: 'This order is closed. You have not been charged.' },
  back: { zh: '返回商家', en: 'Back to the merchant' },
  refused: { zh: '打不开付款页', en: 'The payment page cannot open' },
  refusedWhy: { zh: '钱包没有接受商家的请求，没有扣钱。', en: "The wallet refused the merchant's request. You have not been charged." },
  returning: { zh: '正在返回商家', en: 'Going back to the merchant' },
} satisfies Record<string, Words>;

export interface Desk {
  readonly lang: Lang;
  readonly wallet: WalletName;
  /** where the buttons post to */
  readonly action: string;
  readonly amount_fen: Fen;
  readonly subject: string;
  readonly orderNo: string;
  readonly state: 'unpaid' | 'paid' | 'closed';
  readonly formTargets: readonly string[];
}

function head(lang: Lang, wallet: WalletName) {
  return html`<header class="top"><span class="tile">${SIGNS[wallet] ?? raw(CARD)}</span><span class="brand">${NAMES[wallet][lang]}</span>${pill(lang)}</header>`;
}

/** The page where a person decides: pay, cancel, or let it fail. */
export function walletPage(desk: Desk): Promise<Response> {
  const { lang } = desk;
  const isOpen = desk.state === 'unpaid';
  const sum = showFen(desk.amount_fen);
  const buttons = isOpen
    ? html`<button class="go" id="pay" name="act" value="pay">${WORDS.pay[lang]} ${sum}</button>
      <div class="pair"><button id="cancel" name="act" value="cancel">${WORDS.cancel[lang]}</button><button class="text" id="fail" name="act" value="fail">${WORDS.fail[lang]}</button></div>`
    : html`<button class="go" id="cancel" name="act" value="cancel">${WORDS.back[lang]}</button>`;
  return page({
    lang,
    title: `${NAMES[desk.wallet][lang]} ${sum}`,
    formTargets: desk.formTargets,
    isDesk: true,
    body: html`${head(lang, desk.wallet)}
<main>
${desk.state === 'unpaid' ? '' : html`<p class="warn" role="status">${desk.state === 'paid' ? WORDS.paid[lang] : WORDS.closed[lang]}</p>`}
<section class="card slip">
<p class="what">${desk.subject}</p>
${amount(desk.amount_fen, 'hero')}
<div class="cut"></div>
${fact(WORDS.payee[lang], WORDS.payeeName[lang])}
${fact(WORDS.order[lang], desk.orderNo)}
</section>
</main>
<form class="bar" method="post" action="${desk.action}"><div>${buttons}</div></form>`,
  });
}

/** The wallet's refusal of a merchant's request, with the provider's own code for whoever debugs. */
export function refusalPage(lang: Lang, wallet: WalletName, code: string, message: string): Promise<Response> {
  return page({
    lang,
    title: WORDS.refused[lang],
    status: 400,
    body: html`${head(lang, wallet)}
<main><section class="card"><div class="row"><div class="grow"><h1>${WORDS.refused[lang]}</h1><p class="lead">${WORDS.refusedWhy[lang]}</p><p class="note no" id="code">${code} · ${message}</p></div></div></section></main>`,
  });
}

/** Sends the browser on with a POST, as UnionPay does: a form that submits itself, with a button where scripts are off. */
export function forwardPage(lang: Lang, wallet: WalletName, target: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  const inputs = Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  return page({
    lang,
    title: WORDS.returning[lang],
    formTargets: [new URL(target).origin],
    isDesk: true,
    body: html`${head(lang, wallet)}
<main><p class="lead" role="status">${WORDS.returning[lang]}</p></main>
<form class="bar" id="forward" method="post" action="${target}"><div>${inputs}<button class="go">${WORDS.back[lang]}</button></div></form>`,
    script: "document.getElementById('forward').submit()",
  });
}

/** Tells the page that opened this window what became of it, and goes. */
export function messagePage(lang: Lang, wallet: WalletName, act: string, told: object): Promise<Response> {
  // Only a number and a word are told, so any page may hear it; the origin of whoever opened the window is not known here.
  return donePage(
    lang,
    wallet,
    act,
    `if(window.opener){window.opener.postMessage(${JSON.stringify(told).replaceAll('<', '\\u003c')},'*');window.close()}`,
  );
}

/** For requests that named no address to return to. */
export function donePage(lang: Lang, wallet: WalletName, act: string, script?: string): Promise<Response> {
  const text: Words =
    act === 'pay'
      ? { zh: '付好了，可以关掉这一页。', en: 'Paid. You can close this page.' }
      : { zh: '没有付款，可以关掉这一页。', en: 'Nothing was paid. You can close this page.' };
  return page({
    lang,
    title: NAMES[wallet][lang],
    ...(script && { script }),
    body: html`${head(lang, wallet)}<main><section class="card"><div class="row"><p role="status">${text[lang]}</p></div></section></main>`,
  });
}
