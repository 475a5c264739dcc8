import type { KeyObject } from 'node:crypto';
import type { RawNotice } from '../channel';
import { isValidAt, openCertificates, type PlatformCertificate } from './certificates';
import { sendSigned } from './request';
import type { WechatSettings } from './settings';
import { type MessageFault, messageFault } from './signature';

/** Whether WeChat Pay signed a message, whatever key it uses by now. */
export interface WechatKeys {
  /** @returns null when it did, else why it is not believed */
  faultOf(message: RawNotice): Promise<MessageFault | null>;
  /** which of its keys WeChat is asked to sign with: the public key has no expiry, else the newest certificate */
  preferred(): string | undefined;
}

/** How often the list is fetched though nothing asks for it: a new certificate stands in it for ten days before it signs. */
const REFRESH_MS = 12 * 3_600_000;
/** Anybody can send a notice with a made-up serial; WeChat must not be asked for each. */
const REFRESH_GAP_MS = 60_000;

/**
 * Public-key mode, certificate mode, or both while a merchant moves from one to the other: one map from serial to key,
 * in which a message's key is looked up by the serial that it names and by nothing else. Certificates live in memory: a
 * fresh process fetches them when it first needs one. Source: WeChat Pay v3, which key.
 */
export function wechatKeys(settings: WechatSettings): WechatKeys {
  const fault = (message: RawNotice, verifiers: ReadonlyMap<string, KeyObject>) => messageFault(message, verifiers, settings.clock());
  if (!settings.certificates) return { faultOf: async (message) => fault(message, settings.verifiers), preferred: () => firstOf(settings.verifiers) };
  let held: readonly PlatformCertificate[] = [];
  let triedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  const valid = () => held.filter((one) => isValidAt(one, settings.clock()));
  const keys = () => new Map([...valid().map((one) => [one.serial, one.key] as const), ...settings.verifiers]);

  /** At most once in `gap_ms`, and once for all who wait for it. */
  const refresh = async (gap_ms: number): Promise<void> => {
    if (running) return running;
    const now = settings.clock().getTime();
    // A clock that was set back must not stop the certificates until it has caught up.
    if (Math.abs(now - triedAt) < gap_ms) return;
    triedAt = now;
    running = download({ ...settings, clock: settings.wallClock ?? settings.clock }, firstOf(keys()), keys())
      .then((list) => {
        if (list) held = list;
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  };

  return {
    async faultOf(message) {
      const first = fault(message, keys());
      if (first !== 'key') {
        void refresh(REFRESH_MS);
        return first;
      }
      // Certificates are numbered in hex; the id of a public key is never among them.
      if (!/^[0-9A-F]{8,64}$/.test(message.headers['wechatpay-serial'] ?? '')) return first;
      await refresh(REFRESH_GAP_MS);
      return fault(message, keys());
    },
    preferred: () => firstOf(settings.verifiers) ?? newest(valid())?.serial,
  };
}

/**
 * The first list cannot be verified before it is opened: its own certificates are the only ones that could have signed it.
 * What opens with the APIv3 key was sealed by WeChat; the signature then proves that the list is a fresh one.
 */
async function download(
  settings: WechatSettings,
  serial: string | undefined,
  known: ReadonlyMap<string, KeyObject>,
): Promise<readonly PlatformCertificate[] | null> {
  const answer = await sendSigned(settings, { method: 'GET', path: '/v3/certificates', serial });
  if (answer.is === 'unknown' || answer.status !== 200) return null;
  const list = openCertificates(answer.body, settings.apiV3Key);
  if (!list) return null;
  const now = settings.clock();
  const signers = new Map([...known, ...list.filter((one) => isValidAt(one, now)).map((one) => [one.serial, one.key] as const)]);
  return messageFault(answer, signers, now) === null ? list : null;
}

function newest(certificates: readonly PlatformCertificate[]): PlatformCertificate | undefined {
  return certificates.toSorted((a, b) => b.from_ms - a.from_ms)[0];
}

function firstOf(keys: ReadonlyMap<string, KeyObject>): string | undefined {
  const serials = [...keys.keys()];
  return serials.find((serial) => serial.startsWith('PUB_KEY_ID_')) ?? serials[0];
}
