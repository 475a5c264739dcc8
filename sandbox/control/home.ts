import { html } from 'hono/html';
import { TEST_CARDS } from '../agency/hospital/test-numbers';
import { TEST_PHONES } from '../agency/phone/test-numbers';
import { TEST_NUMBERS, type TestNumber } from '../agency/water/test-numbers';
import type { Ctx } from '../common/http';
import { type Lang, langOf, type Markup, page, type Words } from '../pages/document';
import { inFours, mark, pill } from '../pages/pieces';
import type { Twin } from '../twin';
import { inboxPart, moneyPart, postingsPart } from './parts';

const WORDS = {
  title: { zh: '蓉易付 · 仿真', en: 'Rongyifu · sandbox' },
  heading: { zh: '这里的钱都是假的', en: 'No money here is real' },
  lead: {
    zh: '微信支付、支付宝、云闪付、短信、成都市自来水公司、两家医院和三家手机运营商都在这台机器上仿真，说的是真的协议，会验签，也会拒绝。',
    en: 'WeChat Pay, Alipay, UnionPay, text messages, the Chengdu water company, two hospitals and three mobile carriers are simulated on this machine. They speak the real protocols: they verify, and they refuse.',
  },
  numbers: { zh: '水费测试户号', en: 'Water test accounts' },
  other: { zh: '其他以 2051 开头的 12 位户号有 0 到 3 笔普通账单。', en: 'Any other 12 digits from 2051 have zero to three ordinary bills.' },
  cards: { zh: '医院测试就诊卡', en: 'Hospital test cards' },
  others: { zh: '其他以 52 开头的 10 位卡号都是普通就诊卡。', en: 'Any other 10 digits from 52 are an ordinary patient card.' },
  phones: { zh: '话费测试手机号', en: 'Phone top-up test numbers' },
  otherPhones: { zh: '其他手机号按号段属于移动、联通或电信，都能充。', en: 'Any other number of a carrier can be topped up.' },
  copy: { zh: '复制', en: 'Copy' },
  copied: { zh: '已复制', en: 'Copied' },
  inbox: { zh: '短信收件箱', en: 'Text messages' },
  money: { zh: '最近的付款', en: 'Latest payments' },
  postings: { zh: '水司销账', en: 'Written off by the water company' },
  bookings: { zh: '医院挂号', en: 'Booked at the hospitals' },
  topups: { zh: '话费充值', en: 'Credited by the carriers' },
  switches: { zh: '故障开关在 /_twin/faults，账本在 /_twin/books。', en: 'Fault switches: /_twin/faults. Books: /_twin/books.' },
} satisfies Record<string, Words>;

// Copies a number; asks for the changing parts every two seconds while the page is seen.
const SCRIPT = `
const say=document.body.dataset;
document.addEventListener('click',async e=>{const b=e.target.closest('[data-copy]');if(!b)return;
try{await navigator.clipboard.writeText(b.dataset.copy)}catch{const t=document.createElement('textarea');t.value=b.dataset.copy;document.body.append(t);t.select();document.execCommand('copy');t.remove()}
const old=b.textContent;b.textContent=b.dataset.done;setTimeout(()=>{b.textContent=old},1200)});
async function look(){if(document.hidden)return;try{const r=await fetch('/_twin/parts?lang='+document.documentElement.lang.slice(0,2));if(!r.ok)return;
for(const[id,text]of Object.entries(await r.json())){const e=document.getElementById(id);if(e&&e.dataset.was!==text){e.innerHTML=text;e.dataset.was=text}}}catch{}}
setInterval(look,2000);document.addEventListener('visibilitychange',look);`;

/** `GET /`: what is simulated, the test numbers, the inbox, the latest payments and postings. */
export async function homePage(twin: Twin, c: Ctx): Promise<Response> {
  const lang = langOf(c);
  const other: Lang = lang === 'zh' ? 'en' : 'zh';
  const parts = await makeParts(twin, lang);
  return page({
    lang,
    title: WORDS.title[lang],
    script: SCRIPT,
    body: html`<header class="top">${mark()}<span class="brand">${lang === 'zh' ? '蓉易付' : 'Rongyifu'}</span>${pill(lang)}<a class="lang" hreflang="${other}" href="/?lang=${other}">${other === 'en' ? 'EN' : '中文'}</a></header>
<main>
<h1>${WORDS.heading[lang]}</h1>
<p class="lead">${WORDS.lead[lang]}</p>
<h2>${WORDS.inbox[lang]}</h2>
<section class="card" id="inbox" aria-live="polite">${parts.inbox}</section>
<h2>${WORDS.numbers[lang]}</h2>
${numbers(TEST_NUMBERS, lang)}
<p class="lead">${WORDS.other[lang]}</p>
<h2>${WORDS.cards[lang]}</h2>
${numbers(TEST_CARDS, lang)}
<p class="lead">${WORDS.others[lang]}</p>
<h2>${WORDS.phones[lang]}</h2>
${numbers(TEST_PHONES, lang)}
<p class="lead">${WORDS.otherPhones[lang]}</p>
<h2>${WORDS.money[lang]}</h2>
<section class="card" id="money">${parts.money}</section>
<h2>${WORDS.postings[lang]}</h2>
<section class="card" id="postings">${parts.postings}</section>
<h2>${WORDS.bookings[lang]}</h2>
<section class="card" id="bookings">${parts.bookings}</section>
<h2>${WORDS.topups[lang]}</h2>
<section class="card" id="topups">${parts.topups}</section>
<p class="foot">${WORDS.switches[lang]}</p>
</main>`,
  });
}

/** Numbers that ask for a behaviour, each with a button that copies it. */
function numbers(tests: readonly TestNumber[], lang: Lang): Markup {
  return html`<section class="card">${tests.map(
    (test) => html`<div class="row"><div class="grow"><div class="big">${inFours(test.account)}</div><div class="note">${test[lang]}</div></div>
<button class="copy" data-copy="${test.account}" data-done="${WORDS.copied[lang]}" aria-label="${WORDS.copy[lang]} ${test.account}">${WORDS.copy[lang]}</button></div>`,
  )}</section>`;
}

/** The changing parts as escaped markup, by the id of their place. */
export async function homeParts(twin: Twin, c: Ctx): Promise<Response> {
  const parts = await makeParts(twin, langOf(c));
  const texts = await Promise.all(Object.entries(parts).map(async ([id, markup]) => [id, String(await markup)] as const));
  return Response.json(Object.fromEntries(texts), { headers: { 'cache-control': 'no-store' } });
}

async function makeParts(twin: Twin, lang: Lang) {
  const [messages, money, postings, bookings, topups] = await Promise.all([
    inboxPart(twin, lang),
    moneyPart(twin, lang),
    postingsPart(twin, lang, 'water'),
    postingsPart(twin, lang, 'hospital'),
    postingsPart(twin, lang, 'phone'),
  ]);
  return { inbox: messages, money, postings, bookings, topups };
}
