import { type Answer, askFor, type Party } from './client';
import { be, hold, same } from './report';
import type { Run } from './run';

/** Everything an order goes through that is not about how its price came about. */
export interface OrderRequest {
  readonly order_no: string;
  readonly quote_ref: string;
  readonly account: string;
  readonly bills?: readonly string[];
  readonly amount_fen: number;
  readonly paid_at: string;
}

export type Done = Extract<Answer<'query'>, { is: 'done' }>;

const COPIES = 5;
const ASKS = 20;

/** Orders that are the same for bills and bookings: one number, one effect. @returns what was done */
export async function checkOrder(run: Run, order: OrderRequest): Promise<Done | undefined> {
  const { party, report, part } = { ...run, part: 'orders' };
  await report.check(part, 'query of an order that never was', 'not_found', async () =>
    be(await askFor(party, 'query', { order_no: run.newNumber() }), 'not_found'),
  );
  const done = await report.check(part, `fulfil, ${COPIES} copies at once`, 'done, one and the same', async () => {
    const told = await Promise.all(Array.from({ length: COPIES }, () => askFor(party, 'fulfil', order)));
    const first = await finished(run, order.order_no, told.find((one) => one.is === 'done') ?? told[0]);
    for (const one of told)
      if (one.is !== 'pending') hold(same(one, first), `one answer says ${JSON.stringify(first)}, another ${JSON.stringify(one)}`);
    return first;
  });
  if (!done) return undefined;
  await report.check(part, 'fulfil, the same again', 'the same answer', async () =>
    hold(same(await askFor(party, 'fulfil', order), done), 'another answer'),
  );
  await report.check(part, 'query', 'the same answer', async () => {
    const told = await askFor(party, 'query', { order_no: order.order_no });
    hold(same(told, done), JSON.stringify(told));
  });
  await report.check(part, 'fulfil, another amount under the same number', 'refused, order_differs', async () =>
    be(await askFor(party, 'fulfil', { ...order, amount_fen: order.amount_fen + 1 }), 'refused', 'order_differs'),
  );
  await report.check(part, 'fulfil of the same under another number', 'refused, already_paid', async () =>
    be(await askFor(party, 'fulfil', { ...order, order_no: run.newNumber() }), 'refused', 'already_paid'),
  );
  await report.check(part, 'fulfil of a quote that never was', 'refused, and the same when asked again', () =>
    refusedTwice(party, { ...order, order_no: run.newNumber(), quote_ref: 'NEVERWAS1' }),
  );
  return done;
}

/** A refusal is for ever: whoever asks again must hear the same. */
export async function refusedTwice(party: Party, order: OrderRequest): Promise<void> {
  const first = be(await askFor(party, 'fulfil', order), 'refused');
  hold(same(await askFor(party, 'fulfil', order), first), 'another answer to the same request');
  hold(same(await askFor(party, 'query', { order_no: order.order_no }), first), 'another answer to the query');
}

/** Waits for an answer that is not `pending`. */
async function finished(run: Run, orderNo: string, first: Answer<'query'> | undefined): Promise<Done> {
  let told = first ?? { is: 'pending' as const };
  for (let i = 0; told.is === 'pending' && i < ASKS; i++) {
    await run.pause(500);
    told = await askFor(run.party, 'query', { order_no: orderNo });
  }
  return be(told, 'done');
}
