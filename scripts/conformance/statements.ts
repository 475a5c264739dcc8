import { beijing, beijingDay } from '../../src/contract/time';
import { type Answer, askFor } from './client';
import { be, Came, hold, NotApplicable, need, same } from './report';
import type { Run } from './run';

const PART = 'statement';
type Posting = Extract<Answer<'statement'>, { is: 'ready' }>['postings'][number];
/** So many postings of the day are compared with what `query` says of them. */
const COMPARED = 50;

/** The statement of a day that is over: whole, stable, and the same as what queries say. */
export async function checkStatement(run: Run): Promise<void> {
  const { party, report } = run;
  const today = beijingDay(party.clock());
  const day = run.day ?? beijing(party.clock()).subtract(1, 'day').format('YYYY-MM-DD');
  await report.check(PART, 'of a day that is not over', 'not_ready', async () => be(await askFor(party, 'statement', { day: today }), 'not_ready'));
  const postings = await report.check(PART, `of ${day}, page by page`, 'count and total_fen are those of its postings, on every page', () =>
    readAll(run, day),
  );
  await report.check(PART, `of ${day} once more`, 'the same postings in the same order', async () =>
    hold(same(await readAll(run, day), need(postings, 'a statement')), 'another statement'),
  );
  await report.check(PART, 'its postings', 'no order twice, every one of that day', async () => {
    const seen = new Set<string>();
    for (const { is, order_no, at } of need(postings, 'a statement')) {
      hold(!seen.has(`${is} ${order_no}`), `${order_no} is ${is} twice`);
      seen.add(`${is} ${order_no}`);
      hold(beijingDay(at) === day, `${order_no} is of ${at.toISOString()}`);
    }
  });
  await report.check(PART, 'its postings, asked for one by one', 'query says the same', async () => {
    const some = need(postings, 'a statement').slice(0, COMPARED);
    if (some.length === 0) throw new NotApplicable(`${day} has no postings; run again tomorrow, or name a day with --day`);
    for (const posting of some) await agrees(run, posting);
  });
}

async function agrees(run: Run, posting: Posting): Promise<void> {
  const told = await askFor(run.party, 'query', { order_no: posting.order_no });
  if (told.is === 'cancelled') {
    if (posting.is !== 'cancelled') return;
    hold(told.fee_fen === posting.fee_fen && told.at.getTime() === posting.at.getTime(), `query of ${posting.order_no}: ${JSON.stringify(told)}`);
    return;
  }
  const done = be(told, 'done');
  hold(
    posting.is === 'done' && done.agency_ref === posting.agency_ref && done.at.getTime() === posting.at.getTime(),
    `query of ${posting.order_no}: ${JSON.stringify(told)}`,
  );
}

async function readAll(run: Run, day: string): Promise<Posting[]> {
  const postings: Posting[] = [];
  let first: Extract<Answer<'statement'>, { is: 'ready' }> | undefined;
  for (let after: string | null = null; ; ) {
    const page: Extract<Answer<'statement'>, { is: 'ready' }> = be(
      await askFor(run.party, 'statement', { day, ...(after !== null && { after }) }),
      'ready',
    );
    first ??= page;
    hold(page.count === first.count && page.total_fen === first.total_fen, 'count or total_fen that differ from page to page');
    hold(page.postings.length > 0 || page.next === null, 'an empty page that leads on');
    postings.push(...page.postings);
    if (page.next === null) break;
    after = page.next;
  }
  const total = postings.reduce((sum, posting) => sum + posting.amount_fen, 0);
  if (postings.length !== first.count) throw new Came(`count ${first.count}, but ${postings.length} postings`);
  hold(total === first.total_fen, `total_fen ${first.total_fen}, but its postings come to ${total}`);
  return postings;
}
