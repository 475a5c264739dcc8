import { createDecipheriv, randomBytes } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { Pool } from 'pg';
import { answerText, requestText } from '../../server/agencies/agency';
import { type HttpAnswer, send } from '../../server/channels/http';
import { rsaSign, rsaVerify } from '../../server/channels/rsa';
import { authorization, makeNonce, messageText, payText, unixSeconds } from '../../server/channels/wechat/signature';
import { readConfig } from '../../server/config';

/*
 * The least that a Node server in the gateway's place could do: the same requests in and out, the same signatures made and
 * verified, the same durable commits in one prepared statement each – and nothing else. No sessions, limits, validation, claims,
 * states, encryption, audit, receipts or retries, so it is no gateway; it is what the gateway's own work is measured against.
 */

const SCHEMA = `
create table lives (id text primary key, account text not null, amount_fen bigint not null, quote_ref text not null, status text not null, channel_no text);
create table entries (id bigint generated always as identity primary key, life text not null, account text not null, amount_fen bigint not null);
create table jobs (life text primary key, asked boolean not null default false)`;

const STATEMENTS = {
  quoted: `insert into lives values ($1, $2, $3, $4, 'quoted')`,
  ordered: `update lives set status = 'ordered' where id = $1`,
  intended: `update lives set status = 'intended' where id = $1 returning amount_fen`,
  opened: `update lives set status = 'opened' where id = $1`,
  paid: `with l as (update lives set status = 'paid', channel_no = $2 where id = $1 and status <> 'paid' returning id, account, quote_ref, amount_fen),
    e as (insert into entries (life, account, amount_fen) select l.id, one.account, one.sign * l.amount_fen from l, (values ('channel', 1), ('held', -1)) as one(account, sign)),
    j as (insert into jobs (life) select id from l)
    select account, quote_ref, amount_fen from l`,
  asked: `update jobs set asked = true where life = $1`,
  fulfilled: `with j as (delete from jobs where life = $1 returning life), l as (update lives set status = 'fulfilled' from j where id = j.life returning id, amount_fen)
    insert into entries (life, account, amount_fen) select l.id, one.account, one.sign * l.amount_fen from l, (values ('held', 1), ('agency', -1)) as one(account, sign)`,
} as const;

const config = readConfig(process.env);
const { wechat_pay: wechat, agencies } = config;
const wechatSettings = { mchId: wechat.mch_id, merchantKey: wechat.merchant_key, merchantSerial: wechat.merchant_serial };
const openid = process.env.FLOOR_OPENID as string;
const pool = new Pool({ connectionString: config.database_url, max: 16, idleTimeoutMillis: 300_000 });
const run = (name: keyof typeof STATEMENTS, values: unknown[]) => pool.query({ name, text: STATEMENTS[name], values });

/** By the gateway's own way out: what a request costs is the same for both. */
async function ask(url: string, body: string, headers: Record<string, string>): Promise<HttpAnswer> {
  const answer = await send({ method: 'POST', url, body, headers: { 'content-type': 'application/json', ...headers } });
  if (answer.is === 'unknown') throw new Error(`${url}: ${answer.why}`);
  return answer;
}

async function askAgency<T>(operation: string, content: object): Promise<T> {
  const url = `${agencies.water.url}/v1/water/${operation}`;
  const body = JSON.stringify(content);
  const [time, nonce] = [unixSeconds(new Date()), randomBytes(16).toString('hex')];
  const { headers, ...answer } = await ask(url, body, {
    'ryf-key': agencies.key_id,
    'ryf-time': time,
    'ryf-nonce': nonce,
    'ryf-signature': rsaSign(requestText('POST', new URL(url).pathname, time, nonce, body), agencies.key),
  });
  const signed = answerText(answer.status, nonce, headers['ryf-time'] ?? '', answer.body);
  if (!rsaVerify(signed, headers['ryf-signature'] ?? '', agencies.water.public_key)) throw new Error('agency: signature');
  return JSON.parse(answer.body.toString());
}

function believed(headers: Readonly<Record<string, string | undefined>>, body: Buffer): boolean {
  const key = wechat.public_keys.get(headers['wechatpay-serial'] ?? '');
  const text = messageText(headers['wechatpay-timestamp'] ?? '', headers['wechatpay-nonce'] ?? '', body);
  return key !== undefined && rsaVerify(text, headers['wechatpay-signature'] ?? '', key);
}

