import { alipayHint } from './alipay-hint';
import { sandboxWallet } from './wallet.sandbox';
import type { Wallet } from './wallet.types';

/** Alipay's own way to pay; Taro has no name of its own for it. */
declare const my: {
  tradePay(options: {
    tradeNO: string;
    success(result: { resultCode: string | number }): void;
    fail(result: { resultCode?: string | number }): void;
  }): void;
};

const alipay: Wallet = {
  channels: ['alipay'],
  open(request) {
    if (request.is !== 'alipay-trade') return Promise.resolve('failed');
    return new Promise((resolve) => {
      const tell = (result: { resultCode?: string | number }) => resolve(alipayHint(result.resultCode));
      my.tradePay({ tradeNO: request.tradeNO, success: tell, fail: tell });
    });
  },
};

/** Compile-time: a production build holds no trace of the sandbox's wallet. */
export const wallet: Wallet = process.env.TARO_APP_WALLET === 'sandbox' ? sandboxWallet('alipay') : alipay;
