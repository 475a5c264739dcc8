import type { Realm } from '../engine/realm';
import { NoWay, type Shell } from '../engine/shell';
import { carry, parsed } from '../http';
import type { Phone } from '../phone';
import { type ApiTable, createPlatformApi, Fail, NEVER } from '../platform-api';
import { checkMyCall, MY_NAMES } from './shapes';

interface Request {
  url: string;
  method?: string;
  data?: unknown;
  headers?: Record<string, string>;
}

/** `my` of a phone, with the gateway and the twin behind it. */
export function createMy(phone: Phone, shell: () => Shell, realm: () => Realm): object {
  const system = {
    language: phone.language === 'en' ? 'en' : 'zh-Hans',
    theme: 'light',
    app: 'alipay',
    platform: 'iOS',
    version: '10.6.0',
    pixelRatio: 2,
    screenWidth: 375,
    screenHeight: 812,
    windowWidth: 375,
    windowHeight: 724,
    statusBarHeight: 44,
    titleBarHeight: 44,
    fontSizeSetting: 16,
  };
  const go =
    (way: (url: string) => void) =>
    ({ url }: { url: string }): object => {
      try {
        way(url);
        return {};
      } catch (error) {
        if (error instanceof NoWay) throw new Fail({ error: 10, errorMessage: error.message });
        throw error;
      }
    };
  const onTab = (): object => {
    if (!shell().isTab(shell().top().route)) throw new Fail({ error: 10, errorMessage: 'not a tab page' });
    return {};
  };
  const nothing = (): object => ({});

  const table: ApiTable = {
    values: { SDKVersion: '2.9.8', env: { USER_DATA_PATH: 'https://usr' } },
    sync: {
      canIUse: (name: string) => MY_NAMES.includes(name.split('.')[0] as string),
      getSystemInfoSync: () => system,
      getWindowInfo: () => system,
      getAppBaseInfo: () => ({ language: system.language, theme: system.theme, version: system.version }),
      getMenuButtonBoundingClientRect: () => ({ top: 48, left: 281, right: 368, bottom: 80, width: 87, height: 32 }),
      getStorageSync: ({ key }: { key: string }) => ({ data: JSON.parse(phone.storage.get(key) ?? 'null'), success: true }),
      setStorageSync: ({ key, data }: { key: string; data: unknown }) => void phone.storage.set(key, JSON.stringify(data)),
      removeStorageSync: ({ key }: { key: string }) => void phone.storage.delete(key),
      onThemeChange: () => undefined,
    },
    async: {
      getAuthCode: async () => ({ authCode: await phone.loginCode('alipay'), authSuccessScopes: ['auth_base'], authErrorScopes: {} }),
      async request({ url, method = 'GET', data, headers = {} }: Request) {
        const body = data === undefined ? undefined : typeof data === 'string' ? data : JSON.stringify(data);
        const { status, headers: answered, text } = await carry(phone, url, { method, headers, body });
        const result = { status, headers: answered, data: parsed(text) };
        // Alipay takes an HTTP error for a failed request, and hands the body over all the same.
        if (status < 200 || status >= 300) throw new Fail({ ...result, error: 19, errorMessage: 'http status error' });
        return result;
      },
      async tradePay({ tradeNO }: { tradeNO: string }) {
        const resultCode = await shell().covered(() => phone.inWallet((outcome) => phone.surroundings.twin.alipayWallet(tradeNO, outcome)));
        // Whatever the citizen did in the wallet, the call itself succeeded.
        return resultCode === null ? NEVER : { resultCode, memo: '', result: '' };
      },
      navigateTo: go((url) => shell().navigateTo(url)),
      redirectTo: go((url) => shell().redirectTo(url)),
      reLaunch: go((url) => shell().reLaunch(url)),
      switchTab: go((url) => shell().switchTab(url)),
      navigateBack: ({ delta }: { delta?: number }) => go(() => shell().navigateBack(delta))({ url: '' }),
      setNavigationBar: nothing,
      setBackgroundColor: nothing,
      setTabBarStyle: onTab,
      setTabBarItem: onTab,
      choosePhoneContact() {
        if (!phone.contact) throw new Fail({ error: 11, errorMessage: 'cancelled' });
        return { name: 'contact', mobile: phone.contact };
      },
      setClipboard({ text }: { text: string }) {
        phone.clipboard = text;
        return {};
      },
      showToast({ content }: { content?: string }) {
        phone.toasts.push(content ?? '');
        return {};
      },
      hideToast: nothing,
      confirm: () => ({ confirm: phone.answers.shift() ?? true }),
      makePhoneCall: nothing,
      pageScrollTo: nothing,
    },
  };
  return createPlatformApi(table, {
    name: 'my',
    phone,
    known: MY_NAMES,
    dead: () => realm().dead(),
    promises: () => false,
    deliver: (result) => realm().toProgram(result),
    check: checkMyCall,
  });
}
