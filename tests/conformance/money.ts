import { until } from '../support/until';
import { type Bench, newNumber, requestOf } from './bench';
import type { Description, Part } from './description';

/** One part's check. It throws, or an expectation in it fails. */
export type Check = (bench: Bench, of: Description) => Promise<void>;

const first = (of: Description) => of.ways[0];

/** What becomes of payments and refunds. */
export const moneyChecks: Partial<Record<Part, Check>> = {
  async 'pay: again is the same order'(bench, of) {
    const attempt = await bench.attempt(first(of));
    await requestOf(bench.channel, attempt);
    const again = await requestOf(bench.channel, attempt);
    await first(of).act(bench, again);
    expect((await bench.books(attempt)).trade).toBeDefined();
    const { trades } = (await bench.world.twin.books())[of.channel];
    expect(trades.filter((one) => one.out_trade_no === attempt.id)).toHaveLength(1);
  },
  async 'pay: without a payer or way is refused'(bench, of) {
    const attempt = await bench.attempt(first(of));
    // The mini-program of another wallet.
    const elsewhere = { ...attempt, surface: of.channel === 'wechat' ? ('alipay' as const) : ('weapp' as const), inside: null, payer: null };
    expect(await bench.channel.pay(elsewhere)).toMatchObject({ is: 'refused' });
    if (attempt.payer !== null) expect(await bench.channel.pay({ ...attempt, payer: null })).toMatchObject({ is: 'refused', code: 'NO_PAYER' });
  },
  async 'query: unpaid'(bench, of) {
    const attempt = await bench.attempt(first(of));
    expect(await bench.channel.query(attempt)).toEqual({ is: 'unpaid' });
    await requestOf(bench.channel, attempt);
    expect(await bench.channel.query(attempt)).toEqual({ is: 'unpaid' });
  },
  async 'query: paid'(bench, of) {
    const attempt = await bench.paid(first(of));
    const { merchant, app } = of.identity(bench);
    expect(await bench.channel.query(attempt)).toEqual({
      is: 'paid',
      fact: { attempt_id: attempt.id, channel_no: attempt.channel_no, amount_fen: 14396, currency: 'CNY', merchant, app, paid_at: attempt.paid_at },
    });
    expect(Math.abs(attempt.paid_at.getTime() - bench.calendar.now().getTime())).toBeLessThan(60_000);
    // Another number is another order, whoever pays.
    expect(await bench.channel.query({ ...attempt, id: newNumber() })).toEqual({ is: 'unpaid' });
  },
  async 'query: unknown'(bench, of) {
    const attempt = await bench.paid(first(of));
    await bench.world.twin.fault(of.channel, { answer: { lose_next: 1, only: of.operation.query } });
    expect((await bench.channel.query(attempt)).is).toBe('unknown');
    expect((await bench.channel.query(attempt)).is).toBe('paid');
  },
  async 'close: unpaid'(bench, of) {
    const attempt = await bench.attempt(first(of));
    await requestOf(bench.channel, attempt);
    expect((await bench.channel.close(attempt)).is).toBe(of.closesUnpaid);
    if (of.closesUnpaid !== 'closed') return;
    expect((await bench.channel.query(attempt)).is).toBe('closed');
    // Again: closed, or a word that leads to a query.
    expect(['closed', 'unknown']).toContain((await bench.channel.close(attempt)).is);
  },
  async 'close: paid'(bench, of) {
    const attempt = await bench.paid(first(of));
    expect(await bench.channel.close(attempt)).toEqual({ is: 'paid' });
  },
  async 'close: not there'(bench, of) {
    expect(await bench.channel.close(await bench.attempt(first(of)))).toEqual({ is: 'not_there' });
  },
  async 'close: racing with the payer'(bench, of) {
    for (let round = 0; round < 6; round++) {
      const attempt = await bench.attempt(first(of));
      const request = await requestOf(bench.channel, attempt);
      const [closed] = await Promise.all([
        bench.channel.close(attempt),
        first(of)
          .act(bench, request)
          .catch(() => {}),
      ]);
      const seen = await bench.channel.query(attempt);
      // Whoever came first, the two answers are of one world.
      if (closed.is === 'closed') expect(seen.is).toBe('closed');
      if (closed.is === 'paid') expect(seen.is).toBe('paid');
      expect(['paid', 'closed', 'unpaid']).toContain(seen.is);
    }
  },
  async 'close: paid after it'(bench, of) {
    const attempt = await bench.attempt(first(of));
    const request = await requestOf(bench.channel, attempt);
    expect(await bench.channel.close(attempt)).toEqual({ is: 'closed' });
    if (request.is === 'alipay-trade') await bench.world.twin.alipayWallet(request.tradeNO, 'pay_late');
    else await bench.world.twin.wechatWallet(request, 'pay_late');
    expect(await bench.channel.query(attempt)).toMatchObject({ is: 'paid', fact: { amount_fen: 14396 } });
  },
  async 'refund: full'(bench, of) {
    const attempt = await bench.paid(first(of));
    const refund = bench.refundOf(attempt, 14396);
    expect((await bench.channel.refund(refund)).is).toBe(of.refundsAs.first);
    await ended(bench, refund, 'succeeded');
    const { refunds } = await bench.books(attempt);
    expect(refunds).toMatchObject([{ amount_fen: 14396, state: 'SUCCESS', kind: of.channel === 'unionpay' ? 'undo' : 'refund' }]);
    // Paid once, and given back: still paid.
    expect((await bench.channel.query(attempt)).is).toBe('paid');
  },
  async 'refund: in two parts'(bench, of) {
    const attempt = await bench.paid(first(of));
    for (const amount of [14000, 396]) {
      const refund = bench.refundOf(attempt, amount);
      await bench.channel.refund(refund);
      await ended(bench, refund, 'succeeded');
    }
    const { refunds } = await bench.books(attempt);
    expect(refunds.map((one) => [one.amount_fen, one.kind]).sort()).toEqual([
      [14000, 'refund'],
      [396, 'refund'],
    ]);
  },
  async 'refund: more than is left'(bench, of) {
    const attempt = await bench.paid(first(of));
    const most = bench.refundOf(attempt, 14000);
    await bench.channel.refund(most);
    await ended(bench, most, 'succeeded');
    const more = bench.refundOf(attempt, 397);
    expect((await bench.channel.refund(more)).is).toBe('failed');
    expect((await bench.channel.queryRefund(more)).is).toBe('absent');
  },
  async 'refund: the same number again'(bench, of) {
    const attempt = await bench.paid(first(of));
    const refund = bench.refundOf(attempt, 29);
    await bench.channel.refund(refund);
    expect((await bench.channel.refund(refund)).is).toBe(of.refundsAs.again);
    await ended(bench, refund, 'succeeded');
    expect((await bench.books(attempt)).refunds).toHaveLength(1);
  },
  async 'refund: the same number with another amount'(bench, of) {
    const attempt = await bench.paid(first(of));
    const refund = bench.refundOf(attempt, 29);
    await bench.channel.refund(refund);
    expect(['unknown', 'failed']).toContain((await bench.channel.refund({ ...refund, amount_fen: bench.refundOf(attempt, 30).amount_fen })).is);
    await ended(bench, refund, 'succeeded');
    expect((await bench.books(attempt)).refunds).toMatchObject([{ amount_fen: 29 }]);
  },
  async 'refund: answer lost, then queried'(bench, of) {
    const attempt = await bench.paid(first(of));
    const refund = bench.refundOf(attempt, 14396);
    await bench.world.twin.fault(of.channel, { answer: { lose_next: 1, only: of.operation.refund } });
    expect((await bench.channel.refund(refund)).is).toBe('unknown');
    await ended(bench, refund, 'succeeded');
    expect((await bench.books(attempt)).refunds).toHaveLength(1);
  },
  async 'refund: absent until asked for'(bench, of) {
    const attempt = await bench.paid(first(of));
    expect(await bench.channel.queryRefund(bench.refundOf(attempt, 29))).toEqual({ is: 'absent' });
  },
  async 'refund: processing, then failed'(bench, of) {
    const attempt = await bench.paid(first(of));
    await bench.world.twin.fault(of.channel, { refund: 'abnormal' });
    const refund = bench.refundOf(attempt, 14396);
    expect((await bench.channel.refund(refund)).is).toBe('processing');
    await ended(bench, refund, 'failed');
    expect(await bench.notice(refund, 'refund')).toMatchObject({ notice: { state: { is: 'failed' } } });
  },
};

function ended(bench: Bench, refund: Parameters<Bench['channel']['queryRefund']>[0], is: 'succeeded' | 'failed'): Promise<unknown> {
  return until(`refund ${refund.id} to be ${is}`, async () => (await bench.channel.queryRefund(refund)).is === is);
}
