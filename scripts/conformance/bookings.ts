import type { Selection } from '../../src/contract/booking';
import { checkCancel } from './cancels';
import { type Answer, askFor } from './client';
import { checkOrder } from './orders';
import { be, Came, hold, NotApplicable, need, same } from './report';
import type { Run } from './run';

const PART = 'holds';
type Held = Extract<Answer<'hold'>, { is: 'held' }>;
type Choices = { part: string | null; choices: readonly { key: string; left: number | null }[] };

/** A service that books: choices, holds that end, are given back, paid for and cancelled. */
export async function checkBookings(run: Run): Promise<void> {
  const { party, report, account } = run;
  const chosen = await report.check(PART, 'lookup, part by part', 'choices, until the selection is whole', () => walk(run));
  await report.check(PART, 'lookup of a choice that never was', 'not_found', async () => {
    const [first] = Object.keys(need(chosen, 'a selection'));
    be(await askFor(party, 'lookup', { selection: { [first as string]: 'neverwas' } }), 'not_found');
  });
  if (!chosen) return;
  const selection = chosen;
  const ask = (hold_no: string, of = account, what: Selection = selection) => askFor(party, 'hold', { hold_no, account: of, selection: what });
  const release = async (hold_no: string) => askFor(party, 'release', { hold_no });
  const before = await leftOf(run, selection);
  const number = run.newNumber();
  const held = await report.check(PART, 'hold', 'held: a price, minutes to pay, cancel rules that rise', async () =>
    good(run, be(await ask(number), 'held')),
  );
  await report.check(PART, 'hold, the same again, 5 copies at once', 'the same answer', async () => {
    need(held, 'a hold');
    for (const told of await Promise.all(Array.from({ length: 5 }, () => ask(number)))) hold(same(told, held), JSON.stringify(told));
  });
  await report.check(PART, 'lookup while it is held', 'one place less', async () => hasLeft(run, need(held && selection, 'a hold'), before, -1));
  await report.check(PART, 'hold of another account under the same number', 'refused, hold_differs', async () =>
    be(await ask(need(held && number, 'a hold'), `${account.slice(0, -1)}${account.endsWith('1') ? '2' : '1'}`), 'refused', 'hold_differs'),
  );
  await report.check(PART, 'hold of what never was', 'refused, selection_unknown', async () => {
    const [first] = Object.keys(selection);
    be(await ask(run.newNumber(), account, { ...selection, [first as string]: 'neverwas' }), 'refused', 'selection_unknown');
  });
  await report.check(PART, 'hold for an account that never was', 'refused, account_unknown', async () =>
    be(await ask(run.newNumber(), '0'), 'refused', 'account_unknown'),
  );
  await report.check(PART, 'release', 'released, and the same again', async () => {
    be(await release(need(held && number, 'a hold')), 'released');
    be(await release(number), 'released');
  });
  await report.check(PART, 'lookup after the release', 'the place is free again', async () =>
    hasLeft(run, need(held && selection, 'a hold'), before, 0),
  );
  await report.check(PART, 'hold under a number that was released', 'refused, hold_over', async () =>
    be(await ask(need(held && number, 'a hold')), 'refused', 'hold_over'),
  );
  await report.check(PART, 'release of a number that never came, then its hold', 'released, then refused, hold_over', async () => {
    const early = run.newNumber();
    be(await release(early), 'released');
    be(await ask(early), 'refused', 'hold_over');
  });
  await checkExpiry(run, selection, before, ask);
  await checkPaid(run, ask, before, selection);
}

async function checkExpiry(run: Run, selection: Selection, before: number | null, ask: (no: string) => Promise<Answer<'hold'>>): Promise<void> {
  const { party, report } = run;
  await report.check(PART, 'a hold that nobody pays', 'ends by itself: the place is free, the number over, a late order refused', async () => {
    const number = run.newNumber();
    const held = be(await ask(number), 'held');
    const wait = held.valid_until.getTime() - party.clock().getTime() + 1500;
    if (!run.canWait(wait)) {
      await askFor(party, 'release', { hold_no: number });
      throw new NotApplicable(`takes ${Math.ceil(wait / 1000)} s: run with --patience ${Math.ceil(wait / 1000)}`);
    }
    await run.pause(wait);
    await hasLeft(run, selection, before, 0);
    be(await ask(number), 'refused', 'hold_over');
    const paidAt = party.clock().toISOString();
    const order = { order_no: run.newNumber(), quote_ref: held.quote_ref, account: run.account, amount_fen: held.amount_fen, paid_at: paidAt };
    be(await askFor(party, 'fulfil', order), 'refused', 'quote_expired');
  });
}

