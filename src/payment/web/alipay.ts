import type { PayRequest } from '../../contract/order';
import { alipayHint } from '../alipay-hint';
import type { WalletHint } from '../wallet.types';
import { bridge } from './bridge';

interface AlipayBridge {
  call(name: 'tradePay', options: { tradeNO: string }, tell: (result: { resultCode?: string | number }) => void): void;
}

/** Opens Alipay's wallet over a page inside Alipay. Source: Alipay, tradePay of its JSAPI. */
export async function open({ tradeNO }: Extract<PayRequest, { is: 'alipay-trade' }>): Promise<WalletHint> {
  const alipay = await bridge<AlipayBridge>('AlipayJSBridge');
  if (!alipay) return 'failed';
  return new Promise((resolve) => {
    alipay.call('tradePay', { tradeNO }, ({ resultCode }) => resolve(alipayHint(resultCode)));
  });
}
