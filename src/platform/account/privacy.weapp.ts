type Resolve = (answer: { event: 'exposureAuthorization' | 'agree' | 'disagree'; buttonId?: string }) => void;

declare const wx: { onNeedPrivacyAuthorization?(listener: (resolve: Resolve) => void): void } | undefined;

/** Id of the native button whose tap WeChat counts as agreement. */
export const AGREE_BUTTON = 'agree';

/**
 * WeChat asks when a private interface is called before agreement; our sheet answers for it.
 * Absent on old libraries and in test renderers.
 */
export function followPlatformPrivacy(ask: () => Promise<boolean>): void {
  if (typeof wx === 'undefined' || !wx?.onNeedPrivacyAuthorization) return;
  wx.onNeedPrivacyAuthorization((resolve) => {
    resolve({ event: 'exposureAuthorization' });
    ask().then(
      (agreed) => resolve(agreed ? { event: 'agree', buttonId: AGREE_BUTTON } : { event: 'disagree' }),
      () => resolve({ event: 'disagree' }),
    );
  });
}
