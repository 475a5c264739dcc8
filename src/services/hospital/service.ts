import { defineService } from '../../contract/service';

export const hospital = defineService({
  id: 'hospital',
  category: 'everyday',
  kind: 'booking',
  title: { zh: '医院挂号', en: 'Hospital registration' },
  short: { zh: '挂号', en: 'Hospital' },
  payee: { zh: '就诊医院', en: 'the hospital' },
  keywords: ['guahao', 'yiyuan', 'gh', '医院', '挂号', 'hospital', 'doctor'],
  icon: 'stethoscope',
  account: { label: { zh: '就诊卡号', en: 'Patient card' }, digits: 10 },
  done: { zh: '已挂号', en: 'Booked' },
  groupable: false,
  pages: ['index', 'doctors'],
});
