import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { all, inPieces, verdict } from '../bills/testing';
import { type LocalProvider, localProvider, type Told, vector, vectorSuite } from '../testing';
import { wechatChannel } from './channel';
import { readTradeBill } from './statement';
import { type WechatWorld, wechatWorld } from './testing';

const MCH = '1900009191';
const HEADER =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const SUMS = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

const ticked = (cells: readonly string[]) => cells.map((cell) => `\`${cell}`).join(',');
const row = (changes: Record<string, string>) =>
  ticked(
    HEADER.split(',').map(
      (name) =>
        ({
          交易时间: '2026-11-22 10:02:03',
          商户号: MCH,
          微信订单号: '4200001',
          商户订单号: '202611A7K2M9Q4T8',
          交易状态: 'SUCCESS',
          货币种类: 'CNY',
          手续费: '0.86376',
          订单金额: '143.96',
          申请退款金额: '0.00',
          ...changes,
        })[name] ?? '',
    ),
  );
const refundRow = (changes: Record<string, string> = {}) =>
  row({
    交易状态: 'REFUND',
    微信退款单号: '5030001',
    商户退款单号: '202611R4T8A7K2M9',
    退款状态: 'SUCCESS',
    订单金额: '0.00',
    申请退款金额: '0.29',
    手续费: '-0.00174',
    ...changes,
  });
const bill = (rows: string[], sums = ['2.0', '143.96', '0.29', '0.0', '0.86', '143.96', '0.29'], end = '\r\n', header = HEADER) =>
  Buffer.from(`\uFEFF${[header, ...rows, SUMS, ticked(sums)].join(end)}${end}`);
const read = (bytes: Buffer) => verdict(readTradeBill(inPieces(bytes), MCH));
const bothRows = [
  {
    kind: 'payment',
    attempt_id: '202611A7K2M9Q4T8',
    channel_no: '4200001',
    amount_fen: 14396,
    fee: 86376,
    at: new Date('2026-11-22T02:02:03Z'),
  },
  {
    kind: 'refund',
    refund_id: '202611R4T8A7K2M9',
    channel_no: '5030001',
    amount_fen: 29,
    fee: -174,
    at: new Date('2026-11-22T02:02:03Z'),
    pending: false,
  },
];

describe('a WeChat trade bill', () => {
  it.each([
    ['CRLF', '\r\n'],
    ['LF', '\n'],
  ])('with %s is read row by row, whatever pieces it comes in', async (_, end) => {
    expect(await read(bill([row({}), refundRow()], undefined, end))).toEqual(bothRows);
  });

  it('may have commas in its cells and columns in another order', async () => {
    expect(await read(bill([row({ 商品名称: '水费,第 3 期,' }), refundRow()]))).toEqual(bothRows);
    const turned = (line: string) => line.split(',').reverse().join(',');
    const cells = (line: string) => `\`${line.slice(1).split(',`').reverse().join(',`')}`;
    expect(await read(bill([cells(row({})), cells(refundRow())], undefined, '\n', turned(HEADER)))).toEqual(bothRows);
  });

  it('counts a refund that came to nothing, but does not hand it out; one under way is pending', async () => {
    expect(await read(bill([row({}), refundRow({ 退款状态: 'ABNORMAL' })]))).toEqual([bothRows[0]]);
    expect(await read(bill([row({}), refundRow({ 退款状态: 'PROCESSING' })]))).toEqual([bothRows[0], { ...bothRows[1], pending: true }]);
  });

  it.each([
    ['a row with a cell less', bill([row({}).replace(',`', ''), refundRow()]), 'row_columns'],
    ['another merchant’s row', bill([row({ 商户号: '1900000000' }), refundRow()]), 'merchant'],
    ['another currency', bill([row({ 货币种类: 'USD' }), refundRow()]), 'currency'],
    ['a state that is not known', bill([row({ 交易状态: 'REVOKED' }), refundRow()]), 'row_kind'],
    ['an amount of three decimals', bill([row({ 订单金额: '1.234' }), refundRow()]), 'amount'],
    ['no time', bill([row({ 交易时间: '' }), refundRow()]), 'time'],
    ['a column missing', bill([row({})], undefined, '\n', HEADER.replace('商户订单号', '订单号')), 'columns'],
    ['a sum that is not its rows’', bill([row({}), refundRow()], ['2.0', '1', '0.29', '0.0', '0.86', '143.97', '0.29']), 'sums'],
    ['a count that is not its rows’', bill([row({})]), 'sums'],
    ['the end cut off', bill([row({}), refundRow()]).subarray(0, -120), 'no_sums'],
    ['rows behind the sums', Buffer.concat([bill([row({}), refundRow()]), Buffer.from(`${row({})}\n`)]), 'after_sums'],
  ])('with %s is not believed', async (_, bytes, why) => {
    expect(await read(bytes)).toBe(why);
  });

  vectorSuite('of a public SDK', () => {
    it('has 45 rows: 31 payments and 14 refunds, and its sums hold', async () => {
      const { csvBase64, expect: expected } = vector('wechat-bill-all-csv');
      const rows = await all(readTradeBill(inPieces(Buffer.from(csvBase64, 'base64'), 1000), '1921000401'));
      expect(rows).toHaveLength(expected.rows);
      expect(rows.filter((one) => one.kind === 'payment')).toHaveLength(31);
      expect(rows.filter((one) => one.kind === 'refund')).toHaveLength(14);
    });
  });
});

