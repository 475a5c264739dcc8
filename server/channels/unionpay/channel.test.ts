import type { Channel } from '../channel';
import { type Fields, readForm } from '../form';
import { type LocalProvider, localProvider, makeAttempt, makeRefund, minutesAfterNow, NOW } from '../testing';
import { unionpayChannel } from './channel';
import { verifyFields } from './sign';
import { paidFields, type UnionpayWorld, unionpayWorld } from './testing';

describe('UnionPay', () => {
  let provider: LocalProvider;
  let world: UnionpayWorld;
  let channel: Channel;
  let now = NOW;
  const attempt = makeAttempt();
  const refund = makeRefund();
  const asked = (): Fields => readForm(provider.asked.at(-1)?.body ?? '') ?? {};
  const told = (changes: Fields) => {
    provider.answer = () => world.reply(paidFields(changes));
  };

  beforeAll(async () => {
    provider = await localProvider();
    world = await unionpayWorld(provider.url);
    channel = unionpayChannel({ ...world.settings, clock: () => now });
  });
  beforeEach(() => {
    now = NOW;
  });
  afterAll(() => provider.stop());

  describe('payment', () => {
    it('is a signed form for the browser; nobody is asked', async () => {
      const answer = await channel.pay(attempt);
      if (answer.is !== 'ready' || answer.request.is !== 'form') throw new Error(answer.is);
      expect(answer.request.action).toBe(`${provider.url}/gateway/api/frontTransReq.do`);
      const { signature, ...fields } = answer.request.fields;
      expect(fields).toEqual({
        version: '5.1.0',
        encoding: 'UTF-8',
        certId: '68759663125',
        signMethod: '01',
        accessType: '0',
        channelType: '08',
        merId: '777290058110048',
        txnType: '01',
        txnSubType: '01',
        bizType: '000201',
        orderId: '202611A7K2M9Q4T8',
        txnTime: '20261123100000',
        txnAmt: '14396',
        currencyCode: '156',
        payTimeout: '20261123101500',
        orderDesc: '水费 W7K429MQ3 100%+',
        frontUrl: 'https://pay.example.cn/back/202611A7K2M9Q4T8',
        backUrl: 'https://pay.example.cn/notices/unionpay',
      });
      expect(verifyFields(answer.request.fields, world.ours.publicKey)).toBe(true);
      expect(provider.asked).toHaveLength(0);
    });

    it('again is the same form', async () => {
      expect(await channel.pay(attempt)).toEqual(await channel.pay(attempt));
    });

    it('has no way for mini-programs', async () => {
      expect(await channel.pay(makeAttempt({ surface: 'weapp' }))).toEqual({ is: 'refused', code: 'SURFACE' });
    });
  });

  describe('query', () => {
    it('asks by number and time, signed', async () => {
      told({ origRespCode: '00' });
      await channel.query(attempt);
      expect(provider.asked.at(-1)?.target).toBe('/gateway/api/queryTrans.do');
      expect(asked()).toMatchObject({ txnType: '00', txnSubType: '00', bizType: '000000', orderId: attempt.id, txnTime: '20261123100000' });
      expect(verifyFields(asked(), world.ours.publicKey)).toBe(true);
    });

    it.each(['00', 'A6', 'A1'])('tells the facts when the transaction has %s', async (origRespCode) => {
      told({ origRespCode });
      expect(await channel.query(attempt)).toEqual({
        is: 'paid',
        fact: {
          attempt_id: attempt.id,
          channel_no: '782611231000000000028',
          amount_fen: 14396,
          currency: 'CNY',
          merchant: '777290058110048',
          app: '777290058110048',
          paid_at: new Date('2026-11-23T02:02:03Z'),
        },
      });
    });

    it('puts a payment across New Year into the next one', async () => {
      const started_at = new Date('2026-12-31T15:59:00Z');
      told({ origRespCode: '00', txnTime: '20261231235900', traceTime: '0101000130' });
      expect(await channel.query({ ...attempt, started_at })).toMatchObject({ fact: { paid_at: new Date('2026-12-31T16:01:30Z') } });
    });

    it.each([
      // respCode, origRespCode, before payTimeout, in the margin, after the margin
      ['34', '', 'unpaid', 'unpaid', 'closed'],
      ['00', '01', 'unpaid', 'unpaid', 'closed'],
      ['00', '64', 'unpaid', 'unpaid', 'closed'],
      ['00', '03', 'unpaid', 'unpaid', 'unpaid'],
      ['00', '05', 'unpaid', 'unpaid', 'unpaid'],
      ['00', '42', 'unknown', 'unknown', 'unknown'],
      ['00', '', 'unknown', 'unknown', 'unknown'],
      ['37', '', 'unknown', 'unknown', 'unknown'],
      ['03', '', 'unknown', 'unknown', 'unknown'],
    ])('reads %s/%s by the clock', async (respCode, origRespCode, ...expected) => {
      told({ respCode, origRespCode });
      const seen: string[] = [];
      for (const minutes of [0, 16, 21]) {
        now = minutesAfterNow(minutes);
        seen.push((await channel.query(attempt)).is);
      }
      expect(seen).toEqual(expected);
    });

    it('believes no answer about another order or merchant', async () => {
      for (const [name, value] of [
        ['orderId', 'other'],
        ['merId', 'other'],
        ['txnTime', '20261123100001'],
      ] as const) {
        told({ origRespCode: '00', [name]: value });
        expect(await channel.query(attempt)).toEqual({ is: 'unknown', why: 'answer_content' });
      }
    });

    it('believes no answer that UnionPay did not sign', async () => {
      const changed = (from: string, to: string) => () => ({ body: String(world.reply(paidFields({ origRespCode: '34' })).body).replace(from, to) });
      provider.answer = changed('origRespCode=34', 'origRespCode=00');
      expect(await channel.query(attempt)).toEqual({ is: 'unknown', why: 'answer_signature' });
      provider.answer = () => ({ body: 'respCode=00&origRespCode=00' });
      expect(await channel.query(attempt)).toEqual({ is: 'unknown', why: 'answer_signature' });
      provider.answer = changed('signPubKeyCert=-----BEGIN', 'signPubKeyCert=-----BEGUN');
      expect(await channel.query(attempt)).toEqual({ is: 'unknown', why: 'answer_key' });
      provider.answer = () => ({ body: '<html>' });
      expect(await channel.query(attempt)).toEqual({ is: 'unknown', why: 'answer_content' });
    });
  });

  describe('close', () => {
    it.each([
      ['34', '', ['not_there', 'not_there', 'closed']],
      ['00', '64', ['not_there', 'not_there', 'closed']],
      ['00', '05', ['unknown', 'unknown', 'unknown']],
      ['00', '00', ['paid', 'paid', 'paid']],
      ['06', '', ['unknown', 'unknown', 'unknown']],
    ])('with %s/%s', async (respCode, origRespCode, expected) => {
      told({ respCode, origRespCode });
      const seen: string[] = [];
      for (const minutes of [0, 16, 21]) {
        now = minutesAfterNow(minutes);
        seen.push((await channel.close(attempt)).is);
      }
      expect(seen).toEqual(expected);
    });
  });

  describe('refund', () => {
    const own = { orderId: refund.id, txnTime: '20261123100100', txnType: '04', txnAmt: '29', queryId: 'q2', traceTime: '1123100105' };

    it('is accepted first', async () => {
      told({ ...own, respCode: '00' });
      expect(await channel.refund(refund)).toEqual({ is: 'processing', channel_no: 'q2' });
      expect(provider.asked.at(-1)?.target).toBe('/gateway/api/backTransReq.do');
      expect(asked()).toMatchObject({
        txnType: '04',
        txnSubType: '00',
        bizType: '000201',
        orderId: refund.id,
        txnTime: '20261123100100',
        txnAmt: '29',
        origQryId: '4200001',
        currencyCode: '156',
      });
    });

    it.each([
      ['03', 'unknown'],
      ['05', 'unknown'],
      ['06', 'unknown'],
      ['12', 'unknown'], // sent before: the query tells
      ['36', 'failed'],
      ['45', 'failed'],
    ])('answered %s is %s', async (respCode, is) => {
      told({ ...own, respCode });
      expect((await channel.refund(refund)).is).toBe(is);
    });

    it.each([
      [
        { respCode: '00', origRespCode: '00' },
        { is: 'succeeded', channel_no: 'q2', at: new Date('2026-11-23T02:01:05Z') },
      ],
      [
        { respCode: '00', origRespCode: '05' },
        { is: 'processing', channel_no: 'q2' },
      ],
      [
        { respCode: '00', origRespCode: '36' },
        { is: 'failed', code: '36' },
      ],
      [
        { respCode: '00', origRespCode: '00', txnAmt: '30' },
        { is: 'unknown', why: 'answer_content' },
      ],
      [{ respCode: '34' }, { is: 'absent' }],
      [{ respCode: '37' }, { is: 'unknown', why: '37' }],
    ])('queried %j', async (changes, expected) => {
      told({ ...own, ...changes } as Fields);
      expect(await channel.queryRefund(refund)).toEqual(expected);
    });
  });
});
