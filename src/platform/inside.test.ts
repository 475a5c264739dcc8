/** @jest-environment jsdom */
import { whereInside } from './inside.h5';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const ANDROID =
  'Mozilla/5.0 (Linux; Android 14; 23127PN0CC Build/UKQ1.230804.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.188';

describe('where the web suite runs', () => {
  it.each([
    ['Safari', `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, 'browser'],
    ['Chrome on Android', `${ANDROID} Mobile Safari/537.36`, 'browser'],
    ['WeChat on iOS', `${IPHONE} Mobile/15E148 MicroMessenger/8.0.50(0x1800323b) NetType/WIFI Language/zh_CN`, 'wechat'],
    [
      'WeChat on Android',
      `${ANDROID} XWEB/1260117 MMWEBSDK/20240404 Mobile Safari/537.36 MMWEBID/5 MicroMessenger/8.0.49.2600(0x28003133) WeChat/arm64 NetType/4G`,
      'wechat',
    ],
    ['WeCom', `${ANDROID} Mobile Safari/537.36 wxwork/4.1.26 MicroMessenger/7.0.1 Language/zh`, 'browser'],
    [
      'Alipay on iOS',
      `${IPHONE} Mobile/15E148 Ariver/1.1.0 AliApp(AP/10.6.0.6000) Nebula WK RVKType(0) AlipayDefined(nt:WIFI) AlipayClient/10.6.0.6000 Language/zh-Hans`,
      'alipay',
    ],
    [
      'Alipay on Android',
      `${ANDROID} MYWeb/1.3.126 UWS/3.22.2 Mobile Safari/537.36 UCBS/3.22.2 AliApp(AP/10.6.0.8000) AlipayClient/10.6.0.8000 Language/zh-Hans`,
      'alipay',
    ],
    ['Taobao', `${ANDROID} Mobile Safari/537.36 AliApp(TB/10.35.10) WindVane/8.5.0`, 'browser'],
    ['DingTalk', `${IPHONE} Mobile/15E148 AliApp(DingTalk/7.5.10) com.laiwang.DingTalk/30976`, 'browser'],
    [
      '云闪付 on iOS',
      `${IPHONE} Mobile/15E148/sa-sdk-ios (com.unionpay.chsp) (cordova 4.5.4) (updebug 0) (version 1010) (UnionPay/1.0 CloudPay) (clientVersion 310) (language zh_CN) (upHtml) (walletMode 00)`,
      'unionpay',
    ],
    [
      '云闪付 on Android',
      `${ANDROID} Mobile Safari/537.36 (com.unionpay.mobilepay) (cordova 4.5.4) (updebug 0) (version 1010) (UnionPay/1.0 CloudPay) (language zh_CN)`,
      'unionpay',
    ],
  ])('in %s', (_, userAgent, inside) => {
    expect(whereInside(userAgent, {})).toBe(inside);
  });

  it('is told by a bridge when the User-Agent says nothing', () => {
    const plain = `${ANDROID} Mobile Safari/537.36`;
    expect(whereInside(plain, { WeixinJSBridge: {} })).toBe('wechat');
    expect(whereInside(plain, { AlipayJSBridge: {} })).toBe('alipay');
  });

  it('is told by the User-Agent when both speak', () => {
    expect(whereInside(`${ANDROID} MicroMessenger/8.0.49`, { AlipayJSBridge: {} })).toBe('wechat');
    expect(whereInside(`${ANDROID} wxwork/4.1.26 MicroMessenger/7.0.1`, { WeixinJSBridge: {} })).toBe('browser');
    expect(whereInside(`${ANDROID} AliApp(TB/10.35.10)`, { AlipayJSBridge: {} })).toBe('browser');
  });
});
