import type { WalletHint } from './wallet.types';

/** `resultCode` of tradePay, in the mini-program and in pages inside Alipay; whatever is not listed tells nothing. */
const HINTS: Readonly<Record<string, WalletHint>> = { '9000': 'done', '6001': 'cancelled', '4000': 'failed', '4': 'failed' };

export const alipayHint = (resultCode: string | number | undefined): WalletHint => HINTS[String(resultCode)] ?? 'unclear';