async function prepay(id: string, total: number): Promise<string> {
  const target = '/v3/pay/transactions/jsapi';
  const body = JSON.stringify({
    appid: config.wechat.app_id,
    mchid: wechat.mch_id,
    description: 'floor',
    out_trade_no: id,
    notify_url: `${config.notice_origin}/api/notices/wechat`,
    amount: { total, currency: 'CNY' },
    payer: { openid },
  });
  const request = { method: 'POST', target, body, timestamp: unixSeconds(new Date()), nonce: makeNonce() };
  const answer = await ask(wechat.url + target, body, { authorization: authorization(wechatSettings, request), accept: 'application/json' });
  if (!believed(answer.headers, answer.body)) throw new Error(`prepay: ${answer.status}`);
  return (JSON.parse(answer.body.toString()) as { prepay_id: string }).prepay_id;
}

async function fulfil(id: string, order: { account: string; quote_ref: string; amount_fen: string }, bills: string[]): Promise<void> {
  const { account, quote_ref, amount_fen } = order;
  await run('asked', [id]);
  await askAgency('fulfil', { order_no: id, quote_ref, account, bills, amount_fen: Number(amount_fen), paid_at: new Date().toISOString() });
  await run('fulfilled', [id]);
}

const billsOf = new Map<string, string[]>();

const app = new Hono();
app.post('/api/services/water/quotes', async (http) => {
  const { account, bills } = await http.req.json<{ account: { typed: string }; bills: string[] }>();
  const quote = await askAgency<{ quote_ref: string; amount_fen: number }>('quote', { account: account.typed, bills });
  const id = randomBytes(10).toString('hex').toUpperCase();
  billsOf.set(id, bills);
  await run('quoted', [id, account.typed, quote.amount_fen, quote.quote_ref]);
  return http.json({ id, ...quote });
});
app.put('/api/orders/:id', async (http) => {
  const id = http.req.param('id');
  await http.req.json();
  await run('ordered', [id]);
  return http.json({ id, number: id });
});
app.post('/api/payments', async (http) => {
  const id = (await http.req.json<{ orders: string[] }>()).orders[0] as string;
  const { rows } = await run('intended', [id]);
  const signed = {
    appId: config.wechat.app_id,
    timeStamp: unixSeconds(new Date()),
    nonceStr: makeNonce(),
    package: `prepay_id=${await prepay(id, Number(rows[0].amount_fen))}`,
  };
  await run('opened', [id]);
  const paySign = rsaSign(payText(signed.appId, signed.timeStamp, signed.nonceStr, signed.package), wechat.merchant_key);
  return http.json({ id, request: { ...signed, signType: 'RSA', paySign } });
});
app.post('/api/notices/wechat', async (http) => {
  const body = Buffer.from(await http.req.arrayBuffer());
  if (!believed(http.req.header(), body)) return http.json({}, 401);
  const { resource } = JSON.parse(body.toString()) as { resource: { nonce: string; associated_data: string; ciphertext: string } };
  const sealed = Buffer.from(resource.ciphertext, 'base64');
  const opener = createDecipheriv('aes-256-gcm', wechat.api_v3_key, resource.nonce)
    .setAAD(Buffer.from(resource.associated_data))
    .setAuthTag(sealed.subarray(-16));
  const told = JSON.parse(Buffer.concat([opener.update(sealed.subarray(0, -16)), opener.final()]).toString()) as {
    out_trade_no: string;
    transaction_id: string;
  };
  const { rows } = await run('paid', [told.out_trade_no, told.transaction_id]);
  if (rows[0]) {
    void fulfil(told.out_trade_no, rows[0], billsOf.get(told.out_trade_no) ?? []);
    billsOf.delete(told.out_trade_no);
  }
  return http.json({ code: 'SUCCESS' });
});

void pool.query(SCHEMA).then(() => {
  serve({ fetch: app.fetch, hostname: config.host, port: config.port }, () => console.log(`floor ready http://${config.host}:${config.port}`));
});
process.on('SIGTERM', () => process.exit(0));
