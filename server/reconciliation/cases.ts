import type { Fen } from '../../src/contract/money';
import type { Db } from '../database/database';
import type { CaseKind, CaseOwner, NextStep } from './kinds';
import type { Source } from './sources';

/** A difference between our books and theirs. */
export interface CaseRow {
  readonly id: number;
  readonly source: Source;
  readonly day: string;
  readonly kind: CaseKind;
  /** our number of the payment, refund or order; theirs when we know none */
  readonly subject: string;
  /** what is in question: the whole amount, or by how much the two sides differ */
  readonly amount_fen: Fen;
  /** both sides' facts and what queries said; no personal data */
  readonly evidence: Readonly<Record<string, unknown>> & {
    readonly is: 'payment' | 'refund' | 'posting' | 'cancellation' | 'exception' | 'flow' | 'fees';
  };
  readonly owner: CaseOwner;
  readonly next_step: NextStep;
  readonly status: 'open' | 'resolved';
  readonly opened_at: Date;
  readonly tries: number;
  readonly resolved_at: Date | null;
  readonly resolved_by: string | null;
  readonly resolution: string | null;
}

export const CASE_COLUMNS =
  'id, source, day::text, kind, subject, amount_fen, evidence, owner, next_step, status, opened_at, tries, resolved_at, resolved_by, resolution';

/** Newest first. */
export async function listCases(
  db: Db,
  filter: { status?: 'open' | 'resolved'; source?: string; day?: string } = {},
  most = 200,
): Promise<CaseRow[]> {
  return db.rows<CaseRow>(
    `select ${CASE_COLUMNS} from cases where ($1::text is null or status = $1) and ($2::text is null or source = $2) and ($3::date is null or day = $3)
     order by id desc limit $4`,
    [filter.status ?? null, filter.source ?? null, filter.day ?? null, most],
  );
}

/**
 * Ends a case; a person's word stands whatever a later comparison finds.
 * @param by `gateway` or an operator's name
 * @param resolution a short code, or the operator's reason
 * @returns false when it was resolved before
 */
export async function resolveCase(db: Db, id: number, by: string, resolution: string, at: Date): Promise<boolean> {
  const row = await db.row(
    `update cases set status = 'resolved', resolved_at = $4, resolved_by = $2, resolution = $3, try_at = null where id = $1 and status = 'open' returning id`,
    [id, by, resolution, at],
  );
  return row !== undefined;
}

/** Hands a case to people, with what the gateway found out. */
export async function handOver(db: Db, id: number, owner: CaseOwner, nextStep: NextStep, found: object): Promise<void> {
  await db.rows(`update cases set owner = $2, next_step = $3, evidence = evidence || $4::jsonb, try_at = null where id = $1 and status = 'open'`, [
    id,
    owner,
    nextStep,
    JSON.stringify(found),
  ]);
}
