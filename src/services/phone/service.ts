import { defineService } from '../../contract/service';

export const phone = defineService({
  id: 'phone',
  category: 'everyday',
  kind: 'topup',
  title: { zh: '话费充值', en: 'Phone top-up' },
  short: { zh: '话费', en: 'Phone' },
  payee: { zh: '手机运营商', en: 'the carrier' },
  done: { zh: '已到账', en: 'Credited' },
  keywords: ['huafei', 'hf', 'chongzhi', 'huafeichongzhi', 'hfcz', '手机', '充值', '移动', '联通', '电信', 'phone', 'mobile', 'top up'],
  icon: 'smartphone',
  account: { label: { zh: '手机号', en: 'Mobile number' }, digits: 11, mobile: true },
  groupable: false,
  pages: ['index'],
});
