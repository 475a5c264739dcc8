import { fen, sumFen } from '../../src/contract/money';
import type { StatementPage } from './answers';
import { readPostings, StatementBroken, type StatementPosting } from './statement';

const posting = (number: string, amount: number): StatementPosting => ({
  is: 'done',
  order_no: number,
  agency_ref: `WP-${number}`,
  amount_fen: fen(amount),
  at: new Date('2026-11-22T02:05:00Z'),
});
const one = posting('W1', 5888);
const two = posting('W2', 29);
const page = (postings: StatementPosting[], next: string | null, changes: object = {}): StatementPage => ({
  is: 'ready',
  postings,
  count: 2,
  total_fen: sumFen([one.amount_fen, two.amount_fen]),
  next,
  ...changes,
});

/** What a reader gets of these pages, one after another, or why it stops. */
async function read(pages: (StatementPage | { is: 'unknown'; why: string })[]): Promise<unknown> {
  const asked: (string | null)[] = [];
  const answer = await readPostings(async (after) => {
    asked.push(after);
    return pages.shift() ?? { is: 'unknown', why: 'network' };
  });
  if (answer.is !== 'ready') return answer;
  const found: StatementPosting[] = [];
  try {
    for await (const row of answer.postings) found.push(row);
  } catch (error) {
    if (error instanceof StatementBroken) return error.why;
    throw error;
  }
  return { found, asked };
}

describe("an agency's statement", () => {
  it('is read page by page, each asked for by what the one before said', async () => {
    expect(await read([page([one], 'p2'), page([two], null)])).toEqual({ found: [one, two], asked: [null, 'p2'] });
  });

  it('may be empty, or not there yet', async () => {
    expect(await read([page([], null, { count: 0, total_fen: fen(0) })])).toEqual({ found: [], asked: [null] });
    expect(await read([{ is: 'not_ready' }])).toEqual({ is: 'not_ready' });
    expect(await read([])).toEqual({ is: 'unknown', why: 'network' });
  });

  it('nets what was taken back, below zero too', async () => {
    const back: StatementPosting = { ...one, is: 'cancelled', amount_fen: fen(-6000), fee_fen: fen(500) };
    const sums = { total_fen: fen(29 - 6000) };
    expect(await read([page([two, back], null, sums)])).toEqual({ found: [two, back], asked: [null] });
  });

  it.each([
    ['a page less than it counts', [page([one], null)], 'sums'],
    ['another sum', [page([one, two], null, { total_fen: fen(5918) })], 'sums'],
    ['pages of two days', [page([one], 'p2'), page([two], null, { count: 3 })], 'sums'],
    ['a page that does not come', [page([one], 'p2')], 'network'],
    ['an empty page that leads on', [page([], 'p2')], 'pages'],
  ])('with %s is not believed', async (_, pages, why) => {
    expect(await read(pages)).toBe(why);
  });
});
