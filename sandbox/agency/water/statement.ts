import { type Fen, fen, sumFen } from '../../../src/contract/money';
import { spanOf } from '../../store/days';
import type { Twin } from '../../twin';
import { AGENCY, BadRequest } from './requests';

interface StatementPosting {
  readonly order_no: string;
  readonly agency_ref: string;
  readonly amount_fen: Fen;
  readonly at: string;
}

export type Statement = { is: 'ready'; postings: StatementPosting[]; count: number; total_fen: Fen; next: string | null } | { is: 'not_ready' };

/** Small, so that the gateway has to turn pages now and then; the protocol allows 1000. */
const PAGE = 100;

/** `statement`: what was written off on a Beijing day. docs/providers.md */
export async function statement(twin: Twin, body: Readonly<Record<string, unknown>>): Promise<Statement> {
  const { day, after } = body;
  if (typeof day !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new BadRequest('day must be a day');
  if (after !== undefined && (typeof after !== 'string' || !/^\d{1,9}$/.test(after))) throw new BadRequest('after must be what next said');
  const span = spanOf(day);
  if (span.to > twin.now() || (after === undefined && twin.faults.takeStatementDelay('water'))) return { is: 'not_ready' };
  const { rows } = await twin.pool.query(
    `select order_no, agency_ref, amount_fen, at from twin.postings where agency = $1 and state = 'done' and at >= $2 and at < $3 order by at, order_no`,
    [AGENCY, span.from, span.to],
  );
  const postings = underFaults(
    twin,
    day,
    rows.map((row) => ({ ...row, amount_fen: fen(Number(row.amount_fen)), at: row.at.toISOString() }) as StatementPosting),
  );
  const from = Number(after ?? 0);
  const page = postings.slice(from, from + PAGE);
  return {
    is: 'ready',
    postings: page,
    count: postings.length,
    total_fen: sumFen(postings.map((posting) => posting.amount_fen)),
    next: from + PAGE < postings.length ? String(from + PAGE) : null,
  };
}

function underFaults(twin: Twin, day: string, postings: StatementPosting[]): StatementPosting[] {
  const { drop = 0, alter = 0, extra = 0 } = twin.faults.of('water').statement ?? {};
  const left = postings.slice(drop).map((posting, i) => (i < alter ? { ...posting, amount_fen: fen(posting.amount_fen + 1) } : posting));
  const invented = Array.from({ length: extra }, (_, i) => ({
    order_no: `EXTRA${day.replaceAll('-', '')}${i}`,
    agency_ref: `WP${day.replaceAll('-', '')}9999${i}`,
    amount_fen: fen(1234 + i),
    at: `${day}T04:00:00.000Z`,
  }));
  return [...left, ...invented];
}
