import type { Context as HonoContext } from 'hono';
import { html } from 'hono/html';
import { type Fen, fen, showFen } from '../../src/contract/money';
import type { OrderStatus } from '../../src/contract/order';
import { beijing } from '../../src/contract/time';
import { findService } from '../../src/services';
import { verifyWords } from '../../src/text/verify';
import type { Context } from '../context';
import { languageOf } from './language';

/** The public page behind a receipt's QR: says whether we signed it, what it says, and whether the money is back since. Works without JavaScript. */
export async function verifyPage(ctx: Context, http: HonoContext): Promise<Response> {
  const language = languageOf(http.req.header('accept-language'));
  const words = verifyWords[language];
  const facts = ctx.receipts.verify(http.req.param('code') ?? '');
  const money = facts ? await moneyBack(ctx, facts.n) : undefined;
  const says = facts ? (money?.is ?? 'valid') : 'invalid';
  const service = facts ? findService(facts.s) : undefined;
  const time = (seconds: number) => beijing(seconds * 1000).format('YYYY-MM-DD HH:mm:ss');
  const rows = facts
    ? [
        [words.number, facts.n],
        [words.item, service ? service.title[language] : facts.s],
        [words.account, facts.m],
        [words.payee, service ? service.payee[language] : ''],
        [words.paid, time(facts.p)],
        [words.written_off, time(facts.f)],
        [words.reference, facts.r],
        ...(money?.at ? [[words.returned_at, time(money.at.getTime() / 1000)]] : []),
        ...(money && money.fen > 0 && money.fen < facts.a ? [[words.returned_part, showFen(money.fen)]] : []),
      ]
    : [];
  http.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
  http.header('Cache-Control', 'no-store');
  http.status(facts ? 200 : 404);
  return http.html(html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${words.title}</title>
<style>
:root{color-scheme:light dark;--mist:#F1F4F2;--surface:#fff;--ink:#16211D;--ink3:#5F6C66;--line:#E2E8E5;--jade:#0B6B57;--chilli:#B0301C}
@media(prefers-color-scheme:dark){:root{--mist:#0C1210;--surface:#161E1B;--ink:#EDF3F0;--ink3:#95A39C;--line:#28332E;--jade:#5CC7AA;--chilli:#FF9A85}}
body{margin:0;background:var(--mist);color:var(--ink);font:16px/24px -apple-system,"PingFang SC","Noto Sans CJK SC",sans-serif}
main{max-width:430px;margin:0 auto;padding:24px 16px}section{background:var(--surface);border-radius:16px;padding:24px 16px}
h1{font-size:22px;line-height:30px;margin:0 0 4px}.ok{color:var(--jade)}.no{color:var(--chilli)}p{margin:0;color:var(--ink3)}
.sum{font-size:42px;line-height:48px;font-weight:600;margin:16px 0;font-variant-numeric:tabular-nums}
dl{margin:0;border-top:1px dashed var(--line);padding-top:8px}dl div{display:flex;justify-content:space-between;gap:16px;padding:8px 0}dt{color:var(--ink3);flex:none}dd{margin:0;text-align:right;overflow-wrap:anywhere}
</style></head><body><main><section>
<h1 class="${says === 'valid' ? 'ok' : 'no'}">${words[says]}</h1><p>${words[`${says}_note`]}</p>
${facts ? html`<div class="sum">${showFen(fen(facts.a))}</div><dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>` : ''}
${facts && ctx.config.simulation_url ? html`<p>${words.simulated}</p>` : ''}
</section></main></body></html>`);
}

interface MoneyBack {
  readonly is: 'valid' | 'returning' | 'returned';
  /** when all of it was back */
  readonly at: Date | null;
  /** what is back by now; a second payment of the same order is none of this receipt's */
  readonly fen: Fen;
}

/** A signature stands for ever; whether the money does, only the books know. */
async function moneyBack(ctx: Context, number: string): Promise<MoneyBack | undefined> {
  const row = await ctx.db.row<{ status: OrderStatus; at: Date | null; fen: Fen }>(
    `select o.status, (select at from order_events where order_number = o.number and event = 'refunded') as at,
       (select coalesce(sum(amount_fen), 0)::bigint from refunds
        where order_number = o.number and status = 'succeeded' and reason not in ('paid_twice', 'closed_late')) as fen
     from orders o where o.number = $1`,
    [number],
  );
  if (!row) return undefined;
  if (row.status === 'refunded' || row.status === 'returned') return { is: 'returned', at: row.at, fen: row.fen };
  return { is: row.status === 'refunding' || row.status === 'returning' ? 'returning' : 'valid', at: null, fen: row.fen };
}
