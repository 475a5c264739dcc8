import type { Realm } from '../engine/realm';
import { NoWay, type Shell } from '../engine/shell';
import { carry, parsed } from '../http';
import type { Phone } from '../phone';
import { type ApiTable, createPlatformApi, Fail, NEVER } from '../platform-api';
import { wxTypings } from './typings';

interface Request {
  url: string;
  method?: string;
  data?: unknown;
  header?: Record<string, string>;
}

const SCREEN = {
  pixelRatio: 2,
  screenWidth: 375,
  screenHeight: 812,
  windowWidth: 375,
  windowHeight: 724,
  statusBarHeight: 44,
  safeArea: { left: 0, right: 375, top: 44, bottom: 778, width: 375, height: 734 },
  screenTop: 0,
};

/** Options that this product hands to every platform alike and WeChat ignores. */
const IGNORED: Readonly<Record<string, readonly string[]>> = {};

/** `wx` of a phone, strict by WeChat's typings, with the gateway and the twin behind it. */
export function createWx(phone: Phone, shell: () => Shell, realm: () => Realm): object {
  const { names, check } = wxTypings();
  const language = phone.language === 'en' ? 'en' : 'zh_CN';
  const base = { SDKVersion: '3.8.0', version: '8.0.50', language, theme: 'light', host: { appId: '' }, enableDebug: false, fontSizeSetting: 16 };
  const go = (name: string, way: () => void) => (): object => {
    try {
      way();
      return { errMsg: `${name}:ok` };
    } catch (error) {
      if (error instanceof NoWay) throw new Fail({ errMsg: `${name}:fail ${error.message}` });
      throw error;
    }
  };
  const nothing = (name: string) => (): object => ({ errMsg: `${name}:ok` });

  const table: ApiTable = {
    values: { env: { USER_DATA_PATH: 'wxfile://usr' }, cloud: undefined, router: undefined },
    sync: {
      canIUse: () => true,
      getWindowInfo: () => SCREEN,
      getAppBaseInfo: () => base,
      getSystemInfoSync: () => ({ ...SCREEN, ...base, platform: 'ios', system: 'iOS 17.0', brand: 'iPhone', model: 'iPhone 13' }),
      getMenuButtonBoundingClientRect: () => ({ top: 48, left: 281, right: 368, bottom: 80, width: 87, height: 32 }),
      getStorageSync: (key: string) => JSON.parse(phone.storage.get(key) ?? '""'),
      setStorageSync: (key: string, data: unknown) => void phone.storage.set(key, JSON.stringify(data)),
      removeStorageSync: (key: string) => void phone.storage.delete(key),
      onThemeChange: () => undefined,
      offThemeChange: () => undefined,
      onNeedPrivacyAuthorization: () => undefined,
      nextTick: (callback: () => void) => void Promise.resolve().then(callback),
    },
    async: {
      login: async () => ({ code: await phone.loginCode('wechat'), errMsg: 'login:ok' }),
      async request({ url, method = 'GET', data, header = {} }: Request) {
        const body = typeof data === 'string' ? data : JSON.stringify(data ?? {});
        const { status, headers, text } = await carry(phone, url, {
          method,
          headers: { ...header, referer: 'https://servicewechat.com/wx/devtools/page-frame.html' },
          body,
        });
        return { statusCode: status, header: headers, data: parsed(text), cookies: [], errMsg: 'request:ok' };
      },
      async requestPayment({ timeStamp, nonceStr, package: pack, signType, paySign }: Record<string, string>) {
        const given = { timeStamp, nonceStr, package: pack, signType, paySign };
        const said = await shell().covered(() => phone.inWallet((outcome) => phone.surroundings.twin.wechatWallet(given, outcome)));
        if (said === null) return NEVER;
        if (!said.endsWith(':ok')) throw new Fail({ errMsg: said });
        return { errMsg: said };
      },
      navigateTo: ({ url }: { url: string }) => go('navigateTo', () => shell().navigateTo(url))(),
      redirectTo: ({ url }: { url: string }) => go('redirectTo', () => shell().redirectTo(url))(),
      reLaunch: ({ url }: { url: string }) => go('reLaunch', () => shell().reLaunch(url))(),
      switchTab: ({ url }: { url: string }) => go('switchTab', () => shell().switchTab(url))(),
      navigateBack: ({ delta }: { delta?: number }) => go('navigateBack', () => shell().navigateBack(delta))(),
      setNavigationBarTitle: nothing('setNavigationBarTitle'),
      setNavigationBarColor: nothing('setNavigationBarColor'),
      setBackgroundColor: nothing('setBackgroundColor'),
      setTabBarStyle: go('setTabBarStyle', () => requireTab()),
      setTabBarItem: go('setTabBarItem', () => requireTab()),
      chooseContact() {
        if (!phone.contact) throw new Fail({ errMsg: 'chooseContact:fail cancel' });
        return { errMsg: 'chooseContact:ok', phoneNumber: phone.contact, displayName: 'contact', phoneNumberList: [phone.contact] };
      },
      setClipboardData({ data }: { data: string }) {
        phone.clipboard = data;
        return { errMsg: 'setClipboardData:ok' };
      },
      showToast({ title }: { title: string }) {
        phone.toasts.push(title);
        return { errMsg: 'showToast:ok' };
      },
      hideToast: nothing('hideToast'),
      showModal() {
        const confirm = phone.answers.shift() ?? true;
        return { confirm, cancel: !confirm, errMsg: 'showModal:ok' };
      },
      makePhoneCall: nothing('makePhoneCall'),
      pageScrollTo: nothing('pageScrollTo'),
    },
  };
  const requireTab = (): void => {
    if (!shell().isTab(shell().top().route)) throw new NoWay('not TabBar page');
  };
  return createPlatformApi(table, {
    name: 'wx',
    phone,
    known: names,
    dead: () => realm().dead(),
    promises: (name) => name !== 'request',
    deliver: (result) => realm().toProgram(result),
    check(name, [first, ...rest]) {
      const ignored = IGNORED[name];
      if (!ignored || typeof first !== 'object') return check(name, [first, ...rest].slice(0, first === undefined && !rest.length ? 0 : undefined));
      return check(name, [Object.fromEntries(Object.entries(first as object).filter(([option]) => !ignored.includes(option))), ...rest]);
    },
  });
}
