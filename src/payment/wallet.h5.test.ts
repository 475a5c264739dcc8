/** @jest-environment jsdom */
import type { Inside } from '../contract/inside';
import type { PayRequest } from '../contract/order';
import type { Wallet } from './wallet.types';

/** The wallets of a page that runs inside this app. */
function inside(where: Inside): Wallet {
  jest.resetModules();
  jest.doMock('../platform/inside', () => ({ inside: where }));
  return (jest.requireActual('./wallet.h5') as { wallet: Wallet }).wallet;
}

const page = window as unknown as Record<string, unknown>;
const signed = { appId: 'wx1', timeStamp: '1', nonceStr: 'n', package: 'prepay_id=wx1', signType: 'RSA', paySign: 's' } as const;
const TRADE: PayRequest = { is: 'alipay-trade', tradeNO: '2026112322001' };

afterEach(() => {
  for (const name of ['WeixinJSBridge', 'AlipayJSBridge', 'upsdk']) delete page[name];
  for (const script of document.querySelectorAll('script')) script.remove();
  jest.useRealTimers();
});

describe('in a browser', () => {
  it('offers every wallet, each a page of its own', () => {
    expect(inside('browser')).toMatchObject({ channels: ['wechat', 'alipay', 'unionpay'], inside: 'browser' });
  });

  it('posts a form to the wallet’s page, every field as it was signed', async () => {
    const sent: [string, string][] = [];
    const submit = jest.spyOn(HTMLFormElement.prototype, 'submit').mockImplementation(function (this: HTMLFormElement) {
      expect([this.method, this.action]).toEqual(['post', 'http://127.0.0.1:8090/gateway/api/frontTransReq.do']);
      for (const field of this.querySelectorAll('input')) sent.push([field.name, field.value]);
    });
    const fields = { orderId: '202611', signature: 'a+b/c==', empty: '' };
    expect(await inside('browser').open({ is: 'form', action: 'http://127.0.0.1:8090/gateway/api/frontTransReq.do', fields })).toBe('left');
    expect(Object.fromEntries(sent)).toEqual(fields);
    submit.mockRestore();
  });

  it('cannot open a mini-program’s wallet', async () => {
    const { is: _, ...rest } = { is: 'wechat-jsapi', ...signed };
    expect(await inside('browser').open({ is: 'wechat-jsapi', ...rest })).toBe('failed');
    expect(await inside('browser').open(TRADE)).toBe('failed');
  });
});

describe('inside WeChat', () => {
  const request: PayRequest = { is: 'wechat-bridge', ...signed };
  const says = (err_msg: string) => ({ invoke: jest.fn((_name: string, _signed: object, tell: (result: object) => void) => tell({ err_msg })) });

  it('offers WeChat Pay alone', () => expect(inside('wechat').channels).toEqual(['wechat']));

  it.each([
    ['get_brand_wcpay_request:ok', 'done'],
    ['get_brand_wcpay_request:cancel', 'cancelled'],
    ['get_brand_wcpay_request:fail', 'failed'],
    ['get_brand_wcpay_request:fail_invalid appid', 'failed'],
  ])('hands the bridge what the gateway signed, and reads %s as %s', async (err_msg, hint) => {
    const bridge = says(err_msg);
    page.WeixinJSBridge = bridge;
    expect(await inside('wechat').open(request)).toBe(hint);
    expect(bridge.invoke).toHaveBeenCalledWith('getBrandWCPayRequest', signed, expect.any(Function));
  });

  it('waits for a bridge that comes late', async () => {
    const opened = inside('wechat').open(request);
    setTimeout(() => {
      page.WeixinJSBridge = says('get_brand_wcpay_request:ok');
      document.dispatchEvent(new Event('WeixinJSBridgeReady'));
    }, 20);
    const soon = new Promise((resolve) => setTimeout(resolve, 1_000, 'nothing yet'));
    expect(await Promise.race([opened, soon])).toBe('done');
  });

  it('fails when none comes', async () => {
    jest.useFakeTimers();
    const opened = inside('wechat').open(request);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(await opened).toBe('failed');
  });
});

describe('inside Alipay', () => {
  it('offers Alipay alone', () => expect(inside('alipay').channels).toEqual(['alipay']));

  it.each([
    ['9000', 'done'],
    [9000, 'done'],
    ['6001', 'cancelled'],
    ['4000', 'failed'],
    ['8000', 'unclear'],
    ['6004', 'unclear'],
    [undefined, 'unclear'],
  ])('reads result code %s as %s', async (resultCode, hint) => {
    const call = jest.fn((_name: string, _options: object, tell: (result: object) => void) => tell({ resultCode }));
    page.AlipayJSBridge = { call };
    expect(await inside('alipay').open(TRADE)).toBe(hint);
    expect(call).toHaveBeenCalledWith('tradePay', { tradeNO: '2026112322001' }, expect.any(Function));
  });
});

describe('inside 云闪付', () => {
  const request: PayRequest = { is: 'unionpay-app', tn: '6310', scripts: ['https://one.example.cn/zepto.js', 'https://two.example.cn/upsdk.js'] };
  const loads: string[] = [];
  let append: jest.SpyInstance;

  /** jsdom loads no scripts: each one is there as soon as it is asked for, unless it is `missing`. */
  const givesScripts = (missing?: string) => {
    loads.length = 0;
    append = jest.spyOn(document.head, 'append').mockImplementation((node) => {
      const script = node as HTMLScriptElement;
      Node.prototype.appendChild.call(document.body, script);
      loads.push(script.src);
      setTimeout(() => (script.src === missing ? script.onerror?.(new Event('error')) : script.onload?.(new Event('load'))));
    });
  };
  const says = (word: 'success' | 'fail') => {
    page.upsdk = {
      pluginReady: (ready: () => void) => ready(),
      pay: jest.fn((order: { tn: string } & Record<string, () => void>) => order[word]?.()),
    };
  };
  afterEach(() => append.mockRestore());

  it.each([
    ['success', 'done'],
    ['fail', 'unclear'],
  ] as const)('loads UnionPay’s scripts in their order, and reads %s as %s', async (word, hint) => {
    givesScripts();
    says(word);
    const wallet = inside('unionpay');
    expect(wallet.channels).toEqual(['unionpay']);
    expect(await wallet.open(request)).toBe(hint);
    expect(loads).toEqual(request.is === 'unionpay-app' && request.scripts);
    expect(await wallet.open(request)).toBe(hint);
    expect(loads).toHaveLength(2);
  });

  it('fails when a script does not come, and asks for it again the next time', async () => {
    givesScripts('https://two.example.cn/upsdk.js');
    expect(await inside('unionpay').open(request)).toBe('failed');
    append.mockRestore();
    givesScripts();
    says('success');
    expect(await inside('unionpay').open(request)).toBe('done');
    expect(loads).toEqual(['https://two.example.cn/upsdk.js']);
  });

  it('fails when the app’s plug-in never gets ready', async () => {
    givesScripts();
    page.upsdk = { pluginReady: () => {} };
    jest.useFakeTimers();
    const opened = inside('unionpay').open(request);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await opened).toBe('failed');
  });
});
