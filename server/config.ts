import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { type Fen, fenFromYuan } from '../src/contract/money';

/** A setting is missing or wrong: told in one line, then the process ends. */
export class SettingError extends Error {}

/** What an operator may turn without touching code. Defaults fit a city; tests make them short. */
export interface Limits {
  readonly payment_minutes: number;
  readonly unpaid_per_hour: number;
  readonly session_days: number;
  readonly sms_tries: number;
  readonly sms_gap_s: number;
  readonly sms_per_phone_hour: number;
  readonly sms_per_ip_hour: number;
  readonly logins_per_ip_hour: number;
  readonly lookups_per_citizen_hour: number;
  readonly lookups_per_account_hour: number;
  readonly requests_per_citizen_minute: number;
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
  sms_tries: 5,
  sms_gap_s: 60,
  sms_per_phone_hour: 5,
  sms_per_ip_hour: 30,
  logins_per_ip_hour: 300,
  lookups_per_citizen_hour: 120,
  lookups_per_account_hour: 40,
  requests_per_citizen_minute: 240,
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
  /** where Prometheus asks; null: off */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** what one operator may refund of an order without a second person */
  readonly operators: { readonly refund_alone_fen: Fen };
  readonly keys: { readonly data: Buffer; readonly index: Buffer; readonly receipt: KeyObject };
  readonly wechat: { readonly api_url: string; readonly app_id: string; readonly app_secret: string };
  readonly wechat_pay: {
    readonly url: string;
    readonly mch_id: string;
    readonly merchant_key: KeyObject;
    readonly merchant_serial: string;
    readonly api_v3_key: Buffer;
    readonly public_key_id: string;
    readonly public_key: KeyObject;
  };
  readonly alipay: {
    readonly url: string;
    readonly app_id: string;
    readonly app_key: KeyObject;
    readonly public_key: KeyObject;
    readonly seller_id: string;
  };
  readonly unionpay: {
    readonly url: string;
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
    return value;
  };
  const file = (name: string): string => readSecretFile(name, need(name));
  const key = <T>(name: string, read: (text: string) => T): T => {
    const text = file(name);
    try {
      return read(text);
    } catch {
      throw new SettingError(`${name}: the file holds no usable key or certificate`);
    }
  };
  const secret32 = (name: string): Buffer =>
    key(name, (text) => {
      const bytes = Buffer.from(text.trim(), 'base64');
      if (bytes.length !== 32) throw new Error('wrong length');
      return bytes;
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
    metrics: env.METRICS_PORT?.trim() ? { host: env.METRICS_HOST?.trim() || '127.0.0.1', port: readPort('METRICS_PORT', env.METRICS_PORT, 0) } : null,
    operators: { refund_alone_fen: readYuan('REFUND_ALONE_YUAN', env.REFUND_ALONE_YUAN, '500.00') },
    keys: { data: secret32('DATA_KEY_FILE'), index: secret32('INDEX_KEY_FILE'), receipt: key('RECEIPT_KEY_FILE', createPrivateKey) },
    wechat: { api_url: url('WECHAT_API_URL'), app_id: need('WECHAT_APP_ID'), app_secret: file('WECHAT_APP_SECRET_FILE').trim() },
    wechat_pay: {
      url: url('WECHAT_PAY_URL'),
      mch_id: need('WECHAT_PAY_MCH_ID'),
      merchant_key: key('WECHAT_PAY_MERCHANT_KEY_FILE', createPrivateKey),
      merchant_serial: need('WECHAT_PAY_MERCHANT_SERIAL'),
      api_v3_key: Buffer.from(file('WECHAT_PAY_API_V3_KEY_FILE').trim(), 'utf8'),
      public_key_id: need('WECHAT_PAY_PUBLIC_KEY_ID'),
      public_key: key('WECHAT_PAY_PUBLIC_KEY_FILE', createPublicKey),
    },
    alipay: {
      url: url('ALIPAY_URL'),
      app_id: need('ALIPAY_APP_ID'),
      app_key: key('ALIPAY_APP_KEY_FILE', createPrivateKey),
      public_key: key('ALIPAY_PUBLIC_KEY_FILE', createPublicKey),
      seller_id: need('ALIPAY_SELLER_ID'),
    },
    unionpay: {
      url: url('UNIONPAY_URL'),
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
    },
  };
}

function readRole(text: string | undefined): Role {
  const role = text?.trim() || 'all';
  if (role !== 'all' && role !== 'web' && role !== 'worker') throw new SettingError(`ROLE must be all, web or worker, not "${role}"`);
  return role;
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
    // Public keys and certificates may be read by anyone; whatever the world can read is refused only when it is a secret.
    const text = readFileSync(path, 'utf8');
    const isPublic = /BEGIN (PUBLIC KEY|CERTIFICATE)/.test(text);
    if (!isPublic && process.platform !== 'win32' && statSync(path).mode & 0o004)
      throw new SettingError(`${name}: everyone on this machine can read that file; run chmod 600 on it`);
    return text;
  } catch (error) {
    if (error instanceof SettingError) throw error;
    throw new SettingError(`${name}: cannot read that file (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
}
