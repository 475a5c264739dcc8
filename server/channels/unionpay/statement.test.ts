import { deflateSync } from 'node:zlib';
import { all, gbk, inPieces, makeZip, verdict } from '../bills/testing';
import { type LocalProvider, localProvider } from '../testing';
import { unionpayChannel } from './channel';
import { readFileContent, readZm } from './statement';
import { type UnionpayWorld, unionpayWorld } from './testing';

const MER = '777290058110048';
const WIDTHS = [
  3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32, 1, 21, 15, 1, 15, 32, 13, 13, 8, 32, 13, 13, 12, 2, 1, 32,
  98,
];

/** One row by field numbers; names in GBK take two bytes a sign. */
function line(changes: Record<number, string> = {}): Buffer {
  const fields: Record<number, string> = {
    5: '1122100203',
    7: '000000014396',
    10: '782611221000000000028',
    12: '202611A7K2M9Q4T8',
    16: 'D000000000086',
    20: '01',
    28: MER,
    31: '成都市自来水有限责任公司',
    ...changes,
  };
  const cells = WIDTHS.map((width, i) => {
    const bytes = gbk(fields[i + 1] ?? '');
    return Buffer.concat([bytes, Buffer.alloc(width - bytes.length, ' ')]);
  });
  return Buffer.concat([...cells.flatMap((cell, i) => (i ? [Buffer.from('|'), cell] : [cell])), Buffer.from('\r\n')]);
}

const refundLine = line({ 7: '000000000029', 10: '782611231000000000029', 12: '202611R4T8A7K2M9', 16: 'C000000000001', 20: '04' });
const at = new Date('2026-11-22T02:02:03Z');
const bothRows = [
  { kind: 'payment', attempt_id: '202611A7K2M9Q4T8', channel_no: '782611221000000000028', amount_fen: 14396, fee: 86000, at },
  { kind: 'refund', refund_id: '202611R4T8A7K2M9', channel_no: '782611231000000000029', amount_fen: 29, fee: -1000, at, pending: false },
];
const read = (bytes: Buffer, day = '2026-11-22') => verdict(readZm(inPieces(bytes), MER, day));

