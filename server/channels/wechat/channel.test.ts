import type { Channel } from '../channel';
import { rsaVerify } from '../rsa';
import { type LocalProvider, localProvider, makeAttempt, makeRefund } from '../testing';
import { wechatChannel } from './channel';
import { payText, requestText } from './signature';
import { paidTransaction, SERIAL, type WechatWorld, wechatWorld } from './testing';

describe('WeChat Pay', () => {
  let provider: LocalProvider;
  let world: WechatWorld;
  let channel: Channel;
  const attempt = makeAttempt({ surface: 'weapp' });
  const refund = makeRefund({ attempt: { ...attempt, channel_no: '4200001' } });
  const errors = (status: number, code: string) => ({ status, body: JSON.stringify({ code, message: '王淑芬' }) });

  beforeAll(async () => {
    provider = await localProvider();
    world = wechatWorld(provider.url);
    channel = wechatChannel(world.settings);
  });
  afterAll(() => provider.stop());

  describe('prepay', () => {
    it('sends a signed order made of the stored attempt only', async () => {
      provider.answer = () => world.reply({ prepay_id: 'wx2026' });
      await channel.pay(attempt);
      const asked = provider.asked.at(-1);
      expect(asked).toMatchObject({ method: 'POST', target: '/v3/pay/transactions/jsapi' });
      expect(asked?.headers['wechatpay-serial']).toBe(SERIAL);
      expect(JSON.parse(asked?.body ?? '')).toEqual({
        appid: 'wx8888888888888888',
        mchid: '1900009191',
        description: '水费 W7K429MQ3 100%+',
        out_trade_no: '202611A7K2M9Q4T8',
        time_expire: '2026-11-23T10:15:00+08:00',
        notify_url: 'https://pay.example.cn/notices/wechat',
        amount: { total: 14396, currency: 'CNY' },
        payer: { openid: 'o-payer' },
        scene_info: { payer_client_ip: '203.0.113.7' },
      });
      const [, nonce = '', timestamp = '', signature = ''] =
        /nonce_str="(.+)",timestamp="(.+)",serial_no="45F59D4D",signature="(.+)"/.exec(asked?.headers.authorization ?? '') ?? [];
      const text = requestText('POST', '/v3/pay/transactions/jsapi', timestamp, nonce, asked?.body ?? '');
      expect(rsaVerify(text, signature, world.ours.publicKey)).toBe(true);
    });

    it('makes the wallet a signed request', async () => {
      provider.answer = () => world.reply({ prepay_id: 'wx2026' });
      const answer = await channel.pay(attempt);
      if (answer.is !== 'ready' || answer.request.is !== 'wechat-jsapi') throw new Error(answer.is);
      const { timeStamp, nonceStr, signType, paySign } = answer.request;
      expect([answer.request.package, signType, answer.channel_no]).toEqual(['prepay_id=wx2026', 'RSA', null]);
      expect(rsaVerify(payText('wx8888888888888888', timeStamp, nonceStr, 'prepay_id=wx2026'), paySign, world.ours.publicKey)).toBe(true);
    });

    it.each([
      [400, 'ORDERPAID', { is: 'already_paid' }],
      [400, 'ORDER_PAID', { is: 'already_paid' }],
      [400, 'PARAM_ERROR', { is: 'refused', code: 'PARAM_ERROR' }],
      [403, 'NO_AUTH', { is: 'refused', code: 'NO_AUTH' }],
      [403, 'OUT_TRADE_NO_USED', { is: 'unknown', why: 'OUT_TRADE_NO_USED' }],
      [400, 'INVALID_REQUEST', { is: 'unknown', why: 'INVALID_REQUEST' }],
      [401, 'SIGN_ERROR', { is: 'unknown', why: 'SIGN_ERROR' }],
      [429, 'RATELIMIT_EXCEEDED', { is: 'unknown', why: 'FREQUENCY_LIMITED' }],
      [500, 'SYSTEMERROR', { is: 'unknown', why: 'SYSTEM_ERROR' }],
      [500, 'OPENID_MISMATCH', { is: 'unknown', why: 'OPENID_MISMATCH' }],
      [400, '王淑芬', { is: 'refused', code: 'NO_CODE' }],
    ])('reads an unsigned %i %s', async (status, code, expected) => {
      provider.answer = () => errors(status, code);
      expect(await channel.pay(attempt)).toEqual(expected);
    });

    it('asks nothing for another app’s browser or without a payer', async () => {
      const before = provider.asked.length;
      expect(await channel.pay(makeAttempt({ inside: 'alipay' }))).toEqual({ is: 'refused', code: 'SURFACE' });
      expect(await channel.pay({ ...attempt, payer: null })).toEqual({ is: 'refused', code: 'NO_PAYER' });
      expect(await channel.pay(makeAttempt({ inside: 'wechat', payer: null }))).toEqual({ is: 'refused', code: 'NO_PAYER' });
      expect(provider.asked.length).toBe(before);
    });

    it('gives WeChat’s browser the app’s id too, which is part of what is signed', async () => {
      provider.answer = () => world.reply({ prepay_id: 'wx2026' });
      const answer = await channel.pay(makeAttempt({ inside: 'wechat', app: 'wx1234', payer: 'o-web' }));
      if (answer.is !== 'ready' || answer.request.is !== 'wechat-bridge') throw new Error(answer.is);
      expect(JSON.parse(provider.asked.at(-1)?.body ?? '')).toMatchObject({ appid: 'wx1234', payer: { openid: 'o-web' } });
      const { appId, timeStamp, nonceStr, paySign } = answer.request;
      expect(appId).toBe('wx1234');
      expect(rsaVerify(payText('wx1234', timeStamp, nonceStr, 'prepay_id=wx2026'), paySign, world.ours.publicKey)).toBe(true);
    });

    it('gives other browsers a page that opens WeChat and comes back', async () => {
      provider.answer = () => world.reply({ h5_url: 'https://wx.tenpay.com/checkmweb?prepay_id=wx1&package=2' });
      const answer = await channel.pay(makeAttempt());
      const { asked } = provider;
      expect(asked.at(-1)?.target).toBe('/v3/pay/transactions/h5');
      const { payer, scene_info } = JSON.parse(asked.at(-1)?.body ?? '');
      expect([payer, scene_info]).toEqual([undefined, { payer_client_ip: '203.0.113.7', h5_info: { type: 'Wap' } }]);
      expect(answer).toEqual({
        is: 'ready',
        channel_no: null,
        request: {
          is: 'redirect',
          url: 'https://wx.tenpay.com/checkmweb?prepay_id=wx1&package=2&redirect_url=https%3A%2F%2Fpay.example.cn%2Fback%2F202611A7K2M9Q4T8',
        },
      });
      await channel.pay(makeAttempt());
      expect(asked.at(-1)?.body).toBe(asked.at(-2)?.body);
    });

    it.each([{ h5_url: 'no address' }, { prepay_id: 'wx1' }, null])('takes %j for no page', async (content) => {
      provider.answer = () => world.reply(content);
      expect(await channel.pay(makeAttempt())).toEqual({ is: 'unknown', why: 'answer_content' });
    });
  });

  describe('an answer that is not vouched for is unknown', () => {
    it.each([
      ['without a signature', () => ({ body: JSON.stringify({ prepay_id: 'wx' }) }), 'answer_signature'],
      ['with a probe', () => world.reply({ prepay_id: 'wx' }, { 'wechatpay-signature': 'WECHATPAY/SIGNTEST/x' }), 'answer_probe'],
      ['of an unknown serial', () => world.reply({ prepay_id: 'wx' }, { 'wechatpay-serial': 'PUB_KEY_ID_02' }), 'answer_key'],
      ['of an old time', () => world.reply({ prepay_id: 'wx' }, { 'wechatpay-timestamp': '1' }), 'answer_clock'],
      ['with another body', () => ({ ...world.reply({ prepay_id: 'wx' }), body: '{"prepay_id":"wy"}' }), 'answer_signature'],
      ['without its content', () => world.reply({ prepay: 1 }), 'answer_content'],
      ['from a broken gateway', () => ({ status: 502, body: '<html>' }), 'http_502'],
      ['from a redirect', () => ({ status: 302, headers: { location: '/' } }), 'http_302'],
    ])('%s', async (_title, answer, why) => {
      provider.answer = answer;
      expect(await channel.pay(attempt)).toEqual({ is: 'unknown', why });
    });

    it('when the connection breaks', async () => {
      provider.answer = () => null;
      expect(await channel.query(attempt)).toEqual({ is: 'unknown', why: 'network' });
    });
  });

  describe('query', () => {
    it('tells a payment by what was ordered, not by what the payer gave', async () => {
      provider.answer = () => world.reply(paidTransaction());
      expect(await channel.query(attempt)).toEqual({
        is: 'paid',
        fact: {
          attempt_id: attempt.id,
          channel_no: '4200001',
          amount_fen: 14396,
          currency: 'CNY',
          merchant: '1900009191',
          app: 'wx8888888888888888',
          paid_at: new Date('2026-11-23T02:02:03Z'),
        },
      });
      expect(provider.asked.at(-1)?.target).toBe('/v3/pay/transactions/out-trade-no/202611A7K2M9Q4T8?mchid=1900009191');
    });

    it.each([
      ['SUCCESS', 'paid'],
      ['REFUND', 'paid'],
      ['NOTPAY', 'unpaid'],
      ['USERPAYING', 'unpaid'],
      ['PAYERROR', 'unpaid'],
      ['ACCEPT', 'unpaid'],
      ['CLOSED', 'closed'],
      ['REVOKED', 'closed'],
      ['NEW_STATE', 'unknown'],
    ])('reads %s as %s', async (trade_state, is) => {
      provider.answer = () => world.reply(paidTransaction({ trade_state }));
      expect((await channel.query(attempt)).is).toBe(is);
    });

    it('believes no answer about another order', async () => {
      provider.answer = () => world.reply(paidTransaction({ out_trade_no: '202611OTHER' }));
      expect(await channel.query(attempt)).toEqual({ is: 'unknown', why: 'answer_content' });
    });

    it.each(['ORDER_NOT_EXIST', 'ORDERNOTEXIST'])('takes %s for not paid yet', async (code) => {
      provider.answer = () => errors(404, code);
      expect(await channel.query(attempt)).toEqual({ is: 'unpaid' });
    });

    it('never takes another unsigned error for an end', async () => {
      for (const [status, code] of [
        [400, 'ORDER_CLOSED'],
        [404, 'MCH_NOT_EXISTS'],
        [403, 'NO_AUTH'],
      ] as const) {
        provider.answer = () => errors(status, code);
        expect(await channel.query(attempt)).toEqual({ is: 'unknown', why: code });
      }
    });
  });

  describe('close', () => {
    it('is done by a signed 204 only', async () => {
      provider.answer = () => world.reply(null);
      expect(await channel.close(attempt)).toEqual({ is: 'closed' });
      provider.answer = () => ({ status: 204 });
      expect(await channel.close(attempt)).toEqual({ is: 'unknown', why: 'answer_signature' });
    });

    it.each([
      [400, 'ORDERPAID', { is: 'paid' }],
      [400, 'ORDER_PAID', { is: 'paid' }],
      [404, 'ORDERNOTEXIST', { is: 'not_there' }],
      [400, 'ORDER_CLOSED', { is: 'unknown', why: 'ORDER_CLOSED' }],
      [500, 'SYSTEM_ERROR', { is: 'unknown', why: 'SYSTEM_ERROR' }],
    ])('reads %i %s', async (status, code, expected) => {
      provider.answer = () => errors(status, code);
      expect(await channel.close(attempt)).toEqual(expected);
    });
  });

  describe('refund', () => {
    const told = (changes: object) => ({
      refund_id: '5030',
      out_refund_no: refund.id,
      status: 'PROCESSING',
      amount: { refund: 29, total: 14396 },
      ...changes,
    });

    it('sends our number, both amounts and an address for the notice', async () => {
      provider.answer = () => world.reply(told({}));
      expect(await channel.refund(refund)).toEqual({ is: 'processing', channel_no: '5030' });
      expect(JSON.parse(provider.asked.at(-1)?.body ?? '')).toEqual({
        transaction_id: '4200001',
        out_refund_no: refund.id,
        reason: '重复支付',
        notify_url: 'https://pay.example.cn/notices/wechat',
        amount: { refund: 29, total: 14396, currency: 'CNY' },
      });
    });

    it.each([
      [
        { status: 'SUCCESS', success_time: '2026-11-23T10:03:00+08:00' },
        { is: 'succeeded', channel_no: '5030', at: new Date('2026-11-23T02:03:00Z') },
      ],
      [{ status: 'ABNORMAL' }, { is: 'failed', code: 'ABNORMAL' }],
      [{ status: 'CLOSED' }, { is: 'failed', code: 'CLOSED' }],
      [{ amount: { refund: 30 } }, { is: 'unknown', why: 'answer_content' }],
      [{ out_refund_no: 'other' }, { is: 'unknown', why: 'answer_content' }],
    ])('reads %j', async (changes, expected) => {
      provider.answer = () => world.reply(told(changes));
      expect(await channel.queryRefund(refund)).toEqual(expected);
      expect(provider.asked.at(-1)?.target).toBe(`/v3/refund/domestic/refunds/${refund.id}`);
    });

    it('is refused, unknown or absent by error', async () => {
      provider.answer = () => errors(403, 'NOT_ENOUGH');
      expect(await channel.refund(refund)).toEqual({ is: 'failed', code: 'NOT_ENOUGH' });
      provider.answer = () => errors(500, 'BIZ_ERR_NEED_RETRY');
      expect(await channel.refund(refund)).toEqual({ is: 'unknown', why: 'BIZ_ERR_NEED_RETRY' });
      provider.answer = () => errors(404, 'RESOURCE_NOT_EXISTS');
      expect(await channel.queryRefund(refund)).toEqual({ is: 'absent' });
      provider.answer = () => errors(403, 'NO_AUTH');
      expect(await channel.queryRefund(refund)).toEqual({ is: 'unknown', why: 'NO_AUTH' });
    });
  });
});
