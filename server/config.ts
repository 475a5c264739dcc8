import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { type Fen, fenFromYuan } from '../src/contract/money';
import type { AlipayClientSettings } from './channels/alipay/settings';
import { type Reading, readAlipayTrust, readWechatTrust, type WechatTrust } from './config-trust';

/** A setting is missing or wrong: told in one line, then the process ends. */
export class SettingError extends Error {}

/** What an operator may turn without touching code. Defaults fit a city; tests make them short. */
export interface Limits {
  readonly payment_minutes: number;
  readonly unpaid_per_hour: number;
  readonly session_days: number;
  /** a session that nobody used for so long is over before its days are */
  readonly session_idle_days: number;
  readonly sms_tries: number;
  readonly sms_gap_s: number;
  readonly sms_per_phone_hour: number;
  readonly sms_per_phone_day: number;
  readonly sms_per_ip_hour: number;
  readonly logins_per_ip_hour: number;
  /** of one person: a phone number's tries, an openid's sign-ins */
  readonly logins_per_identity_hour: number;
  readonly links_per_citizen_hour: number;
  readonly lookups_per_citizen_hour: number;
  readonly lookups_per_account_hour: number;
  /** a booking is chosen in several steps */
  readonly choices_per_citizen_hour: number;
  /** unpaid bookings that one citizen may keep at a time */
  readonly holds_per_citizen: number;
  readonly requests_per_citizen_minute: number;
  /** how often one order's wallet may be opened anew; the first time is not counted */
  readonly opens_per_order_hour: number;
  /** how often one payment may be asked about while it is open */
  readonly checks_per_payment_minute: number;
  /** pause between two refunds of one payment, as WeChat Pay wants it */
  readonly refund_gap_s: number;
  /** minutes after midnight, Beijing, at which the day before is compared with WeChat, Alipay and the agencies */
  readonly statement_due_min: number;
  /** the same with UnionPay, whose day ends an hour earlier */
  readonly statement_due_unionpay_min: number;
}

export const defaultLimits: Limits = {
  payment_minutes: 15,
  unpaid_per_hour: 3,
  session_days: 90,
  session_idle_days: 30,
  sms_tries: 5,
  sms_gap_s: 60,
  sms_per_phone_hour: 5,
  sms_per_phone_day: 10,
  sms_per_ip_hour: 30,
  logins_per_ip_hour: 300,
  logins_per_identity_hour: 30,
  links_per_citizen_hour: 30,
  lookups_per_citizen_hour: 120,
  lookups_per_account_hour: 40,
  choices_per_citizen_hour: 600,
  holds_per_citizen: 4,
  requests_per_citizen_minute: 240,
  opens_per_order_hour: 30,
  checks_per_payment_minute: 60,
  refund_gap_s: 60,
  statement_due_min: 610,
  statement_due_unionpay_min: 550,
};

/** `web` answers requests, `worker` does what is due; `all` does both in one process. */
export type Role = 'all' | 'web' | 'worker';

