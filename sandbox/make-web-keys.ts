import { generateKeyPair, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { digits } from './common/numbers';
import { privatePem, publicPem, writeAll } from './make-keys';

/** The apps of web pages that run inside WeChat and Alipay. Nothing in here is secret. */
export interface WebIdentity {
  /** the official account */
  readonly wechat_mp_app_id: string;
  /** the web application, with keys of its own on both sides */
  readonly alipay_web_app_id: string;
}

const generate = promisify(generateKeyPair);

/** Writes their ids and secrets into `directory`, laid out like the set of `make-keys.ts`. */
export async function makeWebKeys(directory: string): Promise<void> {
  const [app, alipay] = await Promise.all([generate('rsa', { modulusLength: 2048 }), generate('rsa', { modulusLength: 2048 })]);
  const identity: WebIdentity = { wechat_mp_app_id: `wx${randomBytes(8).toString('hex')}`, alipay_web_app_id: `2021${digits(12)}` };
  const secret = randomBytes(16).toString('hex');
  await writeAll(join(directory, 'gateway'), {
    'wechat-mp-app-secret.txt': secret,
    'alipay-web-app-key.pem': privatePem(app),
    'alipay-web-public-key.pem': publicPem(alipay),
  });
  await writeAll(join(directory, 'twin'), {
    'wechat-mp-app-secret.txt': secret,
    'alipay-web-key.pem': privatePem(alipay),
    'alipay-web-app-public-key.pem': publicPem(app),
  });
  await writeAll(directory, { 'identity.json': `${JSON.stringify(identity, null, 2)}\n` });
}
