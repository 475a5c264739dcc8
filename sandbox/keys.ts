import { createPrivateKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { publicKey } from './common/rsa';
import { type Identity, makeKeys } from './make-keys';

/** What the twin holds: its own private keys, and the public side of whoever calls it. */
export interface Keys {
  readonly ids: Identity;
  readonly wechat: { key: KeyObject; merchantKey: KeyObject; apiV3Key: string; appSecret: string };
  readonly alipay: { key: KeyObject; appKey: KeyObject };
  readonly unionpay: { key: KeyObject; certificatePem: string; merchantKey: KeyObject };
  readonly agency: { gatewayKey: KeyObject; waterKey: KeyObject };
  readonly sms: { secret: string };
}

/** Making takes a second or two; a lock older than this belongs to a process that died. */
const STALE_LOCK_MS = 8000;

/**
 * Makes all key material on the first call and only reads it afterwards. `gateway/` holds what the gateway may read,
 * `twin/` what only the twin may; `identity.json`, written last, says that the set is whole. Safe when two processes
 * call it at once and when one dies in the middle: the set is made aside and moved into place under a lock.
 * @param directory usually `$RONGYIFU_HOME/keys`
 */
export async function ensureKeys(directory: string): Promise<Keys> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const whole = join(directory, 'identity.json');
  const lock = join(directory, '.making');
  while (!existsSync(whole)) {
    if (await take(lock)) {
      try {
        if (!existsSync(whole)) await make(directory);
      } finally {
        await rmdir(lock).catch(() => undefined);
      }
    } else await wait(50);
  }
  return read(directory);
}

async function take(lock: string): Promise<boolean> {
  try {
    await mkdir(lock, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const held = await stat(lock).catch(() => undefined);
    if (held && Date.now() - held.mtimeMs > STALE_LOCK_MS) await rmdir(lock).catch(() => undefined);
    return false;
  }
}

async function make(directory: string): Promise<void> {
  const aside = join(directory, '.new');
  await rm(aside, { recursive: true, force: true });
  await makeKeys(aside);
  for (const part of ['gateway', 'twin']) {
    await rm(join(directory, part), { recursive: true, force: true });
    await rename(join(aside, part), join(directory, part));
  }
  await rename(join(aside, 'identity.json'), join(directory, 'identity.json'));
  await rm(aside, { recursive: true, force: true });
}

async function read(directory: string): Promise<Keys> {
  const text = (name: string) => readFile(join(directory, 'twin', name), 'utf8');
  const ids = JSON.parse(await readFile(join(directory, 'identity.json'), 'utf8')) as Identity;
  const key = async (name: string) => createPrivateKey(await text(name));
  const open = async (name: string) => publicKey(await text(name));
  return {
    ids,
    wechat: {
      key: await key('wechat-pay-key.pem'),
      merchantKey: await open('wechat-merchant-certificate.pem'),
      apiV3Key: await text('wechat-pay-api-v3-key.txt'),
      appSecret: await text('wechat-app-secret.txt'),
    },
    alipay: { key: await key('alipay-key.pem'), appKey: await open('alipay-app-public-key.pem') },
    unionpay: {
      key: await key('unionpay-key.pem'),
      certificatePem: await text('unionpay-certificate.pem'),
      merchantKey: await open('unionpay-merchant-certificate.pem'),
    },
    agency: { gatewayKey: await open('agency-gateway-public-key.pem'), waterKey: await key('agency-water-key.pem') },
    sms: { secret: await text('sms-secret.txt') },
  };
}

/**
 * The environment that points a gateway at this twin: addresses, ids and file names, exactly the names it reads. The
 * set must have been made by {@link ensureKeys} before.
 * @param twinOrigin `http://127.0.0.1:8090`, without a slash at the end
 */
export function gatewayEnvironment(directory: string, twinOrigin: string): Record<string, string> {
  const ids = JSON.parse(readFileSync(join(directory, 'identity.json'), 'utf8')) as Identity;
  const file = (name: string) => join(directory, 'gateway', name);
  return {
    WECHAT_API_URL: twinOrigin,
    WECHAT_APP_ID: ids.wechat_app_id,
    WECHAT_APP_SECRET_FILE: file('wechat-app-secret.txt'),
    WECHAT_PAY_URL: twinOrigin,
    WECHAT_PAY_MCH_ID: ids.wechat_mch_id,
    WECHAT_PAY_MERCHANT_KEY_FILE: file('wechat-merchant-key.pem'),
    WECHAT_PAY_MERCHANT_SERIAL: ids.wechat_merchant_serial,
    WECHAT_PAY_API_V3_KEY_FILE: file('wechat-pay-api-v3-key.txt'),
    WECHAT_PAY_PUBLIC_KEY_ID: ids.wechat_public_key_id,
    WECHAT_PAY_PUBLIC_KEY_FILE: file('wechat-pay-public-key.pem'),
    ALIPAY_URL: `${twinOrigin}/gateway.do`,
    ALIPAY_APP_ID: ids.alipay_app_id,
    ALIPAY_APP_KEY_FILE: file('alipay-app-key.pem'),
    ALIPAY_PUBLIC_KEY_FILE: file('alipay-public-key.pem'),
    ALIPAY_SELLER_ID: ids.alipay_seller_id,
    UNIONPAY_URL: `${twinOrigin}/gateway/api`,
    UNIONPAY_FILE_URL: `${twinOrigin}/filedownload`,
    UNIONPAY_MER_ID: ids.unionpay_mer_id,
    UNIONPAY_KEY_FILE: file('unionpay-merchant-key.pem'),
    UNIONPAY_CERT_ID: ids.unionpay_cert_id,
    UNIONPAY_ROOT_CERT_FILE: file('unionpay-root.pem'),
    UNIONPAY_MIDDLE_CERT_FILE: file('unionpay-middle.pem'),
    AGENCY_KEY_ID: ids.agency_gateway_key_id,
    AGENCY_KEY_FILE: file('agency-key.pem'),
    AGENCY_WATER_URL: `${twinOrigin}/agency`,
    AGENCY_WATER_KEY_ID: ids.agency_water_key_id,
    AGENCY_WATER_PUBLIC_KEY_FILE: file('agency-water-public-key.pem'),
    SMS_URL: `${twinOrigin}/sms/send`,
    SMS_APP_ID: ids.sms_app_id,
    SMS_SECRET_FILE: file('sms-secret.txt'),
    SIMULATION_URL: `${twinOrigin}/`,
  };
}
