import { underFaults } from '../common/faults';
import { type Ctx, pathAndQuery, rawBody } from '../common/http';
import { verifyText } from '../common/rsa';
import type { Twin } from '../twin';
import { brokenAnswer, WechatError } from './errors';
import { readAuthorization, requestText, sealHeaders } from './signature';

const SKEW_S = 300;

/** What an operation answers: 200 with JSON, or 204 with nothing. */
export type Outcome = { status: 200; body: unknown } | { status: 204 };

/** Binds an operation: checks the merchant's signature first, signs the answer last, leaves errors unsigned. */
export function guarded(twin: Twin, operate: (c: Ctx, body: string) => Promise<Outcome>): (c: Ctx) => Promise<Response> {
  return async (c) => {
    const operation = `${c.req.method} ${c.req.path}`;
    try {
      const body = await rawBody(c);
      checkSignature(twin, c, body);
      return await underFaults(twin.faults, 'wechat', operation, c, brokenAnswer, async () =>
        sealed(twin, operation, await operate(c, body.toString('utf8'))),
      );
    } catch (error) {
      if (error instanceof WechatError) return error.answer();
      throw error;
    }
  };
}

function sealed(twin: Twin, operation: string, outcome: Outcome): Response {
  const text = outcome.status === 204 ? '' : JSON.stringify(outcome.body);
  const headers = sealHeaders(text, {
    ...twin.ring.nextWechatSigner(),
    timestamp: Math.floor(twin.now().getTime() / 1000),
    probe: twin.faults.takeProbe('wechat', operation),
  });
  if (outcome.status === 204) return new Response(null, { status: 204, headers });
  return new Response(text, { status: 200, headers: { ...headers, 'content-type': 'application/json; charset=utf-8' } });
}

/** @throws WechatError 401 for anything but a fresh signature of the known merchant; 400 for missing headers */
export function checkSignature(twin: Twin, c: Ctx, body: Buffer): void {
  const { ids, wechat } = twin.keys;
  // That these two are demanded is known from memory only [M]; every HTTP client can send them.
  if (!c.req.header('user-agent')) throw new WechatError(400, 'PARAM_ERROR', 'Http头缺少Accept或User-Agent');
  if (!c.req.header('accept')) throw new WechatError(400, 'PARAM_ERROR', 'Http头缺少Accept或User-Agent');
  const named = c.req.header('wechatpay-serial');
  if (named !== undefined && !twin.ring.isWechatSerial(named)) {
    // The exact answer is an assumption [M]; that an unknown key id is refused is not.
    throw new WechatError(400, 'INVALID_REQUEST', 'Wechatpay-Serial 不是商户可用的公钥ID或平台证书序列号');
  }
  const given = readAuthorization(c.req.header('authorization'));
  const path = pathAndQuery(c);
  const refuse = (issue: string, text: Buffer = Buffer.alloc(0)) =>
    new WechatError(401, 'SIGN_ERROR', '错误的签名，验签失败', {
      detail: { issue },
      field: 'signature',
      location: 'authorization',
      sign_information: {
        method: c.req.method,
        sign_message_length: text.length,
        truncated_sign_message: text.toString('utf8').slice(0, 100),
        url: path,
      },
    });
  if (!given) throw refuse('authorization header missing or malformed');
  const { mchid = '', nonce_str: nonce = '', timestamp = '', serial_no: serial = '', signature = '' } = given;
  if (mchid !== ids.wechat_mch_id) throw refuse('mchid unknown');
  if (serial !== ids.wechat_merchant_serial) throw refuse('serial_no unknown');
  if (nonce === '' || nonce.length > 32) throw refuse('nonce_str missing or longer than 32');
  const now = twin.now().getTime() / 1000;
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > SKEW_S) throw refuse('timestamp expired');
  const text = requestText(c.req.method, path, timestamp, nonce, body);
  if (!verifyText(text, signature, wechat.merchantKey)) throw refuse('sign not match', text);
}
