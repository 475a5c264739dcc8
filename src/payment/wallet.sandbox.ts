import Taro from '@tarojs/taro';
import type { ChannelId } from '../contract/order';
import { askTwin } from '../platform/twin';
import { languageOf, useSettings } from '../state/settings';
import { sandbox } from '../text/words/sandbox';
import type { Wallet } from './wallet.types';

/**
 * Stands in for the super-app's wallet where a real one cannot reach the sandbox: in WeChat DevTools and Alipay's IDE. The twin
 * checks our signature exactly as it does for a real wallet.
 */
export function sandboxWallet(channel: Extract<ChannelId, 'wechat' | 'alipay'>): Wallet {
  return {
    channels: [channel],
    async open(request) {
      const { confirm } = await Taro.showModal(sandbox[languageOf(useSettings.getState())]);
      const { is: _, ...signed } = request;
      try {
        const { errMsg, resultCode } = await askTwin<{ errMsg?: string; resultCode?: string }>(`wallet/${channel}`, {
          ...signed,
          outcome: confirm ? 'pay' : 'cancel',
        });
        const said = errMsg ?? resultCode ?? '';
        if (/ok$|^9000$/.test(said)) return 'done';
        return /cancel$|^6001$/.test(said) ? 'cancelled' : 'failed';
      } catch {
        return 'unclear';
      }
    },
  };
}
