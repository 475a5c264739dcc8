import type { Channel, Notice } from '../channel';
import type { Fields } from '../form';
import { oneByteOff } from '../testing';
import { unionpayChannel } from './channel';
import { certify, paidFields, pemOf, UNIONPAY_NAME, type UnionpayWorld, unionpayWorld } from './testing';

describe('UnionPay notices', () => {
  let world: UnionpayWorld;
  let channel: Channel;
  const read = (changes: Fields = {}): Promise<Notice> => channel.readNotice(world.notice(paidFields(changes)));

  beforeAll(async () => {
    world = await unionpayWorld('http://127.0.0.1:1');
    channel = unionpayChannel(world.settings);
  });

  it('of a payment tell the facts', async () => {
    expect(await read()).toEqual({
      is: 'paid',
      key: '01:782611231000000000028:00',
      fact: {
        attempt_id: '202611A7K2M9Q4T8',
        channel_no: '782611231000000000028',
        amount_fen: 14396,
        currency: 'CNY',
        merchant: '777290058110048',
        app: '777290058110048',
        paid_at: new Date('2026-11-23T02:02:03Z'),
      },
    });
  });

  it('with the wrong amount, currency or merchant pass the facts on as they are', async () => {
    expect(await read({ txnAmt: '1', currencyCode: '840', merId: 'x' })).toMatchObject({
      is: 'paid',
      fact: { amount_fen: 1, currency: '840', merchant: 'x' },
    });
  });

  it('of something else than a success pay nothing', async () => {
    for (const respCode of ['01', '03', '05', '42']) expect(await read({ respCode })).toMatchObject({ is: 'other', about: 'not_paid' });
  });

  it('of refunds tell both ways they go', async () => {
    const refund = { txnType: '04', orderId: 'R1R1R1R1', txnAmt: '29', queryId: 'q2' };
    expect(await read(refund)).toMatchObject({ is: 'refund', refund_id: 'R1R1R1R1', state: { is: 'succeeded', channel_no: 'q2' } });
    expect(await read({ ...refund, respCode: '36' })).toMatchObject({ is: 'refund', state: { is: 'failed', code: '36' } });
    expect(await read({ ...refund, txnType: '31' })).toMatchObject({ is: 'refund', refund_id: 'R1R1R1R1', state: { is: 'succeeded' } });
    expect(await read({ ...refund, merId: 'x' })).toEqual({ is: 'rejected', why: 'content' });
  });

  it('of other transactions are for others', async () => {
    expect(await read({ txnType: '95' })).toMatchObject({ is: 'other', about: 'txn_type' });
  });

  it('that are answers of the gateway, signed with the same key, tell nothing', async () => {
    // A refund that was accepted, and a question that was understood.
    const refund = { txnType: '04', orderId: 'R1R1R1R1', txnAmt: '29', queryId: 'q2' };
    expect(await read({ ...refund, traceTime: '' })).toEqual({ is: 'rejected', why: 'content' });
    expect(await read({ origRespCode: '05' })).toEqual({ is: 'rejected', why: 'content' });
  });

  it('without numbers or amount are unreadable', async () => {
    for (const name of ['orderId', 'queryId', 'txnAmt', 'txnTime']) expect(await read({ [name]: '' })).toEqual({ is: 'rejected', why: 'content' });
  });

  it('in another one’s name are rejected for their key', async () => {
    const fields = world.sign(paidFields());
    const signPubKeyCert = pemOf(await certify(UNIONPAY_NAME));
    const body = Buffer.from(new URLSearchParams({ ...fields, signPubKeyCert }).toString());
    expect(await channel.readNotice({ headers: {}, body })).toEqual({ is: 'rejected', why: 'key' });
  });

  it('of another method of signing (11, a shared secret) are rejected', async () => {
    expect(await read({ signMethod: '11' })).toEqual({ is: 'rejected', why: 'signature' });
  });

  it('with any one byte changed are rejected', async () => {
    const { body } = world.notice(paidFields());
    const meaning = (bytes: Buffer) => new URLSearchParams(bytes.toString('latin1')).toString();
    for (const wrong of oneByteOff(body)) {
      if (meaning(wrong) === meaning(body)) continue; // %2B and %2b are the same byte
      expect((await channel.readNotice({ headers: {}, body: wrong })).is).toBe('rejected');
    }
  });

  it('are acknowledged by status', () => {
    expect(channel.acknowledge(true).status).toBe(200);
    expect(channel.acknowledge(false, 'signature').status).toBe(500);
  });
});
