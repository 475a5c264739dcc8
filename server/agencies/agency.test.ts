import { fen } from '../../src/contract/money';
import { rsaSign, rsaVerify } from '../channels/rsa';
import { type LocalProvider, localProvider, minutesAfterNow, NOW, oneByteOff, rsaPair, type Told } from '../channels/testing';
import { type AgencyClient, agencyClient, answerText, requestText } from './agency';

const BILL = {
  no: '202610',
  period: '2026-10',
  due_on: '2026-11-25',
  amount_fen: 5888,
  late_fee_fen: 0,
  usage: {
    quantity: 16,
    unit: 'm3',
    year_quantity: 226,
    tiers: [
      { upto: 216, price_fen: 303 },
      { upto: null, price_fen: 719 },
    ],
    shares: [{ tier: 1, quantity: 6, price_fen: 303, amount_fen: 1818 }],
  },
};

describe('an agency', () => {
  let provider: LocalProvider;
  let client: AgencyClient;
  const ours = rsaPair();
  const theirs = rsaPair();
  const order = { order_no: 'W7K429MQ3', quote_ref: 'q1', account: '20517736', bills: ['202610'], amount_fen: fen(5888), paid_at: NOW };

  const signed = (nonce: string, body: string, { status = 200, time = NOW, key = 'water-1' } = {}): Told => {
    const seconds = String(time.getTime() / 1000);
    const signature = rsaSign(answerText(status, nonce, seconds, Buffer.from(body)), theirs.privateKey);
    return { status, headers: { 'Ryf-Key': key, 'Ryf-Time': seconds, 'Ryf-Signature': signature }, body };
  };
  const answers = (content: object, options?: object) => {
    provider.answer = ({ headers }) => signed(String(headers['ryf-nonce']), JSON.stringify(content), options);
  };

  beforeAll(async () => {
    provider = await localProvider();
    client = agencyClient({
      baseUrl: `${provider.url}/gw/`,
      service: 'water',
      ourKeyId: 'rongyifu',
      ourKey: ours.privateKey,
      theirKeyId: 'water-1',
      theirKey: theirs.publicKey,
      clock: () => NOW,
      timeoutMs: 2_000,
    });
  });
  afterAll(() => provider.stop());

  it('is asked with a signature over the path as sent', async () => {
    answers({ is: 'not_found' });
    await client.lookup('20517736');
    const { method, target, headers, body } = provider.asked.at(-1) ?? { method: '', target: '', headers: {}, body: '' };
    expect([method, target, headers['ryf-key'], body]).toEqual(['POST', '/gw/v1/water/lookup', 'rongyifu', '{"account":"20517736"}']);
    expect(headers['ryf-nonce']).toMatch(/^[0-9A-Za-z]{16,32}$/);
    const text = requestText('POST', '/gw/v1/water/lookup', String(headers['ryf-time']), String(headers['ryf-nonce']), body);
    expect(rsaVerify(text, String(headers['ryf-signature']), ours.publicKey)).toBe(true);
  });

  it('tells bills', async () => {
    const { usage, ...plain } = BILL;
    answers({ is: 'found', holder: '王淑芬', bills: [BILL, { ...plain, no: '202609' }] });
    expect(await client.lookup('20517736')).toEqual({ is: 'found', holder: '王淑芬', bills: [BILL, { ...plain, no: '202609' }] });
    expect(usage.unit).toBe('m3');
  });

  it('quotes', async () => {
    answers({ is: 'quoted', quote_ref: 'q1', amount_fen: 5888, valid_until: '2026-11-23T02:15:00Z', holder: null, bills: [BILL] });
    expect(await client.quote('20517736', ['202610'])).toEqual({
      is: 'quoted',
      quote_ref: 'q1',
      amount_fen: 5888,
      valid_until: minutesAfterNow(15),
      holder: null,
      bills: [BILL],
    });
    answers({ is: 'refused', why: 'already_paid' });
    expect(await client.quote('20517736', ['202610'])).toEqual({ is: 'refused', why: 'already_paid' });
  });

  it('fulfils, refuses, waits, or never heard of it', async () => {
    answers({ is: 'done', agency_ref: 'A-1', at: '2026-11-23T02:05:00.500Z' });
    expect(await client.fulfil(order)).toEqual({ is: 'done', agency_ref: 'A-1', at: new Date('2026-11-23T02:05:00.500Z'), voucher: null });
    expect(JSON.parse(provider.asked.at(-1)?.body ?? '')).toEqual({ ...order, paid_at: '2026-11-23T02:00:00.000Z' });
    answers({ is: 'pending' });
    expect(await client.fulfil(order)).toEqual({ is: 'pending' });
    answers({ is: 'not_found' });
    expect(await client.query('W7K429MQ3')).toEqual({ is: 'not_found' });
    expect(await client.fulfil(order)).toEqual({ is: 'unknown', why: 'answer_content' });
  });

  it('holds, gives back, and takes a done order back', async () => {
    const cancel = { steps: [{ until: '2026-11-23T12:00:00.000Z', fee_fen: 0 }], after_fee_fen: null };
    const held = { quote_ref: 'h1', amount_fen: 5000, holder: null, title: { zh: '内科', en: 'Medicine' }, facts: [], cancel };
    answers({ is: 'held', ...held, valid_until: '2026-11-23T02:10:00Z', starts_at: '2026-11-24T00:30:00Z' });
    const hold = { hold_no: 'H1', account: '5210000001', selection: { hospital: 'hx' } };
    expect(await client.hold(hold)).toEqual({ is: 'held', ...held, valid_until: minutesAfterNow(10), starts_at: '2026-11-24T00:30:00.000Z' });
    expect(JSON.parse(provider.asked.at(-1)?.body ?? '')).toEqual(hold);
    answers({ is: 'held', ...held, amount_fen: 0, valid_until: '2026-11-23T02:10:00Z', starts_at: '2026-11-24T00:30:00Z' });
    expect(await client.hold(hold)).toEqual({ is: 'unknown', why: 'answer_content' });
    answers({ is: 'released' });
    expect(await client.release('H1')).toEqual({ is: 'released' });
    answers({ is: 'cancelled', fee_fen: 1000, at: '2026-11-23T02:05:00Z' });
    expect(await client.cancel({ order_no: 'W7K429MQ3', fee_fen: fen(1000), asked_at: NOW })).toEqual({
      is: 'cancelled',
      fee_fen: 1000,
      at: minutesAfterNow(5),
    });
    expect(JSON.parse(provider.asked.at(-1)?.body ?? '')).toEqual({ order_no: 'W7K429MQ3', fee_fen: 1000, asked_at: NOW.toISOString() });
  });

  it.each([
    ['half a fen', { ...BILL, amount_fen: 58.5 }],
    ['money as text', { ...BILL, amount_fen: '5888' }],
    ['a negative amount', { ...BILL, amount_fen: -1 }],
    ['no month', { ...BILL, period: '2026-13' }],
    ['no day', { ...BILL, due_on: '25.11.2026' }],
  ])('that writes %s is not understood', async (_title, bill) => {
    answers({ is: 'found', holder: null, bills: [bill] });
    expect(await client.lookup('20517736')).toEqual({ is: 'unknown', why: 'answer_content' });
  });

  it.each([
    ['in another name', { key: 'water-2' }, 'answer_key'],
    ['301 s late', { time: new Date(NOW.getTime() + 301_000) }, 'answer_clock'],
    ['with an error', { status: 500 }, 'http_500'],
  ])('that answers %s has not answered', async (_title, options, why) => {
    answers({ is: 'not_found' }, options);
    expect(await client.lookup('20517736')).toEqual({ is: 'unknown', why });
  });

  it('whose answer belongs to another request has not answered', async () => {
    provider.answer = () => signed('another-requests-nonce', '{"is":"not_found"}');
    expect(await client.query('W7K429MQ3')).toEqual({ is: 'unknown', why: 'answer_signature' });
  });

  it('whose answer was changed by one byte has not answered', async () => {
    for (const body of oneByteOff(Buffer.from('{"is":"not_found"}'))) {
      provider.answer = ({ headers }) => ({ ...signed(String(headers['ryf-nonce']), '{"is":"not_found"}'), body });
      expect(await client.query('W7K429MQ3')).toEqual({ is: 'unknown', why: 'answer_signature' });
    }
  });

  it('that is silent has not answered', async () => {
    provider.answer = () => null;
    expect(await client.fulfil(order)).toEqual({ is: 'unknown', why: 'network' });
  });
});
