import { cancelCostAt } from '../../src/contract/booking';
import { type Answer, askFor } from './client';
import { be, hold, NotApplicable, same } from './report';
import type { Run } from './run';

const PART = 'cancel';
const ASKS = 20;

/** A done booking is given back by its rules, once. */
export async function checkCancel(run: Run, orderNo: string, held: Extract<Answer<'hold'>, { is: 'held' }>): Promise<void> {
  const { party, report } = run;
  const now = party.clock();
  const cost = cancelCostAt(held.cancel, now);
  const ask = (order_no: string, fee_fen: number) => askFor(party, 'cancel', { order_no, fee_fen, asked_at: now.toISOString() });
  await report.check(PART, 'cancel of an order that never was', 'refused, order_unknown', async () =>
    be(await ask(run.newNumber(), 0), 'refused', 'order_unknown'),
  );
  await report.check(PART, 'cancel for another fee than the rules say', 'refused, fee_changed, with the right fee', async () => {
    const fee = costNow().fee_fen;
    const told = be(await ask(orderNo, fee + 1), 'refused', 'fee_changed');
    hold(told.fee_fen === fee, `a fee of ${told.fee_fen} fen, the rules say ${fee}`);
    be(await askFor(party, 'query', { order_no: orderNo }), 'done');
  });
  const cancelled = await report.check(PART, 'cancel, 3 copies at once', 'cancelled, one and the same, for the fee of the rules', async () => {
    const fee = costNow().fee_fen;
    const told = await Promise.all([1, 2, 3].map(() => ask(orderNo, fee)));
    let first: Answer<'cancel'> = told.find((one) => one.is === 'cancelled') ?? (told[0] as Answer<'cancel'>);
    for (let i = 0; first.is === 'pending' && i < ASKS; i++) {
      await run.pause(500);
      first = await ask(orderNo, fee);
    }
    const done = be(first, 'cancelled');
    hold(done.fee_fen === fee, `a fee of ${done.fee_fen} fen, the rules say ${fee}`);
    for (const one of told)
      if (one.is !== 'pending') hold(same(one, done), `one answer says ${JSON.stringify(done)}, another ${JSON.stringify(one)}`);
    return done;
  });
  await report.check(PART, 'cancel once more', 'the same answer', async () => {
    if (!cancelled) throw new NotApplicable('needs a cancelled order');
    const told = await ask(orderNo, cancelled.fee_fen);
    hold(same(told, cancelled), JSON.stringify(told));
  });
  await report.check(PART, 'query of a cancelled order', 'cancelled, the same fee and time', async () => {
    if (!cancelled) throw new NotApplicable('needs a cancelled order');
    const told = await askFor(party, 'query', { order_no: orderNo });
    hold(same(told, cancelled), JSON.stringify(told));
  });

  function costNow(): { fee_fen: number } {
    if (!cost) throw new NotApplicable('by its rules this booking can no longer be given back');
    return cost;
  }
}
