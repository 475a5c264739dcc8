import { createPublicKey } from 'node:crypto';
import type { Notice } from '../channel';
import { canonicalFields, type Fields } from '../form';
import { oneByteOff, vector, vectorSuite } from '../testing';
import { alipayChannel } from './channel';
import { alipayWorld, paidNotice } from './testing';

const world = alipayWorld('http://127.0.0.1:1');
const channel = alipayChannel(world.settings);
const read = (changes: Fields = {}): Promise<Notice> => channel.readNotice(world.notice(paidNotice(changes)));

describe('Alipay notices', () => {
  it('of a payment tell the facts, whatever stands in the subject', async () => {
    expect(await read()).toEqual({
      is: 'paid',
      key: '2026112300222',
      fact: {
        attempt_id: '202611A7K2M9Q4T8',
        channel_no: '20261123220014',
        amount_fen: 14396,
        currency: 'CNY',
        merchant: '2088531891668739',
        app: '2021001',
        paid_at: new Date('2026-11-23T02:02:03Z'),
      },
    });
  });

  it('with the wrong amount, app or seller pass the facts on as they are', async () => {
    expect(await read({ total_amount: '0.01', app_id: '1', seller_id: '2' })).toMatchObject({
      is: 'paid',
      fact: { amount_fen: 1, app: '1', merchant: '2' },
    });
  });

  it('of a partial refund are no second payment', async () => {
    const told = { refund_fee: '10.29', gmt_refund: '2026-11-23 10:05:00.123', out_biz_no: '202611R4T8A7K2M9', notify_id: 'n2' };
    expect(await read(told)).toEqual({
      is: 'refund',
      key: 'n2',
      refund_id: '202611R4T8A7K2M9',
      state: { is: 'succeeded', channel_no: '202611R4T8A7K2M9', at: new Date('2026-11-23T02:05:00.123Z') },
    });
  });

  it('of a full refund close the trade and tell the refund', async () => {
    const told = { trade_status: 'TRADE_CLOSED', refund_fee: '143.96', gmt_refund: '2026-11-23 10:05:00', out_biz_no: 'R1' };
    expect(await read(told)).toMatchObject({ is: 'refund', refund_id: 'R1' });
  });

  it('of a refund without our number, of a time-out or of a creation are for nobody here', async () => {
    expect(await read({ refund_fee: '1.00', gmt_refund: '2026-11-23 10:05:00' })).toMatchObject({ is: 'other' });
    expect(await read({ trade_status: 'TRADE_CLOSED' })).toMatchObject({ is: 'other', about: 'not_paid' });
    expect(await read({ trade_status: 'WAIT_BUYER_PAY' })).toMatchObject({ is: 'other', about: 'not_paid' });
    expect(await read({ notify_type: 'open_app_auth_notify' })).toMatchObject({ is: 'other', about: 'notify_type' });
  });

  it('of a refund elsewhere are refused', async () => {
    expect(await read({ out_biz_no: 'R1', refund_fee: '1.00', app_id: 'other' })).toEqual({ is: 'rejected', why: 'content' });
  });

  it('without what a payment has are unreadable', async () => {
    for (const name of ['out_trade_no', 'trade_no', 'total_amount', 'seller_id', 'app_id', 'notify_id']) {
      expect(await read({ [name]: '' })).toEqual({ is: 'rejected', why: 'content' });
    }
  });

  it('unsigned, or with a name twice, are rejected', async () => {
    const { body } = world.notice(paidNotice());
    expect(await channel.readNotice({ headers: {}, body: Buffer.from('trade_status=TRADE_SUCCESS') })).toEqual({ is: 'rejected', why: 'signature' });
    const doubled = Buffer.from(`${body}&total_amount=1`);
    expect(await channel.readNotice({ headers: {}, body: doubled })).toEqual({ is: 'rejected', why: 'content' });
    const otherType = Buffer.from(body.toString().replace('RSA2', 'RSA'));
    expect(await channel.readNotice({ headers: {}, body: otherType })).toEqual({ is: 'rejected', why: 'signature' });
  });

  it('with empty values are read, whether the signature counts them or not', async () => {
    expect(await read({ body: '', gmt_refund: '' })).toMatchObject({ is: 'paid' });
    const fields = paidNotice({ body: '', out_biz_no: '' });
    const sign = world.sign(canonicalFields(fields, [], 'kept'));
    const body = Buffer.from(new URLSearchParams({ ...fields, sign, sign_type: 'RSA2' }).toString());
    expect(await channel.readNotice({ headers: {}, body })).toMatchObject({ is: 'paid' });
  });

  it('with any one byte changed are rejected', async () => {
    const { body } = world.notice(paidNotice({ subject: 'water' }));
    const meaning = (bytes: Buffer) => new URLSearchParams(bytes.toString('latin1')).toString();
    for (const wrong of oneByteOff(body)) {
      if (meaning(wrong) === meaning(body)) continue; // %2B and %2b are the same byte
      expect((await channel.readNotice({ headers: {}, body: wrong })).is).toBe('rejected');
    }
  });

  it('are acknowledged with exactly seven bytes', () => {
    expect(channel.acknowledge(true)).toEqual({ status: 200, type: 'text/plain', body: 'success' });
    expect(channel.acknowledge(false).body).not.toBe('success');
  });
});

vectorSuite('public vector: a whole trade notice', () => {
  it('is read', async () => {
    const { params, publicKeyPem } = vector('alipay-notify-trade');
    const real = alipayChannel({ ...world.settings, trust: { is: 'key', publicKey: createPublicKey(publicKeyPem) } });
    const notice = await real.readNotice({ headers: {}, body: Buffer.from(new URLSearchParams(params).toString()) });
    expect(notice).toMatchObject({
      is: 'paid',
      key: params.notify_id,
      fact: { attempt_id: params.out_trade_no, amount_fen: 10, merchant: params.seller_id, app: params.app_id },
    });
  });
});
