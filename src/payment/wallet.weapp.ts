import Taro from '@tarojs/taro';
import { sandboxWallet } from './wallet.sandbox';
import type { Wallet } from './wallet.types';

const wechat: Wallet = {
  channels: ['wechat'],
  async open(request) {
    if (request.is !== 'wechat-jsapi') return 'failed';
    const { is: _, ...signed } = request;
    try {
      await Taro.requestPayment(signed);
      return 'done';
    } catch (error) {
      const message = String((error as { errMsg?: string } | undefined)?.errMsg ?? '');
      return message.endsWith('cancel') ? 'cancelled' : 'failed';
    }
  },
};

/** Compile-time: a production build holds no trace of the sandbox's wallet. */
export const wallet: Wallet = process.env.TARO_APP_WALLET === 'sandbox' ? sandboxWallet('wechat') : wechat;