describe('asking WeChat for a day', () => {
  let provider: LocalProvider;
  let world: WechatWorld;
  beforeAll(async () => {
    provider = await localProvider();
    world = wechatWorld(provider.url);
  });
  afterAll(() => provider.stop());

  const plain = bill([row({}), refundRow()]);
  const sha1 = createHash('sha1').update(plain).digest('hex');
  /** `download_url` names WeChat's own host, as the real one does. */
  const serve = (file: Told, hash_value = sha1) => {
    provider.answer = ({ target }) =>
      target.startsWith('/v3/billdownload')
        ? file
        : world.reply({ hash_type: 'SHA1', hash_value, download_url: 'https://api.mch.weixin.qq.com/v3/billdownload/file?token=T%2B1' });
  };
  const ask = () => wechatChannel(world.settings).statement('2026-11-22');

  it('signs for the file’s own path and checks it unpacked', async () => {
    serve({ body: gzipSync(plain) });
    const answer = await ask();
    if (answer.is !== 'ready') throw new Error(answer.is);
    expect(await all(answer.rows)).toEqual(bothRows);
    expect(provider.asked.slice(-2).map((one) => one.target)).toEqual([
      '/v3/bill/tradebill?bill_date=2026-11-22&bill_type=ALL&tar_type=GZIP',
      '/v3/billdownload/file?token=T%2B1',
    ]);
    expect(provider.asked.at(-1)?.headers.authorization).toMatch(/^WECHATPAY2-SHA256-RSA2048 /);
  });

  it.each([
    ['another hash', { body: gzipSync(plain) }, '0'.repeat(40), 'hash'],
    ['a file cut off', { body: gzipSync(plain).subarray(0, -20) }, sha1, 'compression'],
    ['a file that is no gzip', { body: plain }, sha1, 'compression'],
    ['an error instead of a file', { status: 404, body: '' }, sha1, 'http_404'],
  ])('with %s gets nothing to believe', async (_, file, hash, why) => {
    serve(file, hash);
    expect(await ask()).toEqual({ is: 'unknown', why });
  });

  it.each([
    ['STATEMENT_CREATING', { is: 'not_ready' }],
    ['NO_STATEMENT_EXIST', { is: 'empty' }],
    ['NO_AUTH', { is: 'unknown', why: 'NO_AUTH' }],
  ])('hears %s', async (code, answer) => {
    provider.answer = () => ({ status: 400, body: JSON.stringify({ code }) });
    expect(await ask()).toEqual(answer);
  });
});
