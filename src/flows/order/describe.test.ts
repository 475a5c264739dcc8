import type { OrderDetails, OrderView } from '../../contract/order';
import type { Text } from '../../text';
import { common } from '../../text/words/common';
import { orders, stations } from '../../text/words/orders';
import { payeeOf, saysOf, statusNameOf, whatOf } from './describe';

const zh = { language: 'zh', common: common.zh, stations: stations.zh, orders: orders.zh } as unknown as Text;
const topup: OrderDetails = { kind: 'topup', title: { zh: '100 元话费', en: '¥100 credit' }, by: { zh: '中国移动', en: 'China Mobile' }, facts: [] };
const order = { service: 'phone', status: 'fulfilled', details: topup } as unknown as OrderView;
const bill = { service: 'water', status: 'fulfilled', details: { kind: 'bill', bills: [] } } as unknown as OrderView;

describe('a top-up in words', () => {
  it('names who credits it, what is credited, and that it was', () => {
    expect([payeeOf(order, zh), whatOf(order, Date.now(), zh), statusNameOf(order, zh)]).toEqual(['中国移动', '100 元话费', '已到账']);
  });

  it('leaves bills as they were', () => {
    expect([payeeOf(bill, zh), statusNameOf(bill, zh)]).toEqual(['成都市自来水公司', '已缴清']);
  });
});

describe('a screen’s words', () => {
  const words = { again: 'look up', title: 'result', booking: { again: 'choose' }, topup: { again: 'choose an amount' } };

  it('are the kind’s own where it has any, else those of bills', () => {
    expect(saysOf(words, order)).toMatchObject({ again: 'choose an amount', title: 'result' });
    expect(saysOf(words, bill)).toBe(words);
    expect(saysOf(words, undefined)).toBe(words);
  });
});
