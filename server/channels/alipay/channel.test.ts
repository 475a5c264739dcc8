import type { Channel } from '../channel';
import { type LocalProvider, localProvider, makeAttempt, makeRefund } from '../testing';
import { alipayChannel } from './channel';
import { type AlipayWorld, alipayWorld } from './testing';

describe('Alipay', () => {
  let provider: LocalProvider;
  let world: AlipayWorld;
  let channel: Channel;
  const attempt = makeAttempt({ surface: 'alipay', payer: '049ai-open' });
  const refund = makeRefund();
  const error = (sub_code: string, code = '40004') => ({ code, msg: 'Business Failed', sub_code, sub_msg: '王淑芬' });
  const asked = () => world.read(provider.asked.at(-1) ?? { target: '', body: '' });
  const biz = () => JSON.parse(asked().biz_content ?? '');

  beforeAll(async () => {
    provider = await localProvider();
    world = alipayWorld(provider.url);
    channel = alipayChannel(world.settings);
  });
  afterAll(() => provider.stop());

  describe('in its mini-program', () => {
    const method = 'alipay.trade.create';
    const created = { code: '10000', msg: 'Success', out_trade_no: attempt.id, trade_no: '20261123220014' };

    it('creates a trade, in yuan and Beijing time', async () => {
      provider.answer = () => world.reply(method, created);
      expect(await channel.pay(attempt)).toEqual({
        is: 'ready',
        request: { is: 'alipay-trade', tradeNO: '20261123220014' },
        channel_no: '20261123220014',
      });
      expect(asked()).toMatchObject({
        app_id: '2021001',
        method,
        charset: 'utf-8',
        sign_type: 'RSA2',
        version: '1.0',
        timestamp: '2026-11-23 10:00:00',
        notify_url: world.settings.notifyUrl,
      });
      expect(biz()).toEqual({
        out_trade_no: attempt.id,
        total_amount: '143.96',
        subject: '水费 W7K429MQ3 100%+',
        time_expire: '2026-11-23 10:15:00',
        product_code: 'JSAPI_PAY',
        op_app_id: '2021001',
        buyer_open_id: '049ai-open',
      });
    });

    it('names an old-style payer as such, and refuses to guess one', async () => {
      provider.answer = () => world.reply(method, created);
      await channel.pay({ ...attempt, payer: '2088102534368455' });
      expect(biz()).toMatchObject({ buyer_id: '2088102534368455' });
      expect(await channel.pay({ ...attempt, payer: null })).toEqual({ is: 'refused', code: 'NO_PAYER' });
    });

    it.each([
      [error('ACQ.TRADE_HAS_SUCCESS'), { is: 'already_paid' }],
      [error('ACQ.TRADE_HAS_CLOSE'), { is: 'refused', code: 'ACQ.TRADE_HAS_CLOSE' }],
      [error('ACQ.CONTEXT_INCONSISTENT'), { is: 'unknown', why: 'ACQ.CONTEXT_INCONSISTENT' }],
      [error('ACQ.SYSTEM_ERROR'), { is: 'unknown', why: 'ACQ.SYSTEM_ERROR' }],
      [error('aop.unknow-error', '20000'), { is: 'unknown', why: 'aop.unknow-error' }],
      [error('isv.app-call-limited', '40005'), { is: 'unknown', why: 'isv.app-call-limited' }],
      [error('isv.invalid-timestamp', '40002'), { is: 'unknown', why: 'isv.invalid-timestamp' }],
      [error('王 淑芬'), { is: 'refused', code: '40004' }],
      [
        { ...created, out_trade_no: 'other' },
        { is: 'unknown', why: 'answer_content' },
      ],
    ])('reads %j', async (content, expected) => {
      provider.answer = () => world.reply(method, content);
      expect(await channel.pay(attempt)).toEqual(expected);
    });

    it('believes no success that is not signed, and no error that is signed wrongly', async () => {
      const text = JSON.stringify(created);
      provider.answer = () => ({ body: `{"alipay_trade_create_response":${text}}` });
      expect(await channel.pay(attempt)).toEqual({ is: 'unknown', why: 'answer_signature' });
      provider.answer = () => ({ body: String(world.reply(method, error('ACQ.TRADE_HAS_CLOSE')).body).replace('HAS_CLOSE', 'NOT_EXIST') });
      expect(await channel.pay(attempt)).toEqual({ is: 'unknown', why: 'answer_signature' });
      provider.answer = () => ({ body: '{"error_response":{"code":"40006","sub_code":"isv.insufficient-isv-permissions"}}' });
      expect(await channel.pay(attempt)).toEqual({ is: 'unknown', why: 'isv.insufficient-isv-permissions' });
      provider.answer = () => ({ status: 503 });
      expect(await channel.pay(attempt)).toEqual({ is: 'unknown', why: 'http_503' });
    });
  });

  describe('in a browser', () => {
    it('makes a signed address and asks nobody', async () => {
      const before = provider.asked.length;
      const answer = await channel.pay(makeAttempt());
      if (answer.is !== 'ready' || answer.request.is !== 'redirect') throw new Error(answer.is);
      const url = new URL(answer.request.url);
      expect(url.origin + url.pathname).toBe(world.settings.gatewayUrl);
      const params = world.read({ target: url.pathname + url.search, body: '' });
      const back = `https://pay.example.cn/back/${attempt.id}?a=1&b=2`;
      expect(params).toMatchObject({ method: 'alipay.trade.wap.pay', return_url: back, notify_url: world.settings.notifyUrl });
      expect(JSON.parse(params.biz_content ?? '')).toMatchObject({ product_code: 'QUICK_WAP_WAY', quit_url: back, total_amount: '143.96' });
      expect(provider.asked.length).toBe(before);
    });

    it('has no way for WeChat', async () => {
      expect(await channel.pay(makeAttempt({ surface: 'weapp' }))).toEqual({ is: 'refused', code: 'SURFACE' });
    });
  });

  describe('query', () => {
    const method = 'alipay.trade.query';
    const trade = (changes: object) => ({
      code: '10000',
      out_trade_no: attempt.id,
      trade_no: '2026',
      total_amount: '143.96',
      trade_status: 'TRADE_SUCCESS',
      send_pay_date: '2026-11-23 10:02:03',
      ...changes,
    });

    it('tells the facts', async () => {
      provider.answer = () => world.reply(method, trade({}));
      expect(await channel.query(attempt)).toEqual({
        is: 'paid',
        fact: {
          attempt_id: attempt.id,
          channel_no: '2026',
          amount_fen: 14396,
          currency: 'CNY',
          merchant: '2088531891668739',
          app: '2021001',
          paid_at: new Date('2026-11-23T02:02:03Z'),
        },
      });
    });

    it('reads an amount digit by digit', async () => {
      provider.answer = () => world.reply(method, trade({ total_amount: '0.29' }));
      expect(await channel.query(attempt)).toMatchObject({ is: 'paid', fact: { amount_fen: 29 } });
    });

    it.each([
      [trade({ trade_status: 'TRADE_FINISHED' }), 'paid'],
      [trade({ trade_status: 'TRADE_CLOSED' }), 'paid'],
      [trade({ trade_status: 'TRADE_CLOSED', send_pay_date: undefined }), 'closed'],
      [trade({ trade_status: 'WAIT_BUYER_PAY', send_pay_date: undefined }), 'unpaid'],
      [trade({ trade_status: 'NEW' }), 'unknown'],
      [trade({ total_amount: '1e2' }), 'unknown'],
      [trade({ out_trade_no: 'other' }), 'unknown'],
      [error('ACQ.TRADE_NOT_EXIST'), 'unpaid'],
      [error('ACQ.INVALID_PARAMETER'), 'unknown'],
    ])('reads %j', async (content, is) => {
      provider.answer = () => world.reply(method, content);
      expect((await channel.query(attempt)).is).toBe(is);
    });

    it('takes an unsigned "no such trade" for nothing', async () => {
      provider.answer = () => ({ body: `{"alipay_trade_query_response":${JSON.stringify(error('ACQ.TRADE_NOT_EXIST'))}}` });
      expect((await channel.query(attempt)).is).toBe('unknown');
    });
  });

  describe('close', () => {
    it.each([
      [{ code: '10000', out_trade_no: attempt.id }, { is: 'closed' }],
      [
        { code: '10000', out_trade_no: 'other' },
        { is: 'unknown', why: 'answer_content' },
      ],
      [error('ACQ.TRADE_HAS_SUCCESS'), { is: 'paid' }],
      [error('ACQ.TRADE_NOT_EXIST'), { is: 'not_there' }],
      [error('ACQ.TRADE_STATUS_ERROR'), { is: 'unknown', why: 'ACQ.TRADE_STATUS_ERROR' }],
      [error('ACQ.REASON_ILLEGAL_STATUS'), { is: 'unknown', why: 'ACQ.REASON_ILLEGAL_STATUS' }],
    ])('reads %j', async (content, expected) => {
      provider.answer = () => world.reply('alipay.trade.close', content);
      expect(await channel.close(attempt)).toEqual(expected);
    });
  });

  describe('refund', () => {
    it('sends our number and yuan', async () => {
      provider.answer = () =>
        world.reply('alipay.trade.refund', {
          code: '10000',
          out_trade_no: attempt.id,
          fund_change: 'Y',
          gmt_refund_pay: '2026-11-23 10:05:00',
          refund_fee: '10.29',
        });
      expect(await channel.refund(refund)).toEqual({ is: 'succeeded', channel_no: refund.id, at: new Date('2026-11-23T02:05:00Z') });
      expect(biz()).toEqual({ trade_no: '4200001', out_request_no: refund.id, refund_amount: '0.29', refund_reason: '重复支付' });
    });

    it.each([
      [
        { code: '10000', out_trade_no: attempt.id, fund_change: 'N' },
        { is: 'processing', channel_no: null },
      ],
      [
        { code: '10000', out_trade_no: 'other', fund_change: 'Y' },
        { is: 'unknown', why: 'answer_content' },
      ],
      [error('ACQ.SELLER_BALANCE_NOT_ENOUGH'), { is: 'failed', code: 'ACQ.SELLER_BALANCE_NOT_ENOUGH' }],
      [error('ACQ.REFUND_CHARGE_ERROR'), { is: 'unknown', why: 'ACQ.REFUND_CHARGE_ERROR' }],
      [error('ACQ.DISCORDANT_REPEAT_REQUEST'), { is: 'unknown', why: 'ACQ.DISCORDANT_REPEAT_REQUEST' }],
    ])('reads %j', async (content, expected) => {
      provider.answer = () => world.reply('alipay.trade.refund', content);
      expect(await channel.refund(refund)).toEqual(expected);
    });

    it.each([
      [
        { refund_status: 'REFUND_SUCCESS', refund_amount: '0.29', gmt_refund_pay: '2026-11-23 10:05:00' },
        { is: 'succeeded', channel_no: refund.id, at: new Date('2026-11-23T02:05:00Z') },
      ],
      [
        { refund_status: 'REFUND_SUCCESS', refund_amount: '0.30' },
        { is: 'unknown', why: 'refund_amount' },
      ],
      [
        { refund_status: 'REFUND_SUCCESS', refund_amount: '0.29', out_request_no: 'other' },
        { is: 'unknown', why: 'answer_content' },
      ],
      [{ refund_amount: '0.29' }, { is: 'processing', channel_no: null }],
      [{}, { is: 'absent' }],
    ])('is queried: %j', async (content, expected) => {
      provider.answer = () => world.reply('alipay.trade.fastpay.refund.query', { code: '10000', ...content });
      expect(await channel.queryRefund(refund)).toEqual(expected);
    });
  });
});
