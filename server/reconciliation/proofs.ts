import { createHash } from 'node:crypto';
import type { Db } from '../database/database';

/** Before the first proof. */
export const NO_PROOF = '0'.repeat(64);
const PAGE = 5000;

/** What a day's proof is made over. */
export interface Facts {
  readonly day: string;
  readonly previous: string;
  readonly ledger: string;
  readonly transactions: number;
  readonly entries: number;
  /** movement of each ledger account, fen */
  readonly sums: Readonly<Record<string, number>>;
  /** how far each source's statement was compared */
  readonly compared: Readonly<Record<string, string>>;
  readonly open_cases: readonly OpenCase[];
}

/** A case as it is published: no number of a payment or an order in it. */
export interface OpenCase {
  readonly id: number;
  readonly source: string;
  readonly day: string;
  readonly kind: string;
  readonly amount_fen: number;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function pairs(of: Readonly<Record<string, string | number>>): string {
  return Object.keys(of)
    .sort()
    .map((name) => `${name}=${of[name]}`)
    .join(',');
}

export function casesHash(cases: readonly OpenCase[]): string {
  return sha256(cases.map((one) => `${one.id} ${one.source} ${one.day} ${one.kind} ${one.amount_fen}\n`).join(''));
}

/** The text that a root is the SHA-256 of; docs/reconciliation.md shows it to whoever checks. */
export function rootText(facts: Facts): string {
  return [
    'rongyifu proof 1',
    `day ${facts.day}`,
    `previous ${facts.previous}`,
    `ledger ${facts.ledger}`,
    `transactions ${facts.transactions}`,
    `entries ${facts.entries}`,
    `sums ${pairs(facts.sums)}`,
    `compared ${pairs(facts.compared)}`,
    `cases ${casesHash(facts.open_cases)}`,
    '',
  ].join('\n');
}

export type LedgerDigest = Pick<Facts, 'ledger' | 'transactions' | 'entries' | 'sums'>;

/** Hashes the bookings of a range of ids, one line each: `id kind reference time account=fen,…`. */
export async function digestLedger(db: Db, after: number, upto: number): Promise<LedgerDigest> {
  const hash = createHash('sha256');
  const sums: Record<string, number> = {};
  let [transactions, entries, last] = [0, 0, after];
  for (;;) {
    const rows = await db.rows<{ id: number; kind: string; reference: string; at: Date; entries: [string, number][] }>(
      `select t.id, t.kind, t.reference, t.at, coalesce(jsonb_agg(jsonb_build_array(e.account, e.amount_fen) order by e.id) filter (where e.id is not null), '[]') as entries
       from ledger_transactions t left join ledger_entries e on e.transaction = t.id
       where t.id > $1 and t.id <= $2 group by t.id order by t.id limit ${PAGE}`,
      [last, upto],
    );
    for (const row of rows) {
      hash.update(
        `${row.id} ${row.kind} ${row.reference} ${row.at.toISOString()} ${row.entries.map(([account, fen]) => `${account}=${fen}`).join(',')}\n`,
      );
      for (const [account, fen] of row.entries) sums[account] = (sums[account] ?? 0) + fen;
      transactions += 1;
      entries += row.entries.length;
    }
    if (rows.length < PAGE) break;
    last = rows.at(-1)?.id ?? upto;
  }
  return { ledger: hash.digest('hex'), transactions, entries, sums };
}

export interface ProofRow extends Facts {
  readonly after_id: number;
  readonly upto_id: number;
  readonly cases: string;
  readonly root: string;
  readonly made_at: Date;
}

export const PROOF_COLUMNS =
  'day::text, after_id, upto_id, made_at, transactions, entries, sums, compared, open_cases, ledger, cases, previous, root';

export type Verdict = { is: 'whole'; days: number } | { is: 'broken'; day: string; why: 'gap' | 'previous' | 'ledger' | 'cases' | 'root' };

/** Computes every proof again from the ledger itself. An altered, added or missing booking or proof breaks the chain at its day. */
export async function verifyProofs(db: Db): Promise<Verdict> {
  const rows = await db.rows<ProofRow>(`select ${PROOF_COLUMNS} from proofs where root is not null order by day`);
  let before: ProofRow | undefined;
  for (const row of rows) {
    const broken = (why: Extract<Verdict, { is: 'broken' }>['why']): Verdict => ({ is: 'broken', day: row.day, why });
    if (row.after_id !== (before?.upto_id ?? 0)) return broken('gap');
    if (row.previous !== (before?.root ?? NO_PROOF)) return broken('previous');
    const digest = await digestLedger(db, row.after_id, row.upto_id);
    if (digest.ledger !== row.ledger) return broken('ledger');
    if (casesHash(row.open_cases) !== row.cases) return broken('cases');
    if (sha256(rootText({ ...row, ...digest })) !== row.root) return broken('root');
    before = row;
  }
  return { is: 'whole', days: rows.length };
}

/** As anyone may read it. */
export function viewProof(row: ProofRow): object {
  const { after_id, upto_id, made_at, ...rest } = row;
  return { ...rest, first_id: after_id + 1, last_id: upto_id, made_at: made_at.toISOString(), text: rootText(row) };
}

export async function readProof(db: Db, day: string): Promise<ProofRow | undefined> {
  return db.row<ProofRow>(`select ${PROOF_COLUMNS} from proofs where day = $1 and root is not null`, [day]);
}

/** The newest first. */
export async function listProofs(db: Db, most = 100): Promise<{ day: string; root: string; previous: string }[]> {
  return db.rows(`select day::text, root, previous from proofs where root is not null order by day desc limit $1`, [most]);
}