async function checkPaid(run: Run, ask: (no: string) => Promise<Answer<'hold'>>, before: number | null, selection: Selection): Promise<void> {
  const { party, report, account } = run;
  const number = run.newNumber();
  const told = await ask(number);
  if (told.is !== 'held') return;
  const order = { order_no: run.newNumber(), quote_ref: told.quote_ref, account, amount_fen: told.amount_fen, paid_at: party.clock().toISOString() };
  await report.check(PART, 'fulfil with a fen less than was held', 'refused', async () =>
    be(await askFor(party, 'fulfil', { ...order, order_no: run.newNumber(), amount_fen: order.amount_fen - 1 }), 'refused'),
  );
  const done = await checkOrder(run, order);
  await report.check(PART, 'fulfil of a booking', 'a voucher with a code', async () =>
    hold(Boolean(need(done, 'a booking').voucher?.code), 'no voucher'),
  );
  await report.check(PART, 'release of a hold that was paid for', 'refused, hold_used', async () =>
    be(await askFor(party, 'release', { hold_no: need(done && number, 'a booking') }), 'refused', 'hold_used'),
  );
  if (done) await checkCancel(run, order.order_no, told);
  await report.check('cancel', 'lookup afterwards', 'the place is free again', async () => {
    const { is } = await askFor(party, 'query', { order_no: order.order_no });
    need(is === 'cancelled' || undefined, 'a cancelled order');
    await hasLeft(run, selection, before, 0);
  });
}

/** Takes the first choice of every part, of the last one the first that has places left. */
async function walk(run: Run): Promise<Selection> {
  if (run.selection) return run.selection;
  let selection: Selection = {};
  for (let depth = 0; depth < 12; depth++) {
    const { part, choices } = await choicesOf(run, selection);
    if (part === null) return selection;
    const choice = choices.find((one) => one.left === null || one.left > 0);
    if (!choice) throw new Came(`no ${part} left; name another with --selection`);
    selection = { ...selection, [part]: choice.key };
  }
  throw new Came('more than 12 parts');
}

async function choicesOf(run: Run, selection: Selection): Promise<Choices> {
  const told = be(await askFor(run.party, 'lookup', { selection }), 'found');
  if (!('choices' in told)) throw new Came('bills instead of choices');
  return told;
}

/** Places left of what the last part of the selection names; null where nobody counts. */
async function leftOf(run: Run, selection: Selection): Promise<number | null> {
  const parts = Object.entries(selection);
  const [, last] = parts.at(-1) as [string, string];
  const { choices } = await choicesOf(run, Object.fromEntries(parts.slice(0, -1)));
  return choices.find((one) => one.key === last)?.left ?? null;
}

async function hasLeft(run: Run, selection: Selection, before: number | null, change: number): Promise<void> {
  if (before === null) throw new NotApplicable('this agency does not say how many are left');
  const left = await leftOf(run, selection);
  hold(left === before + change, `${before} before, ${left} now`);
}

function good(run: Run, held: Held): Held {
  const { steps, after_fee_fen } = held.cancel;
  const fees = [...steps.map((step) => step.fee_fen), ...(after_fee_fen === null ? [] : [after_fee_fen])];
  const ends = steps.map((step) => Date.parse(step.until));
  hold(held.valid_until.getTime() > run.party.clock().getTime() + 180_000, `valid until ${held.valid_until.toISOString()}, too short to pay`);
  hold(
    fees.every((fee, i) => fee < held.amount_fen && fee >= (fees[i - 1] ?? 0)),
    `fees ${fees.join(', ')} of a price of ${held.amount_fen}`,
  );
  hold(
    ends.every((end, i) => end > (ends[i - 1] ?? 0)),
    'cancel steps that are not in the order of time',
  );
  return held;
}
