import { all, gbk, inPieces, makeZip, verdict } from '../bills/testing';
import { type LocalProvider, localProvider } from '../testing';
import { alipayChannel } from './channel';
import { readTradeCsv, readTradeZip } from './statement';
import { type AlipayWorld, alipayWorld } from './testing';

const HEADER =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
const SELLER = '2088102146225135';

const row = (changes: Record<string, string> = {}) =>
  HEADER.split(',')
    .map(
      (name) =>
        ({
          支付宝交易号: '2026112222001\t',
          商户订单号: '202611A7K2M9Q4T8  \t',
          业务类型: '交易',
          商品名称: '水费 W7K429MQ3\t',
          创建时间: '2026-11-22 10:00:00\t',
          完成时间: '2026-11-22 10:02:03\t',
          '订单金额（元）': '143.96',
          '商家实收（元）': '143.96',
          '服务费（元）': '-0.86',
          ...changes,
        })[name] ?? '\t',
    )
    .join(',');
const refundRow = row({
  业务类型: '退款',
  '订单金额（元）': '-0.29',
  '商家实收（元）': '-0.29',
  '服务费（元）': '0.01',
  '退款批次号/请求号': '202611R4T8A7K2M9\t',
});
const csv = (rows: string[], sums = ['1笔，商家实收共143.96元', '1笔，商家实收退款共-0.29元']) =>
  [
    '#支付宝业务明细查询',
    `#账号：[${SELLER}0156]`,
    '#起始日期：[2026年11月22日 00:00:00]   终止日期：[2026年11月22日 23:59:59]',
    '#-----业务明细列表-----',
    HEADER,
    ...rows,
    '#-----业务明细列表结束-----',
    `#交易合计：${sums[0]}，商家优惠共0.00元`,
    `#退款合计：${sums[1]}，商家优惠退款共0.00元`,
    '#导出时间：[2026年11月23日 10:11:12]',
  ].join('\r\n');
const read = (text: string) => verdict(readTradeCsv(inPieces(gbk(text)), SELLER));
const at = new Date('2026-11-22T02:02:03Z');
const bothRows = [
  { kind: 'payment', attempt_id: '202611A7K2M9Q4T8', channel_no: '2026112222001', amount_fen: 14396, fee: 86000, at },
  { kind: 'refund', refund_id: '202611R4T8A7K2M9', channel_no: '2026112222001', amount_fen: 29, fee: -1000, at, pending: false },
];

describe('an Alipay trade bill', () => {
  it('is GBK with padded cells; refunds are negative there and positive here', async () => {
    expect(await read(csv([row(), refundRow]))).toEqual(bothRows);
    expect(await read(csv([row(), refundRow]).replace(/\r/g, ''))).toEqual(bothRows);
  });

  it('may have commas in what people typed', async () => {
    expect(await read(csv([row({ 商品名称: '水费,电费, 等3笔\t', 备注: '一,二\t' }), refundRow]))).toEqual(bothRows);
    expect(await read(csv([row({ 商品名称: '"水费, ""第三期"""' }), refundRow]))).toEqual(bothRows);
  });

  it('sums what came in, which an offer makes less than the order', async () => {
    const offered = row({ '商家实收（元）': '140.00', '商家优惠（元）': '3.96' });
    expect(await read(csv([offered, refundRow], ['1笔，商家实收共140.00元', '1笔，商家实收退款共-0.29元']))).toEqual(bothRows);
  });

  it.each([
    ['a cell less', csv([row().replace(',', ''), refundRow]), 'row_columns'],
    ['another kind of business', csv([row({ 业务类型: '转账' }), refundRow]), 'row_kind'],
    ['a refund that is not negative', csv([row(), refundRow.replace(/-0\.29/g, '0.29')]), 'row_kind'],
    ['no time', csv([row({ 完成时间: '\t' }), refundRow]), 'time'],
    ['a sum that is not its rows’', csv([row(), refundRow], ['1笔，商家实收共143.97元', '1笔，商家实收退款共-0.29元']), 'sums'],
    ['a count that is not its rows’', csv([row()]), 'sums'],
    ['the end cut off', csv([row(), refundRow]).split('#-----业务明细列表结束')[0] ?? '', 'no_end'],
    ['another seller', csv([row(), refundRow]).replace('[2088', '[2089'), 'merchant'],
    ['a column missing', csv([]).replace('完成时间', '时间').replace('#-----业务明细列表结束', `${row()}\r\n#`), 'columns'],
  ])('with %s is not believed', async (_, text, why) => {
    expect(await read(text)).toBe(why);
  });

  it('that is not GBK is not believed', async () => {
    const bytes = Buffer.concat([gbk(csv([row()])), Buffer.of(0x81, 0x20)]);
    expect(await verdict(readTradeCsv(inPieces(bytes), SELLER))).toBe('encoding');
  });
});

