import type { Category } from '../../contract/service';
import { midSentence } from '../format';

/** Words of the whole product: names, bars, acts that every page has. */
const zh = {
  brand: '蓉易付',
  city: '成都',
  tabs: { home: '首页', orders: '订单', me: '我的' },
  back: '返回',
  close: '关闭',
  retry: '重试',
  cancel: '取消',
  yes: '确定',
  done: '完成',
  more: '再看几笔',
  moreBusy: '正在取更早的订单',
  remove: '删除',
  hidden: '金额已隐藏',
  copied: '链接已复制，在浏览器里打开',
  openFailed: '打不开，链接也没复制成',
  categories: { everyday: '便民', finance: '金融', government: '政务', leisure: '娱乐', travel: '商旅', rural: '惠农' } as Record<Category, string>,
  sandbox: '仿真环境 · 不产生真实扣款',
  sandboxLink: '测试号码',
  channels: { wechat: '微信支付', alipay: '支付宝', unionpay: '云闪付' },
  surfaces: { weapp: '微信小程序', alipay: '支付宝小程序', h5: '网页' },
  offlineSince: (time: string) => `没有网络，这是 ${time} 的数据`,
  staleSince: (time: string) => `没问到新的，这是 ${time} 的数据`,
  amountLabel: (amount: string) => `金额 ${amount}`,
  /** A masked number keeps together when the line wraps. */
  join: (name: string, nickname: string) => `${name} · ${nickname.replace(/ /g, '\u00a0')}`,
};

const en: typeof zh = {
  brand: 'Rongyifu',
  city: 'Chengdu',
  tabs: { home: 'Home', orders: 'Orders', me: 'Me' },
  back: 'Back',
  close: 'Close',
  retry: 'Retry',
  cancel: 'Cancel',
  yes: 'Yes',
  done: 'Done',
  more: 'Show more',
  moreBusy: 'Getting earlier orders',
  remove: 'Remove',
  hidden: 'Amount hidden',
  copied: 'Link copied; open it in a browser',
  openFailed: "Couldn't open or copy the link",
  categories: { everyday: 'Everyday', finance: 'Money', government: 'Gov', leisure: 'Leisure', travel: 'Travel', rural: 'Rural' },
  sandbox: 'Sandbox · no charge',
  sandboxLink: 'Test numbers',
  channels: { wechat: 'WeChat Pay', alipay: 'Alipay', unionpay: 'UnionPay' },
  surfaces: { weapp: 'WeChat mini-program', alipay: 'Alipay mini-program', h5: 'Web' },
  offlineSince: (time) => `No network. Data of ${midSentence(time)}`,
  staleSince: (time) => `No new answer. Data of ${midSentence(time)}`,
  amountLabel: (amount) => `Amount ${amount}`,
  join: (name, nickname) => zh.join(name, nickname),
};

export const common = { zh, en };
