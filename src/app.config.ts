import { offered } from './services';

/** Only WeChat reads theme.json; Alipay's bars start light and src/platform/screen/window paints them, the web draws its own (src/platform/screen/tab-bar.h5). */
const native = process.env.TARO_ENV === 'weapp';
const themed = (name: string, otherwise: string): string => (native ? `@${name}` : otherwise);

const tabs = [
  { page: 'home', text: '首页' },
  { page: 'orders', text: '订单' },
  { page: 'me', text: '我的' },
];

export default defineAppConfig({
  pages: [
    'pages/home/index',
    'pages/orders/index',
    'pages/me/index',
    'pages/cashier/index',
    'pages/result/index',
    'pages/receipt/index',
    'pages/signin/index',
  ],
  subPackages: offered.map(({ id, pages }) => ({ root: `services/${id}`, pages: [...pages] })),
  darkmode: true,
  themeLocation: 'theme.json',
  lazyCodeLoading: 'requiredComponents',
  window: {
    navigationBarTitleText: '蓉易付',
    navigationBarBackgroundColor: themed('bar', '#F1F4F2'),
    navigationBarTextStyle: themed('text', 'black') as 'black',
    backgroundColor: themed('bar', '#F1F4F2'),
    backgroundTextStyle: themed('pull', 'dark') as 'dark',
  },
  tabBar: {
    color: themed('tab', '#5F6C66'),
    selectedColor: themed('tabOn', '#0B6B57'),
    backgroundColor: themed('tabs', '#FFFFFF'),
    borderStyle: themed('edge', 'black') as 'black',
    list: tabs.map(({ page, text }) => ({
      pagePath: `pages/${page}/index`,
      text,
      ...(process.env.TARO_ENV !== 'h5' && {
        iconPath: themed(page, `ui/tabs/${page}-light.png`),
        selectedIconPath: themed(`${page}On`, `ui/tabs/${page}-on-light.png`),
      }),
    })),
  },
});
