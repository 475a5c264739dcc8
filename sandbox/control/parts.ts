import { html } from 'hono/html';
import { fen } from '../../src/contract/money';
import { beijing } from '../../src/contract/time';
import type { Lang, Markup, Words } from '../pages/document';
import { amount, inFours } from '../pages/pieces';
import { inbox } from '../sms/routes';
import { listRefunds } from '../store/refunds';
import { type Channel, listTrades } from '../store/trades';
import type { Twin } from '../twin';
import { books } from './books';

const SHOWN = 10;

const CHANNELS: Record<Channel, Words> = {
  wechat: { zh: '微信支付', en: 'WeChat Pay' },
  alipay: { zh: '支付宝', en: 'Alipay' },
  unionpay: { zh: '云闪付', en: 'UnionPay' },
};

type Tone = 'done' | 'wait' | 'bad' | '';
const STATES: Record<string, { words: Words; tone: Tone }> = {
  unpaid: { words: { zh: '未付', en: 'Unpaid' }, tone: '' },
  paid: { words: { zh: '已付', en: 'Paid' }, tone: 'done' },
  closed: { words: { zh: '已关闭', en: 'Closed' }, tone: '' },
  refunded: { words: { zh: '已退款', en: 'Refunded' }, tone: '' },
  processing: { words: { zh: '退款中', en: 'Refunding' }, tone: 'wait' },
  abnormal: { words: { zh: '退款异常', en: 'Refund failed' }, tone: 'bad' },
  done: { words: { zh: '已销账', en: 'Written off' }, tone: 'done' },
  pending: { words: { zh: '核实中', en: 'Checking' }, tone: 'wait' },
  refused: { words: { zh: '已拒绝', en: 'Refused' }, tone: 'bad' },
  cancelled: { words: { zh: '已退', en: 'Given back' }, tone: '' },
};

const WHYS: Record<string, Words> = {
  already_paid: { zh: '已经缴过', en: 'already paid' },
  price_changed: { zh: '价格变了', en: 'price changed' },
  account_closed: { zh: '已销户', en: 'account closed' },
  bill_unknown: { zh: '没有这笔账单', en: 'no such bill' },
  quote_expired: { zh: '报价过期', en: 'quote expired' },
  not_accepted: { zh: '没有接受', en: 'not accepted' },
  sold_out: { zh: '已约满', en: 'sold out' },
  limit_reached: { zh: '已经挂过', en: 'booked already' },
  amount_limit: { zh: '超过当天限额', en: "beyond the day's limit" },
};

const EMPTY = {
  inbox: { zh: '还没有短信。登录时要验证码，会出现在这里。', en: 'No messages yet. Login codes appear here.' },
  money: { zh: '还没有付款。', en: 'No payments yet.' },
  water: { zh: '还没有销账。', en: 'Nothing written off yet.' },
  hospital: { zh: '还没有挂号。', en: 'Nothing booked yet.' },
  phone: { zh: '还没有充值。', en: 'Nothing credited yet.' },
} satisfies Record<string, Words>;

function tag(state: string, lang: Lang): Markup {
  const shown = STATES[state];
  return html`<span class="tag ${shown?.tone ?? ''}">${shown?.words[lang] ?? state}</span>`;
}

/** With seconds: they tell which of two is newer. */
function at(time: Date): string {
  return beijing(time).format('MM-DD HH:mm:ss');
}

function empty(words: Words, lang: Lang): Markup {
  return html`<p class="empty">${words[lang]}</p>`;
}

export async function inboxPart(twin: Twin, lang: Lang): Promise<Markup> {
  const messages = await inbox(twin.pool, undefined, 3);
  if (messages.length === 0) return empty(EMPTY.inbox, lang);
  return html`${messages.map(
    (message) =>
      html`<div class="row"><div class="grow"><div class="code">${message.code}</div><div class="note num">${message.phone} · ${at(message.at)}</div></div>
<button class="copy" data-copy="${message.code}" data-done="${lang === 'zh' ? '已复制' : 'Copied'}">${lang === 'zh' ? '复制' : 'Copy'}</button></div>`,
  )}`;
}

/** Trades of all channels, newest first; a refund shows in its trade's state. */
export async function moneyPart(twin: Twin, lang: Lang): Promise<Markup> {
  const channels = ['wechat', 'alipay', 'unionpay'] as const;
  const trades = (await Promise.all(channels.map((channel) => listTrades(twin.pool, channel, SHOWN)))).flat();
  const refunds = (await Promise.all(channels.map((channel) => listRefunds(twin.pool, channel, SHOWN * 3)))).flat();
  if (trades.length === 0) return empty(EMPTY.money, lang);
  trades.sort((a, b) => b.created_at.getTime() - a.created_at.getTime());
  return html`${trades.slice(0, SHOWN).map((trade) => {
    const last = refunds.find((refund) => refund.trade_id === trade.id);
    const state = last ? (last.state === 'success' ? 'refunded' : last.state) : trade.state;
    return html`<div class="row"><div class="grow"><div class="name">${CHANNELS[trade.channel][lang]}</div><div class="note no">${trade.out_trade_no}</div><div class="note num">${at(trade.created_at)}</div></div>
<div class="right">${amount(trade.amount_fen, 'sum')}${tag(state, lang)}</div></div>`;
  })}`;
}

export async function postingsPart(twin: Twin, lang: Lang, agency: 'water' | 'hospital' | 'phone'): Promise<Markup> {
  const { postings } = (await books(twin.pool, SHOWN))[agency];
  if (postings.length === 0) return empty(EMPTY[agency], lang);
  return html`${postings.map(
    (
      posting,
    ) => html`<div class="row"><div class="grow"><div class="name num">${inFours(posting.account)}</div><div class="note no">${[...posting.bills, posting.order_no].join(' · ')}</div><div class="note num">${at(new Date(posting.at))}${posting.why ? ` · ${WHYS[posting.why]?.[lang] ?? posting.why}` : ''}</div></div>
<div class="right">${amount(fen(posting.amount_fen), 'sum')}${tag(posting.state, lang)}</div></div>`,
  )}`;
}
