import type { Hono } from 'hono';
import { openIdOf } from '../alipay/methods';
import { type AnswerFault, COUNTERPARTS, type NoticeFault, type StatementFault } from '../common/faults';
import { type Ctx, type Env, isRecord, json, jsonObject, rawBody, textOf } from '../common/http';
import { inbox } from '../sms/routes';
import { makeCode } from '../store/login-codes';
import type { Twin } from '../twin';
import { openidOf } from '../wechat/platform/login';
import { books, deliveries } from './books';
import { localOnly } from './guard';
import { homePage, homeParts } from './home';
import { changeKeys } from './keys';
import { alipayWallet, unionpayWallet, wechatWallet } from './wallets';

const MOST_ROWS = 1000;

/** `/_twin/…` and the page for people. Under paths that no real provider has. */
export function controlRoutes(app: Hono<Env>, twin: Twin): void {
  app.use('/_twin/*', localOnly);
  app.use('/', localOnly);
  app.get('/', (c) => homePage(twin, c));
  app.get('/_twin/parts', (c) => homeParts(twin, c));
  app.post('/_twin/login/:wallet', (c) => login(twin, c));
  app.post('/_twin/wallet/wechat', async (c) => json(200, await wechatWallet(twin, c)));
  app.post('/_twin/wallet/alipay', async (c) => json(200, await alipayWallet(twin, c)));
  app.post('/_twin/wallet/unionpay', async (c) => json(200, await unionpayWallet(twin, c)));
  app.get('/_twin/sms', async (c) => {
    const messages = await inbox(twin.pool, c.req.query('phone'), 50);
    return json(200, { messages: messages.map(({ phone, code, at }) => ({ phone, code, at: at.toISOString() })) });
  });
  app.get('/_twin/books', async () => json(200, await books(twin.pool, MOST_ROWS)));
  app.get('/_twin/notices', async () => json(200, { notices: await deliveries(twin.pool, MOST_ROWS) }));
  app.post('/_twin/notices/:id/replay', async (c) => {
    const id = c.req.param('id');
    const sent = /^\d{1,18}$/.test(id) ? await twin.notices.sendNow(id) : undefined;
    return sent ? json(200, sent) : json(404, { error: 'no such notice' });
  });
  app.get('/_twin/faults', () => json(200, twin.faults.all()));
  app.post('/_twin/faults', (c) => setFaults(twin, c));
  app.delete('/_twin/faults', () => {
    twin.faults.clear();
    return json(200, {});
  });
  app.get('/_twin/keys', () => json(200, twin.ring.state()));
  app.post('/_twin/keys', (c) => changeKeys(twin, c));
  app.post('/_twin/clock', async (c) => {
    const { offset_ms } = jsonObject((await rawBody(c)).toString('utf8')) ?? {};
    if (typeof offset_ms !== 'number' || !Number.isSafeInteger(offset_ms)) return json(400, { error: 'offset_ms must be whole milliseconds' });
    twin.moveClock(offset_ms);
    return json(200, { now: twin.now().toISOString() });
  });
  app.all('/_twin/*', () => json(404, { error: 'no such control' }));
}

async function login(twin: Twin, c: Ctx): Promise<Response> {
  const body = jsonObject((await rawBody(c)).toString('utf8') || '{}') ?? {};
  const as = textOf(body.as) || 'demo';
  const wallet = c.req.param('wallet');
  if (wallet === 'wechat') return json(200, { code: await makeCode(twin, 'wechat', as), openid: openidOf(twin, as) });
  if (wallet === 'alipay') return json(200, { code: await makeCode(twin, 'alipay', as), open_id: openIdOf(twin, as) });
  return json(404, { error: 'no such wallet' });
}

const FAULT_KEYS: Readonly<Record<string, readonly string[] | null>> = {
  notice: [
    'never',
    'late_ms',
    'times',
    'before_prepay_answer',
    'probe',
    'unknown_serial',
    'skew_s',
    'forged',
    'wrong_amount',
    'wrong_app',
    'first_attempts',
  ] satisfies (keyof NoticeFault)[],
  answer: ['lose_next', 'status_next', 'probe_next', 'only'] satisfies (keyof AnswerFault)[],
  statement: ['not_ready', 'drop', 'alter', 'extra', 'fees', 'exceptions', 'spoil', 'of'] satisfies (keyof StatementFault)[],
  oauth: null,
  refund: null,
  query_codes: null,
};

async function setFaults(twin: Twin, c: Ctx): Promise<Response> {
  const { channel, ...change } = jsonObject((await rawBody(c)).toString('utf8')) ?? {};
  const counterpart = COUNTERPARTS.find((one) => one === channel);
  if (!counterpart) return json(400, { error: `channel must be one of ${COUNTERPARTS.join(', ')}` });
  // A misspelt switch must not pass for a healthy counterpart.
  const unknown = Object.entries(change).flatMap(([name, value]) => {
    if (!(name in FAULT_KEYS)) return [name];
    const inner = FAULT_KEYS[name];
    return inner && isRecord(value) ? Object.keys(value).filter((key) => !inner.includes(key)) : [];
  });
  if (unknown.length > 0) return json(400, { error: `unknown: ${unknown.join(', ')}` });
  twin.faults.change(counterpart, change);
  return json(200, twin.faults.all());
}
