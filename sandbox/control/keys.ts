import { type Ctx, isRecord, json, jsonObject, rawBody } from '../common/http';
import { ALIPAY_MODES, WECHAT_SIGNS } from '../keyring';
import type { Twin } from '../twin';

const KNOWN: Readonly<Record<string, readonly string[]>> = { wechat: ['signs', 'rotate', 'retire'], alipay: ['mode', 'rotate'] };

/**
 * With which keys WeChat and Alipay sign from now on: `{"wechat":{"signs":"alternate","rotate":true,"retire":true},
 * "alipay":{"mode":"certificate","rotate":true}}`. A rotated certificate signs at once; `retire` withdraws the older ones.
 */
export async function changeKeys(twin: Twin, c: Ctx): Promise<Response> {
  const change = jsonObject((await rawBody(c)).toString('utf8')) ?? {};
  const unknown = Object.entries(change).flatMap(([who, keys]) =>
    isRecord(keys) ? Object.keys(keys).filter((name) => !KNOWN[who]?.includes(name)) : [who],
  );
  const { wechat = {}, alipay = {} } = change as { wechat?: Record<string, unknown>; alipay?: Record<string, unknown> };
  const signs = WECHAT_SIGNS.find((one) => one === wechat.signs);
  const mode = ALIPAY_MODES.find((one) => one === alipay.mode);
  if (unknown.length > 0 || (wechat.signs !== undefined && !signs) || (alipay.mode !== undefined && !mode))
    return json(400, { error: 'unknown key, mode or switch' });
  if (signs) twin.ring.wechatSigns = signs;
  if (wechat.rotate === true) await twin.ring.rotateWechat();
  if (wechat.retire === true) twin.ring.retireWechat();
  if (mode) twin.ring.alipayMode = mode;
  if (alipay.rotate === true) await twin.ring.rotateAlipay();
  return json(200, twin.ring.state());
}
