import { createPrivateKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { agencySets, agencySettings, readAgencyKeys } from './agency/keys';
import { certificateSerial } from './certificates';
import { publicKey } from './common/rsa';
import type { Held } from './keyring';
import { type CertificateIdentity, makeCertificates } from './make-certificates';
import { type Identity, makeKeys } from './make-keys';
import { makeWebKeys, type WebIdentity } from './make-web-keys';

/** What the twin holds: its own private keys, and the public side of whoever calls it. */
export interface Keys {
  readonly ids: Identity & WebIdentity & CertificateIdentity;
  readonly wechat: { key: KeyObject; merchantKey: KeyObject; apiV3Key: string; appSecret: string; mpSecret: string };
  readonly alipay: { key: KeyObject; appKey: KeyObject; webKey: KeyObject; webAppKey: KeyObject };
  readonly unionpay: { key: KeyObject; certificatePem: string; merchantKey: KeyObject };
  readonly agency: { gatewayKey: KeyObject; waterKey: KeyObject; hospital: { id: string; key: KeyObject }; phone: { id: string; key: KeyObject } };
  readonly sms: { secret: string };
  /** for the modes in which WeChat and Alipay sign with certificates */
  readonly certificates: {
    readonly wechat: Held;
    readonly alipay: Held;
    readonly alipayAuthority: { readonly middleKey: KeyObject; readonly middlePem: string };
    /** what the application has to name in its requests */
    readonly alipayAppSn: string;
    readonly alipayRootSn: string;
  };
}

/** Whoever makes keys touches the lock all the time, however long a busy machine takes; one left alone belongs to a process that died. */
const TOUCH_LOCK_MS = 500;
const STALE_LOCK_MS = 8000;

/**
 * Makes all key material on the first call and only reads it afterwards. `gateway/` holds what the gateway may read,
 * `twin/` what only the twin may; `identity.json`, written last, says that the set is whole. Safe when two processes
 * call it at once and when one dies in the middle: the set is made aside and moved into place under a lock.
 * @param directory usually `$RONGYIFU_HOME/keys`
 */
export async function ensureKeys(directory: string): Promise<Keys> {
  await ensureSet(directory, makeKeys);
  // A set of its own, so that a folder from before there were such apps gets it too.
  await ensureSet(join(directory, 'web'), makeWebKeys);
  const appKey = publicKey(await readFile(join(directory, 'twin/alipay-app-public-key.pem'), 'utf8'));
  await ensureSet(join(directory, 'certificates'), (aside) => makeCertificates(aside, appKey));
  for (const { folder, make } of agencySets(join(directory, 'agencies'))) await ensureSet(folder, make);
  return read(directory);
}

async function ensureSet(directory: string, makeAside: (aside: string) => Promise<void>): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const whole = join(directory, 'identity.json');
  const lock = join(directory, '.making');
  while (!existsSync(whole)) {
    if (await take(lock)) {
      const touching = setInterval(() => void utimes(lock, new Date(), new Date()).catch(() => undefined), TOUCH_LOCK_MS);
      try {
        if (!existsSync(whole)) await make(directory, makeAside);
      } finally {
        clearInterval(touching);
        await rmdir(lock).catch(() => undefined);
      }
    } else await wait(50);
  }
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

async function make(directory: string, makeAside: (aside: string) => Promise<void>): Promise<void> {
  const aside = join(directory, '.new');
  await rm(aside, { recursive: true, force: true });
  await makeAside(aside);
  for (const part of ['gateway', 'twin']) {
    await rm(join(directory, part), { recursive: true, force: true });
    await rename(join(aside, part), join(directory, part));
  }
  await rename(join(aside, 'identity.json'), join(directory, 'identity.json'));
  await rm(aside, { recursive: true, force: true });
}

async function read(directory: string): Promise<Keys> {
  const text = (name: string) => readFile(join(directory, 'twin', name), 'utf8');
  const webText = (name: string) => readFile(join(directory, 'web/twin', name), 'utf8');
  const key = async (name: string) => createPrivateKey(await text(name));
  const open = async (name: string) => publicKey(await text(name));
  return {
    ids: readIdentity(directory),
    wechat: {
      key: await key('wechat-pay-key.pem'),
      merchantKey: await open('wechat-merchant-certificate.pem'),
      apiV3Key: await text('wechat-pay-api-v3-key.txt'),
      appSecret: await text('wechat-app-secret.txt'),
      mpSecret: await webText('wechat-mp-app-secret.txt'),
    },
    alipay: {
      key: await key('alipay-key.pem'),
      appKey: await open('alipay-app-public-key.pem'),
      webKey: createPrivateKey(await webText('alipay-web-key.pem')),
      webAppKey: publicKey(await webText('alipay-web-app-public-key.pem')),
    },
    unionpay: {
      key: await key('unionpay-key.pem'),
      certificatePem: await text('unionpay-certificate.pem'),
      merchantKey: await open('unionpay-merchant-certificate.pem'),
    },
    agency: {
      gatewayKey: await open('agency-gateway-public-key.pem'),
      waterKey: await key('agency-water-key.pem'),
      ...readAgencyKeys(join(directory, 'agencies')),
    },
    sms: { secret: await text('sms-secret.txt') },
    certificates: await readCertificates(directory),
  };
}

async function readCertificates(directory: string): Promise<Keys['certificates']> {
  const text = (name: string) => readFile(join(directory, 'certificates/twin', name), 'utf8');
  const [platform, alipay] = [await text('wechat-platform-certificate.pem'), await text('alipay-certificate.pem')];
  return {
    wechat: { pem: platform, key: createPrivateKey(await text('wechat-platform-key.pem')), serial: readIdentity(directory).wechat_platform_serial },
    alipay: { pem: alipay, key: createPrivateKey(await text('alipay-certificate-key.pem')), serial: certificateSerial(alipay) },
    alipayAuthority: { middleKey: createPrivateKey(await text('alipay-middle-key.pem')), middlePem: await text('alipay-middle.pem') },
    alipayAppSn: certificateSerial(await text('alipay-app-certificate.pem')),
    alipayRootSn: certificateSerial(await text('alipay-root.pem')),
  };
}

function readIdentity(directory: string): Keys['ids'] {
  const one = (folder: string): object => JSON.parse(readFileSync(join(folder, 'identity.json'), 'utf8'));
  return { ...one(directory), ...one(join(directory, 'web')), ...one(join(directory, 'certificates')) } as Keys['ids'];
}

export interface KeyModes {
  readonly wechat?: 'public_key' | 'certificate' | 'both';
  readonly alipay?: 'key' | 'certificate';
}

/**
 * The environment that points a gateway at this twin: addresses, ids and file names, exactly the names it reads. The
 * set must have been made by {@link ensureKeys} before.
 * @param twinOrigin `http://127.0.0.1:8090`, without a slash at the end
 * @param modes which of WeChat's and Alipay's keys the gateway is to believe; the twin's switch must fit
 */
export function gatewayEnvironment(directory: string, twinOrigin: string, modes: KeyModes = {}): Record<string, string> {
  const ids = readIdentity(directory);
  const file = (name: string) => join(directory, 'gateway', name);
  const webFile = (name: string) => join(directory, 'web/gateway', name);
  return {
    WECHAT_API_URL: twinOrigin,
    WECHAT_APP_ID: ids.wechat_app_id,
    WECHAT_APP_SECRET_FILE: file('wechat-app-secret.txt'),
    WECHAT_MP_APP_ID: ids.wechat_mp_app_id,
    WECHAT_MP_APP_SECRET_FILE: webFile('wechat-mp-app-secret.txt'),
    WECHAT_MP_OAUTH_URL: `${twinOrigin}/connect/oauth2/authorize`,
    WECHAT_PAY_URL: twinOrigin,
    WECHAT_PAY_MCH_ID: ids.wechat_mch_id,
    WECHAT_PAY_MERCHANT_KEY_FILE: file('wechat-merchant-key.pem'),
    WECHAT_PAY_MERCHANT_SERIAL: ids.wechat_merchant_serial,
    WECHAT_PAY_API_V3_KEY_FILE: file('wechat-pay-api-v3-key.txt'),
    ...(modes.wechat !== 'certificate' && {
      WECHAT_PAY_PUBLIC_KEY_ID: ids.wechat_public_key_id,
      WECHAT_PAY_PUBLIC_KEY_FILE: file('wechat-pay-public-key.pem'),
    }),
    ...(modes.wechat && modes.wechat !== 'public_key' && { WECHAT_PAY_CERTIFICATES: 'yes' }),
    ALIPAY_URL: `${twinOrigin}/gateway.do`,
    ALIPAY_APP_ID: ids.alipay_app_id,
    ALIPAY_APP_KEY_FILE: file('alipay-app-key.pem'),
    ...(modes.alipay === 'certificate'
      ? {
          ALIPAY_APP_CERT_FILE: join(directory, 'certificates/gateway/alipay-app-certificate.pem'),
          ALIPAY_CERT_FILE: join(directory, 'certificates/gateway/alipay-certificate.pem'),
          ALIPAY_ROOT_CERT_FILE: join(directory, 'certificates/gateway/alipay-root.pem'),
        }
      : { ALIPAY_PUBLIC_KEY_FILE: file('alipay-public-key.pem') }),
    ALIPAY_SELLER_ID: ids.alipay_seller_id,
    ALIPAY_WEB_APP_ID: ids.alipay_web_app_id,
    ALIPAY_WEB_APP_KEY_FILE: webFile('alipay-web-app-key.pem'),
    ALIPAY_WEB_PUBLIC_KEY_FILE: webFile('alipay-web-public-key.pem'),
    ALIPAY_WEB_OAUTH_URL: `${twinOrigin}/oauth2/publicAppAuthorize.htm`,
    UNIONPAY_URL: `${twinOrigin}/gateway/api`,
    UNIONPAY_SDK_URLS: `${twinOrigin}/s/open/js/zepto.js,${twinOrigin}/s/open/js/upsdk.js`,
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
    ...agencySettings(join(directory, 'agencies'), twinOrigin),
    SMS_URL: `${twinOrigin}/sms/send`,
    SMS_APP_ID: ids.sms_app_id,
    SMS_SECRET_FILE: file('sms-secret.txt'),
    SIMULATION_URL: `${twinOrigin}/`,
  };
}
