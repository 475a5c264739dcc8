import { generateKeyPair, type KeyObject, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { certificateSerial, issue } from './certificates';
import type { Keys } from './keys';
import { alipayLeafName, alipayMiddleName, wechatPlatformName } from './make-certificates';

const generate = promisify(generateKeyPair);

/** A certificate with its private key. */
export interface Held {
  readonly pem: string;
  readonly key: KeyObject;
  /** WeChat: hex serial; Alipay: its own kind of serial */
  readonly serial: string;
}

export const WECHAT_SIGNS = ['public_key', 'certificate', 'alternate'] as const;
export const ALIPAY_MODES = ['key', 'certificate'] as const;

/**
 * With which of their keys WeChat and Alipay sign at the moment. In memory: a restart begins again with what the folder
 * holds, which a merchant must survive as it survives any rotation.
 */
export class Keyring {
  /** `alternate`: as during a merchant's change-over, now with one and now with the other */
  wechatSigns: (typeof WECHAT_SIGNS)[number] = 'public_key';
  alipayMode: (typeof ALIPAY_MODES)[number] = 'key';
  /** the newest last; it signs */
  private platform: Held[];
  private alipay: Held[];
  private turn = 0;

  constructor(private readonly keys: Keys) {
    this.platform = [keys.certificates.wechat];
    this.alipay = [keys.certificates.alipay];
  }

  /** Who signs WeChat's next message. */
  nextWechatSigner(): { key: KeyObject; serial: string } {
    const own = { key: this.keys.wechat.key, serial: this.keys.ids.wechat_public_key_id };
    if (this.wechatSigns === 'public_key') return own;
    if (this.wechatSigns === 'alternate' && this.turn++ % 2 === 0) return own;
    return last(this.platform);
  }

  /** Whether a merchant may name this key in `Wechatpay-Serial`. */
  isWechatSerial(serial: string): boolean {
    const isOwn = this.wechatSigns !== 'certificate' && serial === this.keys.ids.wechat_public_key_id;
    return isOwn || this.listedPlatform().some((one) => one.serial === serial);
  }

  /** What `GET /v3/certificates` lists; nothing for a merchant that has the public key only. */
  listedPlatform(): readonly Held[] {
    return this.wechatSigns === 'public_key' ? [] : this.platform;
  }

  async rotateWechat(): Promise<void> {
    const pair = await generate('rsa', { modulusLength: 2048 });
    const { pem, serialHex } = await issue(wechatPlatformName, pair, { pair, subject: wechatPlatformName }, false);
    this.platform.push({ pem, key: pair.privateKey, serial: serialHex });
  }

  /** Withdraws all but the newest. */
  retireWechat(): void {
    this.platform = [last(this.platform)];
  }

  alipaySigner(): Held {
    return last(this.alipay);
  }

  alipayCertificate(sn: string): Held | undefined {
    return this.alipay.find((one) => one.serial === sn);
  }

  async rotateAlipay(): Promise<void> {
    const { middleKey, middlePem } = this.keys.certificates.alipayAuthority;
    const pair = await generate('rsa', { modulusLength: 2048 });
    const middle = { privateKey: middleKey, publicKey: new X509Certificate(middlePem).publicKey };
    const { pem } = await issue(alipayLeafName, pair, { pair: middle, subject: alipayMiddleName }, false);
    this.alipay.push({ pem, key: pair.privateKey, serial: certificateSerial(pem) });
  }

  state(): object {
    return {
      wechat: { signs: this.wechatSigns, certificates: this.platform.map((one) => one.serial) },
      alipay: { mode: this.alipayMode, certificates: this.alipay.map((one) => one.serial) },
    };
  }
}

function last(of: readonly Held[]): Held {
  return of.at(-1) as Held;
}
