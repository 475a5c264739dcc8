import Taro from '@tarojs/taro';

/** Every key that this product writes on a phone; 我的 → 隐私 lists them, and deleting local data removes exactly these. */
export const storageKeys = {
  /** language, appearance, elder mode, hidden amounts */
  settings: 'ryf.settings',
  /** that the privacy statement was agreed to, and when */
  consent: 'ryf.consent',
  /** session token in mini-programs; on the web only that there is a session */
  session: 'ryf.session',
  /** last answers of the gateway, so that the next start shows something at once */
  answers: 'ryf.answers',
  /** half-filled forms */
  drafts: 'ryf.drafts',
  /** a payment begun and not known to have ended */
  payment: 'ryf.payment',
} as const;

export type StorageKey = keyof typeof storageKeys;

/** @returns undefined when nothing is stored or storage is refused (private windows). */
export function readStored<T>(key: StorageKey): T | undefined {
  try {
    const value: unknown = Taro.getStorageSync(storageKeys[key]);
    return value === '' || value === null || value === undefined ? undefined : (value as T);
  } catch {
    return undefined;
  }
}

export function writeStored(key: StorageKey, value: unknown): void {
  try {
    Taro.setStorageSync(storageKeys[key], value);
  } catch {
    // A full or refused storage costs the memory of this value, never the act under way.
  }
}

export function removeStored(key: StorageKey): void {
  try {
    Taro.removeStorageSync(storageKeys[key]);
  } catch {
    // see writeStored
  }
}

/** @returns the keys that hold something now. */
export function storedKeys(): StorageKey[] {
  return (Object.keys(storageKeys) as StorageKey[]).filter((key) => readStored(key) !== undefined);
}
