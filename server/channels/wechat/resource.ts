import { createDecipheriv } from 'node:crypto';
import { strictBase64 } from '../rsa';

const KEY_BYTES = 32;
const TAG_BYTES = 16;

export interface SealedResource {
  readonly algorithm: string;
  readonly nonce: string;
  readonly associated_data?: string | undefined;
  /** base64 of the ciphertext and its 16-byte tag */
  readonly ciphertext: string;
}

/**
 * Opens what a notice carries (AES-256-GCM under the APIv3 key). Source: WeChat Pay v3, callback resources.
 * @returns null when it was not sealed with this key, or was changed.
 */
export function openResource(resource: SealedResource, apiV3Key: Buffer): Buffer | null {
  const sealed = strictBase64(resource.ciphertext);
  if (resource.algorithm !== 'AEAD_AES_256_GCM' || apiV3Key.length !== KEY_BYTES) return null;
  if (!sealed || sealed.length < TAG_BYTES) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', apiV3Key, resource.nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(resource.associated_data ?? ''));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}