describe('the zip around it', () => {
  const detail = { name: gbk('20881021462251350156_20261122_业务明细.csv'), content: gbk(csv([row(), refundRow])) };
  const summary = { name: gbk('20881021462251350156_20261122_业务明细(汇总).csv'), content: gbk('#x') };
  const unzip = (zip: Buffer) =>
    verdict(
      (async function* () {
        yield* readTradeZip(zip, SELLER);
      })(),
    );

  it('has names in GBK; the detail file is read', async () => {
    expect(await unzip(makeZip([summary, detail]))).toEqual(bothRows);
  });

  it.each([
    ['cut off', makeZip([detail, summary]).subarray(0, -30), 'zip'],
    ['cut off in the middle', makeZip([detail, summary]).subarray(0, 200), 'zip'],
    ['empty', Buffer.alloc(0), 'zip'],
    ['with a wrong checksum', makeZip([{ ...detail, crc: 1 }]), 'zip_crc'],
    ['without the detail file', makeZip([summary]), 'zip_entry'],
  ])('%s is not believed', async (_, zip, why) => {
    expect(await unzip(zip)).toBe(why);
  });

  it('with one byte changed anywhere gives the same rows or none', async () => {
    const zip = makeZip([detail]);
    for (let place = 0; place < zip.length; place += 11) {
      const altered = Buffer.from(zip);
      altered[place] = (altered[place] as number) ^ 0x20;
      const found = await unzip(altered);
      if (typeof found !== 'string') expect(found).toEqual(bothRows);
    }
  });
});

describe('asking Alipay for a day', () => {
  let provider: LocalProvider;
  let world: AlipayWorld;
  beforeAll(async () => {
    provider = await localProvider();
    world = alipayWorld(`${provider.url}/gateway.do`);
  });
  afterAll(() => provider.stop());

  const zip = () => makeZip([{ name: gbk('业务明细.csv'), content: gbk(csv([row(), refundRow]).replace(SELLER, world.settings.sellerId)) }]);
  const serve = (url: string) => {
    provider.answer = ({ method }) =>
      method === 'GET'
        ? { body: zip() }
        : world.reply('alipay.data.dataservice.bill.downloadurl.query', { code: '10000', msg: 'Success', bill_download_url: url });
  };
  const ask = (clock?: () => Date) => alipayChannel({ ...world.settings, ...(clock && { clock }) }).statement('2026-11-22');

  it('fetches the file where the signed answer says, without a signature', async () => {
    serve(`${provider.url}/downloadBillFile.resource?token=1`);
    const answer = await ask();
    if (answer.is !== 'ready') throw new Error(JSON.stringify(answer));
    expect(await all(answer.rows)).toEqual(bothRows);
    expect(provider.asked.at(-1)?.target).toBe('/downloadBillFile.resource?token=1');
  });

  it('goes to no other house', async () => {
    serve('http://169.254.169.254/latest');
    expect(await ask()).toEqual({ is: 'unknown', why: 'answer_content' });
  });

  it('takes "no such bill" for "not yet" in the morning and for "none" in the afternoon', async () => {
    provider.answer = () =>
      world.reply('alipay.data.dataservice.bill.downloadurl.query', { code: '40004', msg: 'Business Failed', sub_code: 'isp.bill_not_exist' });
    expect(await ask(() => new Date('2026-11-23T02:10:00Z'))).toEqual({ is: 'not_ready' });
    expect(await ask(() => new Date('2026-11-23T06:10:00Z'))).toEqual({ is: 'empty' });
  });
});