describe('a UnionPay ZM file', () => {
  it('is cut by bytes, so that names in GBK move nothing', async () => {
    expect(line()).toHaveLength(607 + 2);
    expect(await read(Buffer.concat([line(), refundLine]))).toEqual(bothRows);
    expect(await read(line({ 20: '31' }))).toMatchObject([{ kind: 'refund' }]);
  });

  it('has times without a year: New Year’s Eve belongs to the year before', async () => {
    expect(await read(line({ 5: '1231233000' }), '2027-01-01')).toMatchObject([{ at: new Date('2026-12-31T15:30:00Z') }]);
    expect(await read(line({ 5: '0101103000' }), '2027-01-01')).toMatchObject([{ at: new Date('2027-01-01T02:30:00Z') }]);
  });

  it.each([
    ['a row that is one byte longer', Buffer.concat([line(), Buffer.from(' '), line()]), 'row_length'],
    ['a row cut off', line().subarray(0, -3), 'row_length'],
    ['a row of another transaction', line({ 20: '02' }), 'row_kind'],
    ['another merchant’s row', line({ 28: '777290000000000' }), 'merchant'],
    ['an amount that is none', line({ 7: '0000000143.9' }), 'amount'],
    ['a time that is none', line({ 5: '1322100203' }), 'time'],
    ['a fee that is none', line({ 16: 'X' }), 'fee'],
  ])('with %s is refused loudly', async (_, bytes, why) => {
    expect(await read(bytes)).toBe(why);
  });

  it('has a ZME file beside it, whose exceptions are passed on by their trace', async () => {
    const widths = [3, 11, 11, 6, 10, 19, 12, 4, 2, 2, 6, 10, 4, 12, 13, 13, 15, 15, 1, 12, 2, 135];
    const fields: Record<number, string> = { 1: 'E74', 4: '000028', 5: '1122100203', 7: '000000014396' };
    const zme = (changes: Record<number, string> = {}) =>
      Buffer.from(`${widths.map((width, i) => ({ ...fields, ...changes })[i + 1]?.padEnd(width) ?? ' '.repeat(width)).join(' ')}\r\n`);
    const pack = (...files: [kind: string, content: Buffer][]) =>
      deflateSync(makeZip(files.map(([kind, bytes]) => ({ name: gbk(`INN26112288${kind}_${MER}`), content: bytes })))).toString('base64');
    const both = (exceptions: Buffer) => verdict(readFileContent(pack(['ZM', line()], ['ZME', exceptions]), MER, '2026-11-22'));
    const exception = { kind: 'exception', trace: '000028-1122100203', code: 'E74', amount_fen: 14396, fee: 0, at };
    expect(await both(zme())).toEqual([bothRows[0], exception]);
    expect(await both(Buffer.alloc(0))).toEqual([bothRows[0]]);
    expect(await both(Buffer.concat([zme().subarray(1)]))).toBe('row_length');
    expect(await both(zme({ 7: '143.96' }))).toBe('amount');
    expect(await both(zme({ 5: '1399000000' }))).toBe('time');
    expect(await verdict(readFileContent(pack(['ZM', line()], ['ZME', zme()], ['ZME', zme()]), MER, '2026-11-22'))).toBe('zip_entry');
  });

  it.each([
    ['that is not base64', '*', 'compression'],
    ['that is not deflated', Buffer.from('plain').toString('base64'), 'compression'],
    ['with a zip cut off', deflateSync(makeZip([{ name: gbk(`INN26112288ZM_${MER}`), content: line() }]).subarray(0, -9)).toString('base64'), 'zip'],
    ['without the ZM file', deflateSync(makeZip([{ name: gbk(`INN26112288ZME_${MER}`), content: line() }])).toString('base64'), 'zip_entry'],
  ])('in an answer %s is not believed', async (_, content, why) => {
    expect(await verdict(readFileContent(content, MER, '2026-11-22'))).toBe(why);
  });
});

describe('asking UnionPay for a clearing day', () => {
  let provider: LocalProvider;
  let world: UnionpayWorld;
  beforeAll(async () => {
    provider = await localProvider();
    world = await unionpayWorld(provider.url);
  });
  afterAll(() => provider.stop());

  const content = deflateSync(makeZip([{ name: gbk(`INN26112288ZM_${MER}`), content: Buffer.concat([line(), refundLine]) }])).toString('base64');
  const serve = (changes: Record<string, string>) => {
    provider.answer = ({ body }) => {
      const { txnTime = '' } = Object.fromEntries(new URLSearchParams(body));
      return world.reply({ version: '5.1.0', merId: MER, txnTime, respCode: '00', settleDate: '1122', ...changes });
    };
  };
  const ask = (clock?: () => Date) => unionpayChannel({ ...world.settings, ...(clock && { clock }) }).statement('2026-11-22');

  it('sends a signed 76 to the file host and reads the signed answer', async () => {
    serve({ fileContent: content, fileName: 'x.zip' });
    const answer = await ask();
    if (answer.is !== 'ready') throw new Error(JSON.stringify(answer));
    expect(await all(answer.rows)).toEqual(bothRows);
    const asked = Object.fromEntries(new URLSearchParams(provider.asked.at(-1)?.body));
    expect(provider.asked.at(-1)?.target).toBe('/files');
    expect(asked).toMatchObject({ txnType: '76', txnSubType: '01', bizType: '000000', settleDate: '1122', fileType: '00', merId: MER });
  });

  it('does not take another day’s file', async () => {
    serve({ fileContent: content, settleDate: '1121' });
    expect(await ask()).toEqual({ is: 'unknown', why: 'answer_content' });
  });

  it('takes 98 for "not yet" in the morning and for "none" in the afternoon', async () => {
    serve({ respCode: '98' });
    expect(await ask(() => new Date('2026-11-23T01:10:00Z'))).toEqual({ is: 'not_ready' });
    expect(await ask(() => new Date('2026-11-23T06:10:00Z'))).toEqual({ is: 'empty' });
  });
});
