import { defineService } from '../../contract/service';

export const water = defineService({
  id: 'water',
  category: 'everyday',
  kind: 'bill',
  title: { zh: '水费', en: 'Water' },
  payee: { zh: '成都市自来水公司', en: 'Chengdu Water' },
  keywords: ['shuifei', 'sf', '自来水', 'water'],
  icon: 'droplet',
  account: { label: { zh: '户号', en: 'Account no.' }, digits: 12 },
  groupable: true,
  pages: ['index'],
});
