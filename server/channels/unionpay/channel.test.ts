import { fen } from '../../../src/contract/money';
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

    it('has no way for mini-programs and inside other apps', async () => {
      expect(await channel.pay(makeAttempt({ surface: 'weapp' }))).toEqual({ is: 'refused', code: 'SURFACE' });
      expect(await channel.pay(makeAttempt({ inside: 'wechat' }))).toEqual({ is: 'refused', code: 'SURFACE' });
    });

    describe('inside 云闪付', () => {
      const inApp = makeAttempt({ inside: 'unionpay' });
      const answers = (changes: Fields) => {
        const { orderId = '', txnTime = '' } = paidFields();
        provider.answer = () => world.reply({ merId: '777290058110048', orderId, txnTime, ...changes });
      };

      it('places the order and gives the page its number and UnionPay’s scripts', async () => {
        answers({ respCode: '00', tn: '631022202611231000001' });
        expect(await channel.pay(inApp)).toEqual({
          is: 'ready',
          request: { is: 'unionpay-app', tn: '631022202611231000001', scripts: ['https://open.example.cn/upsdk.js'] },
          channel_no: null,
        });
        expect(provider.asked.at(-1)?.target).toBe('/gateway/api/appTransReq.do');
        const { frontUrl, ...sent } = asked();
        expect(frontUrl).toBeUndefined();
        expect(sent).toMatchObject({ txnType: '01', txnSubType: '01', bizType: '000201', txnAmt: '14396', payTimeout: '20261123101500' });
        expect(verifyFields(asked(), world.ours.publicKey)).toBe(true);
      });

      it.each([
        [{ respCode: '00' }, { is: 'unknown', why: 'answer_content' }],
        [{ respCode: '12' }, { is: 'unknown', why: '12' }],
        [{ respCode: '05' }, { is: 'unknown', why: '05' }],
        [{ respCode: '34' }, { is: 'refused', code: '34' }],
        [{ respCode: '31' }, { is: 'refused', code: '31' }],
        [{ respCode: 'no code' }, { is: 'unknown', why: 'answer_content' }],
      ] as const)('reads %j', async (changes, expected) => {
        answers(changes);
        expect(await channel.pay(inApp)).toEqual(expected);
      });
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

    describe('of all that was paid', () => {
      const paid_at = new Date(NOW.getTime() - 60_000);
      const all = (changes: object = {}) => makeRefund({ amount_fen: fen(14396), attempt: { ...refund.attempt, paid_at }, ...changes });
      const types = () => provider.asked.map((one) => readForm(one.body)?.txnType);
      beforeEach(() => {
        provider.asked.length = 0;
        told({ ...own, txnType: '31', txnAmt: '14396', respCode: '00' });
      });

      it('is an undo on the clearing day of the payment, under the refund’s own number and time', async () => {
        expect(await channel.refund(all())).toEqual({ is: 'processing', channel_no: 'q2' });
        expect(types()).toEqual(['31']);
        expect(asked()).toMatchObject({ orderId: refund.id, txnTime: '20261123100100', txnAmt: '14396', origQryId: '4200001' });
      });

      it.each([
        ['a part of it', { amount_fen: fen(14395) }, '2026-11-23T02:00:00Z', '04'],
        ['a payment of an unknown time', { attempt: { ...refund.attempt, paid_at: null } }, '2026-11-23T02:00:00Z', '04'],
        ['minutes before 23:00', {}, '2026-11-23T14:56:00Z', '04'],
        ['ten minutes before 23:00', {}, '2026-11-23T14:50:00Z', '31'],
        ['after 23:00', {}, '2026-11-23T15:01:00Z', '04'],
        ['both after 23:00', { attempt: { ...refund.attempt, paid_at: new Date('2026-11-22T15:00:00Z') } }, '2026-11-22T17:00:00Z', '31'],
        [
          'a payment before 23:00 and a refund after',
          { attempt: { ...refund.attempt, paid_at: new Date('2026-11-22T14:59:59Z') } },
          '2026-11-22T17:00:00Z',
          '04',
        ],
      ])('but %s is asked for as %s at %s by %s', async (_title, changes, at, type) => {
        now = new Date(at);
        await channel.refund(all(changes));
        expect(types()).toEqual([type]);
      });

      it('is a refund at once when the undo is refused', async () => {
        provider.answer = ({ body }) => world.reply(paidFields({ ...own, respCode: readForm(body)?.txnType === '31' ? '35' : '00' }));
        expect(await channel.refund(all())).toEqual({ is: 'processing', channel_no: 'q2' });
        expect(types()).toEqual(['31', '04']);
      });

      it.each([
        ['05', 'unknown'],
        ['12', 'unknown'],
        ['45', 'failed'],
      ])('is not asked for a second time when the undo is answered %s', async (respCode, is) => {
        told({ ...own, respCode });
        expect((await channel.refund(all())).is).toBe(is);
        expect(types()).toEqual(['31']);
      });

      it('is not asked for a second time when nobody answers the undo', async () => {
        provider.answer = () => null;
        expect((await channel.refund(all())).is).toBe('unknown');
        expect(types()).toEqual(['31']);
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
