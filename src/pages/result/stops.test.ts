import type { OrderView, Station } from '../../contract/order';
import type { Text } from '../../text';
import { common } from '../../text/words/common';
import { stations } from '../../text/words/orders';
import { result } from '../../text/words/result';
import { latestOf, stopsOf } from './stops';

const now = Date.parse('2026-11-23T01:42:00Z');
const zh = { language: 'zh', common: common.zh, stations: stations.zh } as unknown as Text;
const en = { language: 'en', common: common.en, stations: stations.en } as unknown as Text;
const order = (line: Station[], more: Partial<OrderView> = {}) =>
  ({ service: 'water', paid_by: 'wechat', refusal: null, details: { kind: 'bill', bills: [{}, {}, {}] }, stations: line, ...more }) as OrderView;

describe('stations in words', () => {
  const done = order([
    { code: 'paid', state: 'done', at: '2026-11-23T01:41:22Z' },
    { code: 'agency_told', state: 'done', at: '2026-11-23T01:41:23Z' },
    { code: 'written_off', state: 'done', at: '2026-11-23T01:41:25Z' },
    { code: 'settled', state: 'next', at: '2026-11-23T15:00:00Z' },
  ]);

  it('names the agency and tells Beijing times, to the second today', () => {
    expect(stopsOf(done, now, zh, result.zh)).toEqual([
      { key: 'paid', title: '你付了钱', state: 'done', note: '用微信支付', time: '9:41:22' },
      { key: 'agency_told', title: '成都市自来水公司收到通知', state: 'done', time: '9:41:23' },
      { key: 'written_off', title: '成都市自来水公司销账', state: 'done', note: '3 个月的账单都已标记为缴清', time: '9:41:25' },
      { key: 'settled', title: '钱款划给成都市自来水公司', state: 'next', note: '对账后自动完成，你不用做什么', time: '今天 23:00' },
    ]);
  });

  it('speaks English', () => {
    expect(stopsOf(done, now, en, result.en).map(({ title }) => title)).toEqual([
      'You paid',
      'Chengdu Water was told',
      'Chengdu Water confirmed',
      'Money goes to Chengdu Water',
    ]);
  });

  it('given the agency is silent, then the station that is waited for says by when', () => {
    const line: Station[] = [
      { code: 'agency_told', state: 'done', at: '2026-11-23T01:41:23Z' },
      { code: 'written_off', state: 'now', at: '2026-11-24T01:41:22Z' },
    ];
    const [, waiting] = stopsOf(order(line), now, zh, result.zh);
    expect(waiting).toEqual({ key: 'written_off', title: '成都市自来水公司销账', state: 'now', note: '一般 5 秒，最晚 明天 9:41' });
    expect(latestOf(order(line))).toBe('2026-11-24T01:41:22Z');
  });

  it('given a refusal, then the line turns back and says why', () => {
    const line: Station[] = [
      { code: 'paid', state: 'done', at: '2026-11-22T01:41:22Z' },
      { code: 'refused', state: 'done', at: '2026-11-22T01:41:25Z' },
      { code: 'refund_sent', state: 'now', at: null },
      { code: 'refunded', state: 'next', at: '2026-11-24T01:41:25Z' },
    ];
    const stops = stopsOf(order(line, { refusal: 'account_closed' }), now, zh, result.zh);
    expect(stops.map(({ back }) => Boolean(back))).toEqual([false, true, true, true]);
    expect(stops[0]?.time).toBe('昨天 9:41');
    expect(stops[1]?.note).toBe('这个户号已经销户。');
    expect(stops[2]).toMatchObject({ state: 'now', note: '正在交给钱包，一般几分钟' });
    expect(stops[3]).toMatchObject({ time: '明天 9:41', note: '各家银行到账快慢不同' });
  });
});