export interface Config {
  readonly role: Role;
  readonly host: string;
  readonly port: number;
  readonly database_url: string;
  /** scheme and host that citizens and channels reach us at, without a slash at the end */
  readonly public_origin: string;
  /** where channels send their notices, if that is another address */
  readonly notice_origin: string;
  /** folder of the built H5 suite; null serves the API alone */
  readonly h5_folder: string | null;
  /** where simulated money is explained; null where money is real */
  readonly simulation_url: string | null;
  readonly limits: Limits;
  /** addresses of our own proxies, whose word about who asks is believed */
  readonly proxies: BlockList;
  /** where Prometheus asks; null: off */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** what one operator may refund of an order without a second person */
  readonly operators: { readonly refund_alone_fen: Fen };
  /** the vault's: the current key first, then those that are on their way in or out */
  readonly keys: { readonly data: readonly Buffer[]; readonly index: readonly Buffer[]; readonly receipt: KeyObject };
  readonly wechat: { readonly api_url: string; readonly app_id: string; readonly app_secret: string };
  /** the official account: WeChat Pay inside WeChat's browser; null where there is none */
  readonly wechat_mp: { readonly app_id: string; readonly app_secret: string; readonly oauth_url: string } | null;
  readonly wechat_pay: {
    readonly url: string;
    readonly mch_id: string;
    readonly merchant_key: KeyObject;
    readonly merchant_serial: string;
  } & WechatTrust;
  readonly alipay: {
    readonly url: string;
    readonly app_id: string;
    readonly app_key: KeyObject;
    readonly trust: AlipayClientSettings['trust'];
    readonly seller_id: string;
  };
  /** the web application: Alipay inside Alipay's browser; null where there is none */
  readonly alipay_web: {
    readonly app_id: string;
    readonly app_key: KeyObject;
    readonly trust: AlipayClientSettings['trust'];
    readonly oauth_url: string;
  } | null;
  readonly unionpay: {
    readonly url: string;
    /** scripts that open the wallet inside 云闪付, in the order in which they are loaded */
    readonly sdk_urls: readonly string[];
    readonly file_url: string;
    readonly mer_id: string;
    readonly key: KeyObject;
    readonly cert_id: string;
    readonly root: X509Certificate;
    readonly middle: X509Certificate;
  };
  readonly sms: { readonly url: string; readonly app_id: string; readonly secret: string };
  readonly agencies: {
    readonly key_id: string;
    readonly key: KeyObject;
    readonly water: { readonly url: string; readonly key_id: string; readonly public_key: KeyObject };
    readonly hospital: { readonly url: string; readonly key_id: string; readonly public_key: KeyObject };
    readonly phone: { readonly url: string; readonly key_id: string; readonly public_key: KeyObject };
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings (docs/operations.md lists them). Keys come from files, so that no secret stands in a process list.
 * @throws SettingError naming the setting
 */
export function readConfig(env: Environment, limits: Partial<Limits> = {}): Config {
  const need = (name: string): string => {
    const value = env[name]?.trim();
    if (!value) throw new SettingError(`${name} is not set`);
    return value;
  };
  const url = (name: string): string => {
    const value = need(name).replace(/\/+$/, '');
    if (!/^https?:\/\/[^/]/.test(value)) throw new SettingError(`${name} must be an http(s) address, not "${value}"`);
    // Where citizens come by TLS, nothing goes out without; a program on this machine may be spoken to plainly.
    if (/^https:/.test(env.PUBLIC_ORIGIN?.trim() ?? '') && !/^https:|^http:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:|\/|$)/.test(value))
      throw new SettingError(`${name} must be an https address, as PUBLIC_ORIGIN is one, not "${value}"`);
    return value;
  };
  const urlOr = (name: string, usual: string): string => (env[name]?.trim() ? url(name) : usual);
  const file = (name: string): string => readSecretFile(name, need(name));
  const key = <T>(name: string, read: (text: string) => T): T => {
    const text = file(name);
    try {
      return read(text);
    } catch {
      throw new SettingError(`${name}: the file holds no usable key or certificate`);
    }
  };
  const reading: Reading = { text: (name) => env[name]?.trim() ?? '', file: key };
  const vaultKeys = (name: string): readonly Buffer[] =>
    key(name, (text) => {
      const keys = text
        .trim()
        .split(/\s+/)
        .map((line) => Buffer.from(line, 'base64'));
      if (keys.some((bytes) => bytes.length !== 32)) throw new Error('wrong length');
      return keys;
    });
  return {
    role: readRole(env.ROLE),
    host: env.HOST?.trim() || '127.0.0.1',
    port: readPort('PORT', env.PORT, 8080),
    database_url: need('DATABASE_URL'),
    public_origin: url('PUBLIC_ORIGIN'),
    notice_origin: url(env.NOTICE_ORIGIN?.trim() ? 'NOTICE_ORIGIN' : 'PUBLIC_ORIGIN'),
    h5_folder: env.H5_FOLDER?.trim() || null,
    simulation_url: env.SIMULATION_URL?.trim() || null,
    limits: { ...defaultLimits, ...limits },
    proxies: readProxies(env.TRUSTED_PROXIES),
    metrics: env.METRICS_PORT?.trim() ? { host: env.METRICS_HOST?.trim() || '127.0.0.1', port: readPort('METRICS_PORT', env.METRICS_PORT, 0) } : null,
    operators: { refund_alone_fen: readYuan('REFUND_ALONE_YUAN', env.REFUND_ALONE_YUAN, '500.00') },
    keys: { data: vaultKeys('DATA_KEY_FILE'), index: vaultKeys('INDEX_KEY_FILE'), receipt: key('RECEIPT_KEY_FILE', createPrivateKey) },
    wechat: { api_url: url('WECHAT_API_URL'), app_id: need('WECHAT_APP_ID'), app_secret: file('WECHAT_APP_SECRET_FILE').trim() },
    wechat_mp: readOwnApp('WECHAT_MP_APP_ID', env, 'WECHAT_APP_ID', (app_id) => ({
      app_id,
      app_secret: file('WECHAT_MP_APP_SECRET_FILE').trim(),
      oauth_url: urlOr('WECHAT_MP_OAUTH_URL', 'https://open.weixin.qq.com/connect/oauth2/authorize'),
    })),
    wechat_pay: {
      url: url('WECHAT_PAY_URL'),
      mch_id: need('WECHAT_PAY_MCH_ID'),
      merchant_key: key('WECHAT_PAY_MERCHANT_KEY_FILE', createPrivateKey),
      merchant_serial: need('WECHAT_PAY_MERCHANT_SERIAL'),
      ...readWechatTrust(reading),
    },
    alipay: {
      url: url('ALIPAY_URL'),
      app_id: need('ALIPAY_APP_ID'),
      app_key: key('ALIPAY_APP_KEY_FILE', createPrivateKey),
      trust: readAlipayTrust(reading),
      seller_id: need('ALIPAY_SELLER_ID'),
    },
    alipay_web: readOwnApp('ALIPAY_WEB_APP_ID', env, 'ALIPAY_APP_ID', (app_id) => ({
      app_id,
      app_key: key('ALIPAY_WEB_APP_KEY_FILE', createPrivateKey),
      trust: { is: 'key', publicKey: key('ALIPAY_WEB_PUBLIC_KEY_FILE', createPublicKey) },
      oauth_url: urlOr('ALIPAY_WEB_OAUTH_URL', 'https://openauth.alipay.com/oauth2/publicAppAuthorize.htm'),
    })),
    unionpay: {
      url: url('UNIONPAY_URL'),
      sdk_urls: readScripts('UNIONPAY_SDK_URLS', env.UNIONPAY_SDK_URLS?.trim() || 'https://open.95516.com/s/open/js/upsdk.js'),
      file_url: url('UNIONPAY_FILE_URL'),
      mer_id: need('UNIONPAY_MER_ID'),
      key: key('UNIONPAY_KEY_FILE', createPrivateKey),
      cert_id: need('UNIONPAY_CERT_ID'),
      root: key('UNIONPAY_ROOT_CERT_FILE', (text) => new X509Certificate(text)),
      middle: key('UNIONPAY_MIDDLE_CERT_FILE', (text) => new X509Certificate(text)),
    },
    sms: { url: url('SMS_URL'), app_id: need('SMS_APP_ID'), secret: file('SMS_SECRET_FILE').trim() },
    agencies: {
      key_id: need('AGENCY_KEY_ID'),
      key: key('AGENCY_KEY_FILE', createPrivateKey),
      water: { url: url('AGENCY_WATER_URL'), key_id: need('AGENCY_WATER_KEY_ID'), public_key: key('AGENCY_WATER_PUBLIC_KEY_FILE', createPublicKey) },
      hospital: {
        url: url('AGENCY_HOSPITAL_URL'),
        key_id: need('AGENCY_HOSPITAL_KEY_ID'),
        public_key: key('AGENCY_HOSPITAL_PUBLIC_KEY_FILE', createPublicKey),
      },
      phone: { url: url('AGENCY_PHONE_URL'), key_id: need('AGENCY_PHONE_KEY_ID'), public_key: key('AGENCY_PHONE_PUBLIC_KEY_FILE', createPublicKey) },
    },
  };
}

/**
 * An app beside the mini-program's, or null where none is set. Its identities are joined by whoever holds them at the
 * moment, so it may not be the app that people sign in with.
 */
function readOwnApp<T>(name: string, env: Environment, mini: string, read: (appId: string) => T): T | null {
  const appId = env[name]?.trim();
  if (!appId) return null;
  if (appId === env[mini]?.trim()) throw new SettingError(`${name} and ${mini} are the same app; they must differ`);
  return read(appId);
}

function readScripts(name: string, text: string): string[] {
  const urls = text.split(',').map((one) => one.trim());
  if (!urls.every((one) => URL.canParse(one) && /^https?:$/.test(new URL(one).protocol)))
    throw new SettingError(`${name} must be http(s) addresses separated by commas, not "${text}"`);
  return urls;
}

function readRole(text: string | undefined): Role {
  const role = text?.trim() || 'all';
  if (role !== 'all' && role !== 'web' && role !== 'worker') throw new SettingError(`ROLE must be all, web or worker, not "${role}"`);
  return role;
}

/** `10.0.0.0/8, ::1` @throws SettingError */
function readProxies(text: string | undefined): BlockList {
  const list = new BlockList();
  for (const one of (text ?? '').split(',').map((part) => part.trim())) {
    if (!one) continue;
    const [address = '', bits] = one.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const most = family === 'ipv6' ? 128 : 32;
    if (!isIP(address) || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most)))
      throw new SettingError(`TRUSTED_PROXIES must be addresses or networks such as 127.0.0.1, 10.0.0.0/8, not "${one}"`);
    list.addSubnet(address, Number(bits ?? most), family);
  }
  return list;
}

