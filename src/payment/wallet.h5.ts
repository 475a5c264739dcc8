import type { Inside } from '../contract/inside';
import type { ChannelId } from '../contract/order';
import { inside as told } from '../platform/inside';
import type { Wallet } from './wallet.types';

const inside: Inside = told ?? 'browser';

/** Inside an app only its own wallet opens; elsewhere each has a page of its own. */
const OFFERED: Readonly<Record<Inside, readonly [ChannelId, ...ChannelId[]]>> = {
  browser: ['wechat', 'alipay', 'unionpay'],
  wechat: ['wechat'],
  alipay: ['alipay'],
  unionpay: ['unionpay'],
};

/** Each way to open a wallet is loaded when it is needed, so that no page waits for those of other apps. */
export const wallet: Wallet = {
  channels: OFFERED[inside],
  inside,
  async open(request) {
    try {
      switch (request.is) {
        case 'redirect':
        case 'form':
          return await (await import('./web/leave')).open(request);
        case 'wechat-bridge':
          return await (await import('./web/wechat')).open(request);
        case 'alipay-trade':
          return inside === 'alipay' ? await (await import('./web/alipay')).open(request) : 'failed';
        case 'unionpay-app':
          return await (await import('./web/unionpay')).open(request);
        default:
          return 'failed';
      }
    } catch {
      // The part that opens this wallet could not be loaded.
      return 'failed';
    }
  },
  authorize: (url) => window.location.assign(url),
};
