import * as v from 'valibot';
import type { PayRequest } from '../../../src/contract/order';
import type { Attempt, PayAnswer } from '../channel';
import { rsaSign } from '../rsa';
import { offsetTime } from '../wiretime';
import type { WechatClient } from './client';
import { mayExist } from './errors';
import type { WechatSettings } from './settings';
import { makeNonce, payText, unixSeconds } from './signature';

const Prepay = v.object({ prepay_id: v.pipe(v.string(), v.minLength(1)) });
const PayPage = v.object({ h5_url: v.pipe(v.string(), v.url()) });

/**
 * Opens WeChat Pay where the payer is: in the mini-program and in WeChat's browser by a prepay id (JSAPI), in any other
 * browser by a page that opens WeChat (H5). Everything sent is read from the stored attempt, so a repetition is identical
 * and gets a fresh id (lives 2 h) or page (lives 5 min) for the same order. Source: WeChat Pay v3, JSAPI and H5 prepay.
 */
export async function pay(settings: WechatSettings, client: WechatClient, attempt: Attempt): Promise<PayAnswer> {
  if (attempt.surface === 'weapp') return prepay(settings, client, attempt, (id) => ({ is: 'wechat-jsapi', ...callUp(settings, attempt.app, id) }));
  if (attempt.inside === 'wechat')
    return prepay(settings, client, attempt, (id) => ({ is: 'wechat-bridge', appId: attempt.app, ...callUp(settings, attempt.app, id) }));
  if (attempt.inside === 'browser') return openPage(settings, client, attempt);
  return { is: 'refused', code: 'SURFACE' };
}

function order(settings: WechatSettings, attempt: Attempt) {
  return {
    appid: attempt.app,
    mchid: settings.mchId,
    description: attempt.description,
    out_trade_no: attempt.id,
    time_expire: offsetTime(attempt.expires_at),
    notify_url: settings.notifyUrl,
    amount: { total: attempt.amount_fen, currency: 'CNY' },
  };
}

async function prepay(
  settings: WechatSettings,
  client: WechatClient,
  attempt: Attempt,
  request: (prepayId: string) => PayRequest,
): Promise<PayAnswer> {
  if (!attempt.payer) return { is: 'refused', code: 'NO_PAYER' };
  const scene_info = { payer_client_ip: attempt.client_ip };
  const content = { ...order(settings, attempt), payer: { openid: attempt.payer }, scene_info };
  return ask(client, '/v3/pay/transactions/jsapi', content, Prepay, ({ prepay_id }) => request(prepay_id));
}

/** The page comes back to `redirect_url` whatever happened on it. WeChat takes it only from pages of the registered domain, told by Referer. */
async function openPage(settings: WechatSettings, client: WechatClient, attempt: Attempt): Promise<PayAnswer> {
  const scene_info = { payer_client_ip: attempt.client_ip, h5_info: { type: 'Wap' } };
  return ask(client, '/v3/pay/transactions/h5', { ...order(settings, attempt), scene_info }, PayPage, ({ h5_url }) => ({
    is: 'redirect',
    url: `${h5_url}&redirect_url=${encodeURIComponent(settings.returnUrl(attempt.id))}`,
  }));
}

async function ask<S extends v.GenericSchema>(
  client: WechatClient,
  path: string,
  content: object,
  schema: S,
  request: (read: v.InferOutput<S>) => PayRequest,
): Promise<PayAnswer> {
  const reply = await client('POST', path, content);
  if (reply.is === 'unknown') return reply;
  if (reply.is === 'error') {
    if (reply.code === 'ORDERPAID') return { is: 'already_paid' };
    return mayExist(reply.code) ? { is: 'unknown', why: reply.code } : { is: 'refused', code: reply.code };
  }
  const read = v.safeParse(schema, reply.content);
  return read.success ? { is: 'ready', request: request(read.output), channel_no: null } : { is: 'unknown', why: 'answer_content' };
}

/** What `wx.requestPayment` and WeChat's bridge take; the app's id is part of what is signed. Source: WeChat Pay v3, JSAPI call-up. */
function callUp(settings: WechatSettings, app: string, prepayId: string) {
  const timeStamp = unixSeconds(settings.clock());
  const nonceStr = makeNonce();
  const prepay = `prepay_id=${prepayId}`;
  const paySign = rsaSign(payText(app, timeStamp, nonceStr, prepay), settings.merchantKey);
  return { timeStamp, nonceStr, package: prepay, signType: 'RSA', paySign } as const;
}
