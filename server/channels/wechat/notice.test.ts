import { oneByteOff, rsaPair } from '../testing';
import { wechatChannel } from './channel';
import { paidTransaction, wechatWorld } from './testing';

describe('WeChat Pay notices', () => {
  const world = wechatWorld('http://127.0.0.1:1');
  const channel = wechatChannel(world.settings);
  const refundTold = (changes: object = {}) => ({
    mchid: '1900009191',
    out_trade_no: '202611A7K2M9Q4T8',
    transaction_id: '4200001',
    out_refund_no: '202611R4T8A7K2M9',
    refund_id: '5030',
    refund_status: 'SUCCESS',
    success_time: '2026-11-23T10:03:00+08:00',
    amount: { total: 14396, refund: 29, payer_total: 14396, payer_refund: 29 },
    ...changes,
  });

  it('of a payment tell the facts, under a key that a repetition shares', async () => {
    const notice = await channel.readNotice(world.notice('TRANSACTION.SUCCESS', paidTransaction()));
    expect(notice).toMatchObject({ is: 'paid', key: 'TRANSACTION.SUCCESS:4200001', fact: { attempt_id: '202611A7K2M9Q4T8', amount_fen: 14396 } });
  });

  it('with the wrong amount, app or merchant pass the facts on as they are', async () => {
    const told = paidTransaction({ appid: 'wxother', mchid: '2', amount: { total: 1, currency: 'USD' } });
    const notice = await channel.readNotice(world.notice('TRANSACTION.SUCCESS', told));
    expect(notice).toMatchObject({ is: 'paid', fact: { app: 'wxother', merchant: '2', amount_fen: 1, currency: 'USD' } });
  });

  it('of refunds tell the refund and its state', async () => {
    expect(await channel.readNotice(world.notice('REFUND.SUCCESS', refundTold()))).toEqual({
      is: 'refund',
      key: 'REFUND.SUCCESS:5030',
      refund_id: '202611R4T8A7K2M9',
      state: { is: 'succeeded', channel_no: '5030', at: new Date('2026-11-23T02:03:00Z') },
    });
    const abnormal = world.notice('REFUND.ABNORMAL', refundTold({ refund_status: 'ABNORMAL', success_time: undefined }));
    expect(await channel.readNotice(abnormal)).toMatchObject({ is: 'refund', state: { is: 'failed', code: 'ABNORMAL' } });
  });

  it('of refunds at another merchant are refused', async () => {
    expect(await channel.readNotice(world.notice('REFUND.SUCCESS', refundTold({ mchid: '2' })))).toEqual({ is: 'rejected', why: 'content' });
  });

  it('of other events are for others', async () => {
    expect(await channel.readNotice(world.notice('PAYSCORE.USER_PAID', {}))).toEqual({ is: 'other', key: 'EV-1', about: 'event_type' });
  });

  it.each([
    ['a probe', { 'wechatpay-signature': 'WECHATPAY/SIGNTEST/x' }, 'probe'],
    ['a clock 301 s off', { 'wechatpay-timestamp': String(Date.parse('2026-11-23T02:00:00Z') / 1000 + 301) }, 'clock'],
    ['an unknown serial', { 'wechatpay-serial': '5B' }, 'key'],
    ['the serial of another key', { 'wechatpay-serial': '4A' }, 'signature'],
  ])('with %s are rejected', async (_title, changes, why) => {
    expect(await channel.readNotice(world.notice('TRANSACTION.SUCCESS', paidTransaction(), changes))).toEqual({ is: 'rejected', why });
  });

  it('with any one byte changed are rejected', async () => {
    const raw = world.notice('TRANSACTION.SUCCESS', paidTransaction());
    for (const body of oneByteOff(raw.body)) expect(await channel.readNotice({ ...raw, body })).toEqual({ is: 'rejected', why: 'signature' });
  });

  it('sealed under another key, or not JSON, are unreadable', async () => {
    const other = wechatChannel({ ...world.settings, apiV3Key: Buffer.alloc(32) });
    expect(await other.readNotice(world.notice('TRANSACTION.SUCCESS', paidTransaction()))).toEqual({ is: 'rejected', why: 'content' });
    expect(await channel.readNotice(world.notice('TRANSACTION.SUCCESS', { trade_state: 'SUCCESS' }))).toEqual({ is: 'rejected', why: 'content' });
  });

  it('signed with a key that came after the start are verified', async () => {
    const verifiers = new Map([['4A', rsaPair().publicKey]]);
    const growing = wechatChannel({ ...world.settings, verifiers });
    const raw = world.notice('TRANSACTION.SUCCESS', paidTransaction());
    expect(await growing.readNotice(raw)).toEqual({ is: 'rejected', why: 'key' });
    for (const [serial, key] of world.settings.verifiers) verifiers.set(serial, key);
    expect((await growing.readNotice(raw)).is).toBe('paid');
  });

  it('are acknowledged with 200, rejected with 401, and sent again after our own fault', () => {
    expect(channel.acknowledge(true)).toEqual({ status: 200, type: 'application/json', body: '{"code":"SUCCESS"}' });
    expect(channel.acknowledge(false, 'probe').status).toBe(401);
    expect(channel.acknowledge(false, 'content').status).toBe(400);
    expect(channel.acknowledge(false).status).toBe(500);
  });
});
