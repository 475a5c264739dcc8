import type { Context } from '../context';
import { takeNotice } from './notices';

const fact = { attempt_id: '202611ABCDEFGH', channel_no: '42', amount_fen: 100, currency: 'CNY', merchant: 'M', app: 'A', paid_at: new Date(0) };

it('a notice that could not be booked is not acknowledged', async () => {
  const away = new Error('the database is away');
  const acknowledge = jest.fn();
  const context = {
    channels: { wechat: { readNotice: async () => ({ is: 'paid', key: 'k', fact }), acknowledge } },
    db: { transaction: () => Promise.reject(away) },
    vault: { seal: () => Buffer.alloc(0) },
    meter: { notice: () => {} },
    clock: () => new Date(0),
  } as unknown as Context;
  await expect(takeNotice(context, 'wechat', { headers: {}, body: Buffer.alloc(0) })).rejects.toBe(away);
  expect(acknowledge).not.toHaveBeenCalled();
});
