import { sandboxWallet } from './wallet.sandbox';
import type { Wallet, WalletHint } from './wallet.types';

/** Alipay's own way to pay; Taro has no name of its own for it. */
declare const my: {
  tradePay(options: {
    tradeNO: string;
    success(result: { resultCode: string | number }): void;
    fail(result: { resultCode?: string | number }): void;
  }): void;
};

/** `resultCode` of my.tradePay; whatever is not listed tells nothing. */
const HINTS: Readonly<Record<string, WalletHint>> = { '9000': 'done', '6001': 'cancelled', '4000': 'failed', '4': 'failed' };

const alipay: Wallet = {
  channels: ['alipay'],
  open(request) {
    if (request.is !== 'alipay-trade') return Promise.resolve('failed');
    return new Promise((resolve) => {
      const tell = (result: { resultCode?: string | number }) => resolve(HINTS[String(result.resultCode)] ?? 'unclear');
      my.tradePay({ tradeNO: request.tradeNO, success: tell, fail: tell });
    });
  },
};

/** Compile-time: a production build holds no trace of the sandbox's wallet. */
export const wallet: Wallet = process.env.TARO_APP_WALLET === 'sandbox' ? sandboxWallet('alipay') : alipay;
