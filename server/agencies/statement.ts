import type { Fen } from '../../src/contract/money';
import type { StatementPage } from './answers';

/** One order that an agency wrote off, or took back: then the amount is below zero, what it gives back, and `fee_fen` what it keeps. */
export type StatementPosting = Readonly<{ order_no: string; agency_ref: string; amount_fen: Fen; at: Date }> &
  ({ readonly is: 'done' } | { readonly is: 'cancelled'; readonly fee_fen: Fen });

/**
 * `postings` asks for further pages while it is read, so never read it inside a transaction.
 * It throws {@link StatementBroken} when a page does not come or the pages do not add up.
 */
export type PostingsAnswer = { is: 'ready'; postings: AsyncIterable<StatementPosting> } | { is: 'not_ready' } | { is: 'unknown'; why: string };

/** The statement ended otherwise than it should: nothing of it counts. `why` is a short code. */
export class StatementBroken extends Error {
  constructor(readonly why: string) {
    super(why);
  }
}

type AskPage = (after: string | null) => Promise<StatementPage | { is: 'unknown'; why: string }>;

/** More pages than a city has households: an agency whose `next` leads in a circle. */
const MOST_PAGES = 10_000;

/** Reads a statement page by page. Source: docs/agency.openapi.yaml. */
export async function readPostings(ask: AskPage): Promise<PostingsAnswer> {
  const first = await ask(null);
  return first.is === 'ready' ? { is: 'ready', postings: pages(first, ask) } : first;
}

async function* pages(first: Extract<StatementPage, { is: 'ready' }>, ask: AskPage): AsyncGenerator<StatementPosting> {
  let page = first;
  let [count, total] = [0, 0];
  for (let pageNumber = 1; ; pageNumber++) {
    for (const posting of page.postings) {
      count += 1;
      total += posting.amount_fen;
      yield posting;
    }
    if (page.next === null) break;
    if (pageNumber >= MOST_PAGES || page.postings.length === 0) throw new StatementBroken('pages');
    const next = await ask(page.next);
    if (next.is !== 'ready') throw new StatementBroken(next.is === 'unknown' ? next.why : next.is);
    if (next.count !== first.count || next.total_fen !== first.total_fen) throw new StatementBroken('sums');
    page = next;
  }
  if (count !== first.count || total !== first.total_fen) throw new StatementBroken('sums');
}
