import { type Fen, fen, sumFen } from '../../../src/contract/money';
import { spanOf } from '../../store/days';
import type { Twin } from '../../twin';
import type { Agency } from './agency';
import { BadRequest, type Body } from './requests';

interface StatementPosting {
  readonly is: 'done' | 'cancelled';
  readonly order_no: string;
  readonly agency_ref: string;
  readonly amount_fen: Fen;
  readonly fee_fen?: Fen;
  readonly at: string;
}

export type Statement = { is: 'ready'; postings: StatementPosting[]; count: number; total_fen: Fen; next: string | null } | { is: 'not_ready' };

/** Small, so that the gateway has to turn pages now and then; the protocol allows 1000. */
const PAGE = 100;

/** `statement`: what was written off and taken back on a Beijing day. docs/providers.md */
export async function statement(twin: Twin, agency: Agency, body: Body): Promise<Statement> {
  const { day, after } = body;
  if (typeof day !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new BadRequest('day must be a day');
  if (after !== undefined && (typeof after !== 'string' || !/^\d{1,9}$/.test(after))) throw new BadRequest('after must be what next said');
  const span = spanOf(day);
  if (span.to > twin.now() || (after === undefined && twin.faults.takeStatementDelay(agency.service))) return { is: 'not_ready' };
  const postings = underFaults(twin, agency, day, await postingsOf(twin, agency, span.from, span.to));
  const from = Number(after ?? 0);
  return {
    is: 'ready',
    postings: postings.slice(from, from + PAGE),
    count: postings.length,
    total_fen: sumFen(postings.map((posting) => posting.amount_fen)),
    next: from + PAGE < postings.length ? String(from + PAGE) : null,
  };
}

/** What was done stays on its day, whatever became of it later. */
async function postingsOf(twin: Twin, agency: Agency, from: Date, to: Date): Promise<StatementPosting[]> {
  const { rows } = await twin.pool.query(
    `select 'done' as "is", order_no, agency_ref, amount_fen, null::bigint as fee_fen, at from twin.postings
       where agency = $1 and state in ('done', 'cancelled') and at >= $2 and at < $3
     union all
     select 'cancelled', order_no, agency_ref, fee_fen - amount_fen, fee_fen, cancelled_at from twin.postings
       where agency = $1 and state = 'cancelled' and cancelled_at >= $2 and cancelled_at < $3
     order by at, order_no, "is" desc`,
    [agency.service, from, to],
  );
  return rows.map(({ fee_fen, ...row }) => ({
    ...row,
    amount_fen: fen(Number(row.amount_fen)),
    ...(fee_fen !== null && { fee_fen: fen(Number(fee_fen)) }),
    at: row.at.toISOString(),
  }));
}

/** Agencies' switches hit what was written off, or with `of: 'refund'` what was taken back. */
function underFaults(twin: Twin, agency: Agency, day: string, postings: StatementPosting[]): StatementPosting[] {
  const { drop = 0, alter = 0, extra = 0, of = 'payment' } = twin.faults.of(agency.service).statement ?? {};
  const hit = postings.filter((posting) => posting.is === (of === 'refund' ? 'cancelled' : 'done'));
  const [dropped, altered] = [new Set(hit.slice(0, drop)), new Set(hit.slice(drop, drop + alter))];
  const left = postings
    .filter((posting) => !dropped.has(posting))
    .map((posting) => (altered.has(posting) ? { ...posting, amount_fen: fen(posting.amount_fen + (of === 'refund' ? -1 : 1)) } : posting));
  const invented = Array.from({ length: extra }, (_, i) => ({
    is: 'done' as const,
    order_no: `EXTRA${day.replaceAll('-', '')}${i}`,
    agency_ref: `${agency.prefix}${day.replaceAll('-', '')}9999${i}`,
    amount_fen: fen(1234 + i),
    at: `${day}T04:00:00.000Z`,
  }));
  return [...left, ...invented];
}
