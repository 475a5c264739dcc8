/** What an option may be: a type, or the words it may have. `?` at the end of a name: may be left out. */
type Kind = 'string' | 'number' | 'boolean' | 'object' | 'function' | 'any' | readonly string[];
type Shape = Readonly<Record<string, Kind>>;

const CALLBACKS: Shape = { 'success?': 'function', 'fail?': 'function', 'complete?': 'function' };
const URL_ONLY: Shape = { url: 'string' };

/** Alipay publishes no typings that could be installed; these are the calls that this product makes, after the manual. */
const SHAPES: Readonly<Record<string, Shape>> = {
  request: {
    url: 'string',
    'method?': ['GET', 'POST', 'PUT', 'DELETE'],
    'data?': 'any',
    'headers?': 'object',
    'timeout?': 'number',
    'dataType?': ['json', 'text', 'base64', 'arraybuffer'],
    'responseType?': 'string',
  },
  tradePay: { 'tradeNO?': 'string', 'orderStr?': 'string' },
  getAuthCode: { scopes: 'any', 'showErrorTip?': 'boolean' },
  navigateTo: { ...URL_ONLY, 'events?': 'object' },
  redirectTo: URL_ONLY,
  reLaunch: URL_ONLY,
  switchTab: URL_ONLY,
  navigateBack: { 'delta?': 'number' },
  setNavigationBar: {
    'title?': 'string',
    'backgroundColor?': 'string',
    'frontColor?': 'string',
    'borderBottomColor?': 'string',
    'image?': 'string',
    'reset?': 'boolean',
  },
  setBackgroundColor: { 'backgroundColor?': 'string', 'backgroundColorTop?': 'string', 'backgroundColorBottom?': 'string' },
  setTabBarStyle: { color: 'string', selectedColor: 'string', backgroundColor: 'string', borderStyle: ['black', 'white'] },
  setTabBarItem: { index: 'number', text: 'string', 'iconPath?': 'string', 'selectedIconPath?': 'string' },
  setClipboard: { text: 'string' },
  choosePhoneContact: {},
  showToast: { 'content?': 'string', 'type?': ['none', 'success', 'fail', 'exception'], 'duration?': 'number' },
  hideToast: {},
  confirm: { 'title?': 'string', 'content?': 'string', 'confirmButtonText?': 'string', 'cancelButtonText?': 'string' },
  makePhoneCall: { number: 'string' },
  pageScrollTo: { 'scrollTop?': 'number', 'duration?': 'number', 'selector?': 'string' },
  getStorageSync: { key: 'string' },
  setStorageSync: { key: 'string', data: 'any' },
  removeStorageSync: { key: 'string' },
};

/** Options in WeChat's words that Taro leaves beside Alipay's own; and what this product hands to every platform alike. Alipay ignores them. */
const IGNORED: Readonly<Record<string, readonly string[]>> = {
  request: ['header'],
  showToast: ['title', 'icon'],
  confirm: ['cancelText', 'confirmText', 'showCancel'],
  setClipboard: ['data'],
  makePhoneCall: ['phoneNumber'],
};

/** @returns what Alipay would not understand in a call */
export function checkMyCall(name: string, [options]: readonly unknown[]): string[] {
  const shape = SHAPES[name];
  if (!shape) return [];
  const known: Shape = { ...shape, ...CALLBACKS };
  const given = (options ?? {}) as Record<string, unknown>;
  const wrong: string[] = [];
  for (const [option, value] of Object.entries(given)) {
    const kind = known[option] ?? known[`${option}?`];
    if (!kind) {
      if (!IGNORED[name]?.includes(option)) wrong.push(`unknown option "${option}"`);
    } else if (value === undefined ? !(`${option}?` in known) : !fits(value, kind))
      wrong.push(`"${option}" is ${JSON.stringify(value) ?? typeof value}`);
  }
  for (const option of Object.keys(known)) if (!option.endsWith('?') && !(option in given)) wrong.push(`"${option}" is missing`);
  if (name === 'tradePay' && !given.tradeNO === !given.orderStr) wrong.push('either tradeNO or orderStr');
  return wrong;
}

function fits(value: unknown, kind: Kind): boolean {
  if (typeof kind !== 'string') return kind.includes(value as string);
  return kind === 'any' || (typeof value === kind && value !== null);
}

/** Further names of `my` that Taro or this product may look for; calling one that the harness does not play is an error. */
export const MY_NAMES = [
  ...Object.keys(SHAPES),
  ...[
    'alert',
    'canIUse',
    'SDKVersion',
    'env',
    'getSystemInfoSync',
    'getSystemInfo',
    'getWindowInfo',
    'getAppBaseInfo',
    'getMenuButtonBoundingClientRect',
    'getStorage',
    'setStorage',
    'removeStorage',
    'clearStorageSync',
    'getStorageInfoSync',
  ],
  ...[
    'getClipboard',
    'showLoading',
    'hideLoading',
    'showActionSheet',
    'hideKeyboard',
    'createSelectorQuery',
    'createIntersectionObserver',
    'paySignCenter',
    'getPhoneNumber',
    'getOpenUserInfo',
    'scan',
    'chooseImage',
    'previewImage',
    'saveFile',
    'downloadFile',
    'uploadFile',
  ],
  ...[
    'getLocation',
    'openLocation',
    'getNetworkType',
    'onNetworkStatusChange',
    'vibrate',
    'vibrateShort',
    'vibrateLong',
    'setCanPullDown',
    'startPullDownRefresh',
    'stopPullDownRefresh',
    'showTabBar',
    'hideTabBar',
    'setTabBarBadge',
    'removeTabBarBadge',
    'showTabBarRedDot',
    'hideTabBarRedDot',
  ],
  ...[
    'navigateToMiniProgram',
    'navigateBackMiniProgram',
    'exitMiniProgram',
    'getUpdateManager',
    'getLaunchOptionsSync',
    'getEnterOptionsSync',
    'onAppShow',
    'onAppHide',
    'onError',
    'onUnhandledRejection',
    'onThemeChange',
    'offThemeChange',
    'requestSubscribeMessage',
    'hideBackHome',
    'showSharePanel',
  ],
];
