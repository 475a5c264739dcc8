import type { PayRequest } from '../../contract/order';
import type { WalletHint } from '../wallet.types';
import { bridge } from './bridge';

interface WeixinBridge {
  invoke(name: 'getBrandWCPayRequest', signed: object, tell: (result: { err_msg?: string }) => void): void;
}

/** Opens WeChat Pay over a page inside WeChat, with exactly what the gateway signed. Source: WeChat Pay v3, JSAPI call-up. */
export async function open({ is: _, ...signed }: Extract<PayRequest, { is: 'wechat-bridge' }>): Promise<WalletHint> {
  const weixin = await bridge<WeixinBridge>('WeixinJSBridge');
  if (!weixin) return 'failed';
  return new Promise((resolve) => {
    weixin.invoke('getBrandWCPayRequest', signed, ({ err_msg = '' }) => {
      if (err_msg.endsWith(':ok')) resolve('done');
      else resolve(err_msg.endsWith(':cancel') ? 'cancelled' : 'failed');
    });
  });
}
