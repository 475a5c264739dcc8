import type { PayRequest } from '../contract/order';
import type { Wallet } from './wallet.types';

const requestPayment = jest.fn();
jest.mock('@tarojs/taro', () => ({ __esModule: true, default: { requestPayment: (options: object) => requestPayment(options) } }));

const jsapi: PayRequest = { is: 'wechat-jsapi', timeStamp: '1', nonceStr: 'n', package: 'prepay_id=wx1', signType: 'RSA', paySign: 's' };
const trade: PayRequest = { is: 'alipay-trade', tradeNO: '2026112322001' };

describe('WeChat’s wallet', () => {
  const { wallet } = jest.requireActual<{ wallet: Wallet }>('./wallet.weapp');

  it('hands on exactly what the gateway signed', async () => {
    requestPayment.mockResolvedValueOnce({ errMsg: 'requestPayment:ok' });
    expect(await wallet.open(jsapi)).toBe('done');
    expect(requestPayment).toHaveBeenCalledWith({ timeStamp: '1', nonceStr: 'n', package: 'prepay_id=wx1', signType: 'RSA', paySign: 's' });
  });

  it.each([
    ['requestPayment:fail cancel', 'cancelled'],
    ['requestPayment:fail 系统错误，错误码：1', 'failed'],
    [undefined, 'failed'],
  ])('reads %s as %s', async (errMsg, hint) => {
    requestPayment.mockRejectedValueOnce({ errMsg });
    expect(await wallet.open(jsapi)).toBe(hint);
  });

  it('refuses another wallet’s request', async () => {
    expect(await wallet.open(trade)).toBe('failed');
  });
});

describe('Alipay’s wallet', () => {
  const { wallet } = jest.requireActual<{ wallet: Wallet }>('./wallet.alipay');
  const answer = (resultCode: string | undefined, by: 'success' | 'fail' = 'success') => {
    (globalThis as { my?: object }).my = {
      tradePay: (options: { tradeNO: string } & Record<string, (result: object) => void>) => options[by]?.({ resultCode, tradeNO: options.tradeNO }),
    };
  };

  it.each([
    ['9000', 'done'],
    ['6001', 'cancelled'],
    ['4000', 'failed'],
    ['8000', 'unclear'],
    ['6004', 'unclear'],
    ['6002', 'unclear'],
    ['99', 'unclear'],
    [undefined, 'unclear'],
  ])('reads result code %s as %s', async (code, hint) => {
    answer(code);
    expect(await wallet.open(trade)).toBe(hint);
  });

  it('reads a failed call too', async () => {
    answer('6001', 'fail');
    expect(await wallet.open(trade)).toBe('cancelled');
  });

  it('refuses another wallet’s request', async () => {
    expect(await wallet.open(jsapi)).toBe('failed');
  });
});
