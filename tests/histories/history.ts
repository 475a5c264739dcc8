import { channels } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { Books, Work } from './books';
import { Outside } from './outside';
import { brokenPromises } from './promises';
import { Tape } from './tape';

const WORKS: readonly Work[] = ['payments', 'fulfilments', 'refunds', 'orders'];
const BILLS = ['b1', 'b2', 'b3'];
const MOST_ROUNDS = 40;

/** A clock that only the history moves; begins on a whole second. */
export interface Clock {
  ms: number;
}

export interface Played {
  readonly broken: readonly string[];
  /** what happened, a line for each step; only when asked for */
  readonly story: readonly string[];
}

/**
 * Plays one history: two citizens, three bills, up to four orders over them, and whatever the bytes say happens next; then
 * everybody behaves, the clock runs on, and the promises are checked.
 */
export async function playHistory(
  bytes: Uint8Array,
  clock: Clock,
  makeBooks: (outside: Outside) => Books,
  options: { tell?: boolean; atOnce?: boolean } = {},
): Promise<Played> {
  const tape = new Tape(bytes);
  const outside = new Outside(tape, () => clock.ms);
  const books = makeBooks(outside);
  const story: string[] = [];
  const tell = (text: () => string) => {
    if (options.tell) story.push(text());
  };
  const orders: { number: string; citizen: number }[] = [];
  const run = (name: string, work: () => Promise<unknown>) => {
    tell(() => name);
    return outside.start(() => work().catch(ignoreProblem));
  };

  const steps: Record<string, () => Promise<void> | void> = {
    async order() {
      if (orders.length >= 4) return;
      const citizen = tape.pick(2);
      const first = tape.pick(3);
      const bills = tape.once(3) ? [BILLS[first] as string, BILLS[(first + 1) % 3] as string] : [BILLS[first] as string];
      await run(`citizen ${citizen} orders ${bills}`, async () => orders.push({ number: await books.place(citizen, bills), citizen }));
    },
    async open() {
      const { citizen, number } = tape.of(orders);
      const numbers = tape.once(3) ? orders.filter((one) => one.citizen === citizen).map((one) => one.number) : [number];
      const channel = tape.of(channels);
      await run(`citizen ${citizen} opens ${channel} for ${numbers}`, () => books.open(citizen, numbers, channel));
    },
    confirm() {
      const trade = tape.of(outside.payable());
      if (!trade) return;
      tell(() => `${trade.channel} is paid for ${trade.id} (${trade.state})`);
      outside.confirm(trade);
    },
    async notice() {
      const told = tape.of(outside.notices);
      if (told) await run(`${told.channel} tells: ${told.notice.key}`, () => books.notice(told.channel, told.notice));
    },
    async cancel() {
      const { citizen, number } = tape.of(orders);
      await run(`citizen ${citizen} cancels ${number}`, () => books.cancel(citizen, number));
    },
    async check() {
      const trade = tape.of([...outside.trades.values()]);
      if (trade) await run(`somebody checks ${trade.id}`, () => books.check(trade.id));
    },
    async work() {
      const what = tape.of(WORKS);
      await run(`a worker looks for ${what}`, () => books.work(what));
    },
    async goOn() {
      if (outside.waiting === 0) return;
      const first = tape.pick(outside.waiting);
      const second = options.atOnce && outside.waiting > 1 && tape.once(2) ? [(first + 1) % outside.waiting] : [];
      tell(() => `call ${first} of ${outside.waiting} goes on${second.length > 0 ? ', and another beside it' : ''}`);
      await outside.letGo([first, ...second]);
    },
    repay() {
      const repayment = tape.of([...outside.repayments.values()]);
      if (!repayment) return;
      const state = tape.once(3) ? 'failed' : 'succeeded';
      tell(() => `${repayment.channel} ends ${repayment.id}: ${state}`);
      outside.finishRepayment(repayment, state);
    },
    post() {
      const posting = tape.of([...outside.postings.values()]);
      if (posting) outside.finishPosting(posting, tape.once(3) ? 'refused' : 'done');
    },
    time() {
      const ms = tape.of([1000, 1000, 3000, 3000, 6000, 31_000, 62_000, 900_000]);
      tell(() => `${ms / 1000} s pass`);
      clock.ms += ms;
    },
    kill() {
      tell(() => `kill -9 with ${outside.waiting} calls on their way`);
      outside.kill();
    },
  };
  /** How often each step is drawn, of 32. */
  const weights = { goOn: 9, work: 7, open: 3, confirm: 3, notice: 2, time: 2, order: 1, cancel: 1, check: 1, repay: 1, post: 1, kill: 1 };
  const drawn = Object.entries(weights).flatMap(([name, weight]) => Array<string>(weight).fill(name));

  await steps.order?.();
  await steps.order?.();
  while (!tape.over) await steps[tape.of(drawn)]?.();
  await settleDown(outside, books, clock);
  return { broken: brokenPromises(await books.look(), outside), story };
}

/** Everybody answers, every notice arrives, and time goes on until nothing is due. */
async function settleDown(outside: Outside, books: Books, clock: Clock): Promise<void> {
  outside.calm = true;
  while (outside.waiting > 0) await outside.letGo([0]);
  for (const posting of outside.postings.values()) outside.finishPosting(posting, 'done');
  for (const repayment of outside.repayments.values()) if (repayment.state === 'processing') outside.finishRepayment(repayment, 'succeeded');
  const pauses = [0, 30_000, 61_000, 300_000, 901_000, 61_000, 600_000, 61_000, 61_000];
  for (const pause of [...pauses, 'statement', ...pauses.slice(0, 3)] as const) {
    if (pause === 'statement') for (const { channel, notice } of outside.statement()) await books.notice(channel, notice);
    else clock.ms += pause;
    // What was asked a moment ago is not asked again before the clock moves, however often somebody looks.
    for (let round = 0, done = 1; done > 0 && round < MOST_ROUNDS; round++) {
      done = 0;
      for (const work of WORKS) done += await books.work(work);
    }
  }
}

function ignoreProblem(error: unknown): void {
  if (!(error instanceof Problem)) throw error;
}
