import Taro from '@tarojs/taro';
import type { ChannelId } from '../contract/order';
import type { Wallet } from './wallet.types';

/** Found in builds for the developer tools and in no production build: a test looks for it. */
const MARKER = 'rongyifu-sandbox-wallet';

/**
 * Stands in for the super-app's wallet where a real one cannot reach the sandbox: in WeChat DevTools and Alipay's IDE.
 * Calls the twin and nothing else; the twin checks our signature exactly as it does for a real wallet.
 */
export function sandboxWallet(channel: Extract<ChannelId, 'wechat' | 'alipay'>): Wallet {
  return {
    channels: [channel],
    async open(request) {
      const { confirm } = await Taro.showModal({ title: '仿真钱包 Simulated wallet', content: '不产生真实扣款\nNo real money moves', confirmText: '付款 Pay', cancelText: '取消' });
      const { is: _, ...signed } = request;
      try {
        const answer = await Taro.request<{ errMsg?: string; resultCode?: string }>({
          url: `${process.env.TARO_APP_TWIN}/_twin/wallet/${channel}`,
          method: 'POST',
          header: { 'Content-Type': 'application/json', 'X-Wallet': MARKER },
          data: { ...signed, outcome: confirm ? 'pay' : 'cancel' },
        });
        const said = answer.data.errMsg ?? answer.data.resultCode ?? '';
        if (/ok$|^9000$/.test(said)) return 'done';
        return /cancel$|^6001$/.test(said) ? 'cancelled' : 'failed';
      } catch {
        return 'unclear';
      }
    },
  };
}
