import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import { underFaults } from '../common/faults';
import { type Ctx, type Env, isRecord, json, jsonObject, rawBody, textOf } from '../common/http';
import type { Db } from '../store/database';
import type { Twin } from '../twin';

// No provider of messages is chosen yet: this protocol is an assumption of ours, in the manner of the usual ones.

const SKEW_S = 300;

export interface Message {
  readonly phone: string;
  readonly code: string;
  readonly at: Date;
}

/** hex HMAC-SHA256 over app_id, phone, template, code, time and nonce, a line each without an end to the last one. */
function smsSign(secret: string, parts: readonly string[]): string {
  return createHmac('sha256', secret).update(parts.join('\n')).digest('hex');
}

/** `POST /sms/send`; the message lands in the inbox that the control page shows. */
export function smsRoutes(app: Hono<Env>, twin: Twin): void {
  app.post('/sms/send', (c) =>
    underFaults(
      twin.faults,
      'sms',
      'send',
      c,
      (status) => json(status, { code: 'BUSY' }),
      () => send(twin, c),
    ),
  );
}

async function send(twin: Twin, c: Ctx): Promise<Response> {
  const body = jsonObject((await rawBody(c)).toString('utf8')) ?? {};
  const { sms_app_id } = twin.keys.ids;
  const code = isRecord(body.params) ? textOf(body.params.code) : '';
  const time = String(body.time ?? '');
  const [phone, template, nonce] = [textOf(body.phone), textOf(body.template), textOf(body.nonce)];
  const expected = smsSign(twin.keys.sms.secret, [sms_app_id, phone, template, code, time, nonce]);
  if (body.app_id !== sms_app_id || !isSame(expected, textOf(body.sign))) return json(403, { code: 'SIGNATURE_WRONG' });
  if (!/^\d{1,12}$/.test(time) || Math.abs(twin.now().getTime() / 1000 - Number(time)) > SKEW_S) return json(403, { code: 'TIME_WRONG' });
  if (template !== 'login_code' || nonce === '' || !/^1\d{10}$/.test(phone) || !/^\d{4,8}$/.test(code)) return json(400, { code: 'PARAMETER_WRONG' });
  await twin.pool.query('insert into twin.sms (phone, template, code, at) values ($1, $2, $3, $4)', [phone, template, code, twin.now()]);
  return json(200, { code: 'OK' });
}

function isSame(expected: string, given: string): boolean {
  return expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
}

/** The inbox, newest first; all phones when none is named. */
export async function inbox(db: Db, phone: string | undefined, limit: number): Promise<Message[]> {
  const { rows } = await db.query('select phone, code, at from twin.sms where $1::text is null or phone = $1 order by id desc limit $2', [
    phone ?? null,
    limit,
  ]);
  return rows as Message[];
}
