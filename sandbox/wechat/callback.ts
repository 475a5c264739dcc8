import type { NoticeFault } from '../common/faults';
import { isRecord } from '../common/http';
import { digits, letters } from '../common/numbers';
import { strangerKey } from '../common/stranger';
import type { Manner } from '../notices/desk';
import type { Notice } from '../store/notices';
import type { Twin } from '../twin';
import { encryptResource, sealHeaders } from './signature';

/** Gaps after each attempt, 24 h 4 min in all. protocols 1.11 [D] */
const GAPS_S = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600];

/** Callbacks: encrypted resource, new time, nonce and signature for each attempt; 200 or 204 takes it. protocols 1.11 */
export function wechatManner(twin: Twin): Manner {
  return {
    gaps_s: GAPS_S,
    isTaken: (status) => status === 200 || status === 204,
    async dress(notice, fault) {
      const body = JSON.stringify(envelope(twin, notice, fault));
      const signer = twin.ring.nextWechatSigner();
      const headers = sealHeaders(body, {
        key: fault.forged ? await strangerKey() : signer.key,
        serial: fault.unknown_serial ? `PUB_KEY_ID_01${digits(28)}` : signer.serial,
        timestamp: Math.floor(twin.now().getTime() / 1000) + (fault.skew_s ?? 0),
        probe: fault.probe === true,
      });
      return { headers: { ...headers, 'Content-Type': 'application/json', 'User-Agent': 'Mozilla/4.0' }, body };
    },
  };
}

function envelope(twin: Twin, notice: Notice, fault: NoticeFault): Record<string, unknown> {
  const { id, create_time, event_type, summary, original_type, plaintext } = notice.content;
  const nonce = letters(12);
  const associated = String(original_type);
  return {
    id,
    create_time,
    resource_type: 'encrypt-resource',
    event_type,
    summary,
    resource: {
      original_type,
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: encryptResource(JSON.stringify(distorted(plaintext, fault)), twin.keys.wechat.apiV3Key, nonce, associated),
      associated_data: associated,
      nonce,
    },
  };
}

function distorted(plaintext: unknown, fault: NoticeFault): unknown {
  if (!isRecord(plaintext)) return plaintext;
  const changed = { ...plaintext };
  if (fault.wrong_amount && isRecord(changed.amount)) {
    const total = Number(changed.amount.total) + 1;
    changed.amount = { ...changed.amount, total, payer_total: total };
  }
  if (fault.wrong_app && 'appid' in changed) changed.appid = 'wx0000000000000000';
  return changed;
}
