import type { KeyObject } from 'node:crypto';
import { parseForm } from '../common/form';
import { type Ctx, isNoticeUrl, jsonObject, pathAndQuery, rawBody } from '../common/http';
import { verifyText } from '../common/rsa';
import type { Twin } from '../twin';
import { AlipayError } from './errors';
import { requestText } from './signature';

/** An application, with what signs for each side of it: the mini-program's, and the one of web pages inside Alipay. */
export interface AlipayApp {
  readonly id: string;
  readonly codes: 'alipay' | 'alipay-web';
  /** the serial of Alipay's certificate, when this application is in certificate mode */
  readonly certSn?: string;
  /** the merchant's, to verify with */
  readonly appKey: KeyObject;
  /** Alipay's for this application */
  readonly key: KeyObject;
}

export function appOf(twin: Twin, id: unknown): AlipayApp | undefined {
  const { ids, alipay } = twin.keys;
  const { alipayMode } = twin.ring;
  if (id === ids.alipay_app_id && alipayMode === 'certificate') {
    const { key, serial } = twin.ring.alipaySigner();
    return { id, codes: 'alipay', appKey: alipay.appKey, key, certSn: serial };
  }
  if (id === ids.alipay_app_id) return { id, codes: 'alipay', appKey: alipay.appKey, key: alipay.key };
  if (id === ids.alipay_web_app_id) return { id, codes: 'alipay-web', appKey: alipay.webAppKey, key: alipay.webKey };
  return undefined;
}

/** A request whose signature held. */
export interface AlipayRequest {
  readonly app: AlipayApp;
  readonly method: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly biz: Readonly<Record<string, unknown>>;
  readonly notifyUrl: string | null;
}

/**
 * How far a timestamp may be off, either way. An assumption [M]: the official SDK writes the machine's local time, so
 * servers in other zones are hours off and are served; a person may also open a signed cashier link late.
 */
const SKEW_MS = 24 * 3_600_000;

/** Query and body as one set of fields: the official SDK puts common ones in the query, biz_content in the body. protocols 2.1 */
export async function readFields(c: Ctx): Promise<Record<string, string>> {
  const url = pathAndQuery(c);
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  const body = c.req.method === 'POST' ? (await rawBody(c)).toString('utf8') : '';
  return { ...parseForm(query), ...parseForm(body) };
}

/** @throws AlipayError as the gateway answers before it looks at the method's own parameters */
export function checkRequest(twin: Twin, fields: Readonly<Record<string, string>>): AlipayRequest {
  const field = (name: string) => fields[name] ?? '';
  const missing = (name: string, words: string) => new AlipayError('40001', `isv.missing-${name}`, `缺少${words}参数`);
  const invalid = (name: string, words: string) => new AlipayError('40002', `isv.invalid-${name}`, `无效的${words}参数`);
  if (!field('method')) throw missing('method', '方法名');
  if (!field('app_id')) throw missing('app-id', '应用ID');
  const app = appOf(twin, field('app_id'));
  if (!app) throw invalid('app-id', '应用ID');
  if (!field('sign_type')) throw missing('signature-type', '签名类型');
  if (field('sign_type') !== 'RSA2') throw invalid('signature-type', '签名类型');
  if (!field('sign')) throw missing('signature', '签名');
  if (field('charset').toLowerCase() !== 'utf-8') throw invalid('charset', '编码');
  if (field('version') !== '1.0') throw field('version') ? invalid('version', '版本') : missing('version', '版本');
  if (field('format') && field('format').toLowerCase() !== 'json') throw invalid('format', '数据格式');
  if (!verifyText(requestText(fields), field('sign'), app.appKey)) {
    throw new AlipayError('40002', 'isv.invalid-signature', '验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配');
  }
  // What is answered to a wrong or missing serial is an assumption [M].
  const { alipayAppSn, alipayRootSn } = twin.keys.certificates;
  if (app.certSn && field('app_cert_sn') !== alipayAppSn) throw invalid('app-cert-sn', '应用证书序列号');
  if (app.certSn && field('alipay_root_cert_sn') !== alipayRootSn) throw invalid('alipay-root-cert-sn', '支付宝根证书序列号');
  checkTimestamp(twin, field('timestamp'));
  const biz = field('biz_content') ? jsonObject(field('biz_content')) : {};
  if (!biz) throw new AlipayError('40002', 'isv.invalid-parameter', '参数无效：biz_content');
  const notifyUrl = field('notify_url') || null;
  // The sub_code for a bad address is an assumption [M].
  if (notifyUrl && !isNoticeUrl(notifyUrl)) throw new AlipayError('40002', 'isv.invalid-parameter', '参数无效：notify_url');
  return { app, method: field('method'), fields, biz, notifyUrl };
}

function checkTimestamp(twin: Twin, text: string): void {
  if (!text) throw new AlipayError('40001', 'isv.missing-timestamp', '缺少时间戳参数');
  const at = readAlipayTime(text);
  if (!at || Math.abs(twin.now().getTime() - at.getTime()) > SKEW_MS) {
    throw new AlipayError('40002', 'isv.invalid-timestamp', '非法的时间戳参数');
  }
}

/** `yyyy-MM-dd HH:mm:ss` in Beijing's time; undefined when it is none. */
export function readAlipayTime(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return undefined;
  const at = new Date(`${text.replace(' ', 'T')}+08:00`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
