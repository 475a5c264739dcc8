import { StatementBroken } from '../agencies/statement';
import { StatementFault } from '../channels/bills/reading';
import type { StatementRow } from '../channels/channel';
import type { Context } from '../context';
import type { Db } from '../database/database';
import { providerOf } from '../providers';
import { type Source, serviceOf } from './sources';

/** A movement, whoever told it. `number` is ours; of an exception, which names none of ours, the channel's trace. */
interface StagedRow {
  readonly kind: 'payment' | 'refund' | 'posting' | 'cancellation' | 'exception';
  readonly number: string;
  readonly their_no: string;
  readonly amount_fen: number;
  /** thousandths of a fen */
  readonly fee: number;
  readonly at: Date;
  readonly pending: boolean;
}

export type Opened = { is: 'ready'; rows: AsyncIterable<StagedRow> } | { is: 'not_ready' } | { is: 'empty' } | { is: 'unknown'; why: string };

const BATCH = 1000;

/** Asks a source for its statement. Rows are read while they are staged: outside of any transaction. */
export async function openStatement(ctx: Context, source: Source, day: string): Promise<Opened> {
  const service = serviceOf(source);
  if (service === undefined) {
    const answer = await ctx.channels[source as keyof Context['channels']].statement(day);
    return answer.is === 'ready' ? { is: 'ready', rows: fromChannel(answer.rows) } : answer;
  }
  const answer = await providerOf(ctx.providers, service).statement(day);
  return answer.is === 'ready' ? { is: 'ready', rows: fromAgency(answer.postings) } : answer;
}

async function* fromChannel(rows: AsyncIterable<StatementRow>): AsyncGenerator<StagedRow> {
  for await (const row of rows) {
    if (row.kind === 'exception') {
      const { kind, trace, code, amount_fen, fee, at } = row;
      yield { kind, number: trace, their_no: code, amount_fen, fee, at, pending: false };
      continue;
    }
    const number = row.kind === 'payment' ? row.attempt_id : row.refund_id;
    const { kind, channel_no, amount_fen, fee, at } = row;
    yield { kind, number, their_no: channel_no, amount_fen, fee, at, pending: row.kind === 'refund' && row.pending };
  }
}

type Postings = Extract<Awaited<ReturnType<ReturnType<typeof providerOf>['statement']>>, { is: 'ready' }>['postings'];

async function* fromAgency(postings: Postings): AsyncGenerator<StagedRow> {
  for await (const { is, order_no, agency_ref, amount_fen, at } of postings) {
    const row = { number: order_no, their_no: agency_ref, fee: 0, at, pending: false };
    // Like refunds, what goes back is kept as an amount of its own, above zero.
    yield is === 'done' ? { kind: 'posting', ...row, amount_fen } : { kind: 'cancellation', ...row, amount_fen: -amount_fen };
  }
}

/**
 * Puts a statement's rows into the database as those of this try, a thousand at a time. They count only once the caller
 * says so: what a dead process left behind is never read.
 * @returns why the statement turned out broken, or null
 */
export async function stageRows(db: Db, source: Source, day: string, attempt: number, rows: AsyncIterable<StagedRow>): Promise<string | null> {
  let batch: StagedRow[] = [];
  let line = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    await insert(db, source, day, attempt, line - batch.length, batch);
    batch = [];
  };
  try {
    for await (const row of rows) {
      line += 1;
      batch.push(row);
      if (batch.length === BATCH) await flush();
    }
    await flush();
    return null;
  } catch (error) {
    if (error instanceof StatementFault || error instanceof StatementBroken) return error.why;
    throw error;
  }
}

async function insert(db: Db, source: Source, day: string, attempt: number, before: number, batch: readonly StagedRow[]): Promise<void> {
  await db.rows(
    `insert into statement_rows (source, day, try, line, kind, number, their_no, amount_fen, fee_millifen, at, pending)
     select $1, $2, $3, $4 + row.line, row.kind, row.number, row.their_no, row.amount_fen, row.fee, row.at, row.pending
     from unnest($5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::timestamptz[], $11::boolean[])
       with ordinality as row(kind, number, their_no, amount_fen, fee, at, pending, line)`,
    [
      source,
      day,
      attempt,
      before,
      batch.map((row) => row.kind),
      batch.map((row) => row.number),
      batch.map((row) => row.their_no),
      batch.map((row) => row.amount_fen),
      batch.map((row) => row.fee),
      batch.map((row) => row.at),
      batch.map((row) => row.pending),
    ],
  );
}