function readYuan(name: string, text: string | undefined, fallback: string): Fen {
  try {
    const amount = fenFromYuan(text?.trim() || fallback);
    if (amount >= 0) return amount;
  } catch {}
  throw new SettingError(`${name} must be an amount in yuan such as ${fallback}, not "${text}"`);
}

/** @throws SettingError unless `text` is a port, or absent (then `fallback`) */
export function readPort(name: string, text: string | undefined, fallback: number): number {
  const value = text?.trim() ? Number(text) : fallback;
  if (!Number.isInteger(value) || value < 1 || value > 65535) throw new SettingError(`${name} must be a port between 1 and 65535, not "${text}"`);
  return value;
}

function readSecretFile(name: string, path: string): string {
  try {
    // Public keys and certificates may be read by anyone; a secret by its owner alone.
    const text = readFileSync(path, 'utf8');
    const isPublic = /BEGIN (PUBLIC KEY|CERTIFICATE)/.test(text) && !/PRIVATE KEY/.test(text);
    if (!isPublic && process.platform !== 'win32' && statSync(path).mode & 0o066)
      throw new SettingError(`${name}: others on this machine can read or change that file; run chmod 600 on it`);
    return text;
  } catch (error) {
    if (error instanceof SettingError) throw error;
    throw new SettingError(`${name}: cannot read that file (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
}
