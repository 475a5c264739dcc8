import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { faultOr, inPieces } from '../bills/testing';
import { localProvider } from '../testing';
import { wechatChannel } from './channel';
import { readFundFlow } from './flow';
import { wechatWorld } from './testing';

const HEADER = '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,资金变更提交申请人,备注,业务凭证号';
const SUMS = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额';
const ticked = (cells: readonly string[]) => cells.map((cell) => `\`${cell}`).join(',');
const row = (name: string, direction: string, amount: string) =>
  ticked(['2026-11-22 10:02:03', '42001', '1', name, name, direction, amount, '0.00', 'system', '', '202611A']);
const DAY = [
  row('交易', '收入', '143.96'),
  row('扣除交易手续费', '支出', '0.86'),
  row('退款', '支出', '0.29'),
  row('退还交易手续费', '收入', '0.01'),
  row('提现', '支出', '100.00'),
];
const file = (rows = DAY, sums = ['5.0', '2.0', '143.97', '3.0', '101.15'], header = HEADER) =>
  Buffer.from(`\uFEFF${[header, ...rows, SUMS, ticked(sums)].join('\r\n')}\r\n`);
const read = (bytes: Buffer) => faultOr(() => readFundFlow(inPieces(bytes)));

describe('a WeChat fund-flow bill', () => {
  const flow = { paid_fen: 14396, refunded_fen: 29, fee_fen: 85 };

  it('comes to what was paid, paid back and kept; a withdrawal is none of these', async () => {
    expect(await read(file())).toEqual(flow);
  });

  it('may write its header with half-width brackets, or with backticks', async () => {
    expect(await read(file(DAY, undefined, HEADER.replace(/（/g, '(').replace(/）/g, ')')))).toEqual(flow);
    expect(await read(file(DAY, undefined, ticked(HEADER.split(','))))).toEqual(flow);
  });

  it('may give back more fees than it took', async () => {
    const rows = [row('退款', '支出', '10.00'), row('退还交易手续费', '收入', '0.06')];
    expect(await read(file(rows, ['2', '1', '0.06', '1', '10.00']))).toEqual({ paid_fen: 0, refunded_fen: 1000, fee_fen: -6 });
  });

  it.each([
    ['a sum of income that is not its rows’', file(DAY, ['5.0', '2.0', '143.98', '3.0', '101.15']), 'sums'],
    ['a sum of outlays that is not its rows’', file(DAY, ['5.0', '2.0', '143.97', '3.0', '101.16']), 'sums'],
    ['a count that is not its rows’', file(DAY, ['6.0', '2.0', '143.97', '3.0', '101.15']), 'sums'],
    ['a direction that is none', file([row('交易', '转', '1.00')], ['1', '1', '1.00', '0', '0.00']), 'row_kind'],
    ['a tenth of a fen', file([row('交易', '收入', '1.001')], ['1', '1', '1.00', '0', '0.00']), 'amount'],
    ['no column of amounts', file(DAY, undefined, HEADER.replace('收支金额', '金额')), 'columns'],
    ['its end cut off', file().subarray(0, -60), 'no_sums'],
    ['a row behind its sums', Buffer.concat([file(), Buffer.from(`${DAY[0]}\n`)]), 'after_sums'],
  ])('with %s is not believed', async (_, bytes, why) => {
    expect(await read(bytes)).toBe(why);
  });

  it('is asked for, signed, and held against the hash that was named', async () => {
    const provider = await localProvider();
    const world = wechatWorld(provider.url);
    const hash_value = createHash('sha1').update(file()).digest('hex');
    const serve = (body: Buffer) => {
      provider.answer = ({ target }) =>
        target.startsWith('/v3/billdownload')
          ? { body }
          : world.reply({ hash_type: 'SHA1', hash_value, download_url: 'https://api.mch.weixin.qq.com/v3/billdownload/file?token=1' });
    };
    const ask = () => wechatChannel(world.settings).flow?.('2026-11-22');
    serve(gzipSync(file()));
    expect(await ask()).toEqual({ is: 'ready', flow });
    expect(provider.asked[0]?.target).toBe('/v3/bill/fundflowbill?bill_date=2026-11-22&account_type=BASIC&tar_type=GZIP');
    serve(gzipSync(file([...DAY].reverse())));
    expect(await ask()).toEqual({ is: 'unknown', why: 'hash' });
    for (const [code, answer] of [
      ['NO_STATEMENT_EXIST', { is: 'empty' }],
      ['STATEMENT_CREATING', { is: 'not_ready' }],
      ['NO_AUTH', { is: 'refused', code: 'NO_AUTH' }],
    ] as const) {
      provider.answer = () => ({ status: 400, body: JSON.stringify({ code }) });
      expect(await ask()).toEqual(answer);
    }
    await provider.stop();
  });
});
