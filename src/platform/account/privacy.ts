/** Id of the button that says yes. */
export const AGREE_BUTTON = 'agree';

/** Only WeChat asks through its own dialog as well; here our own sheet is the whole consent. */
export function followPlatformPrivacy(_ask: () => Promise<boolean>): void {}
