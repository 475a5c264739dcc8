import type { Fen } from '../../src/contract/money';
import { fen } from '../../src/contract/money';
import type { Twin } from '../twin';
import type { Channel } from './trades';

/** One movement of a day, as bills tell it. */
export interface Movement {
  readonly kind: 'payment' | 'refund';
  /** the merchant's number of the payment, and of the refund where it is one */
  readonly out_trade_no: string;
  readonly out_refund_no: string;
  /** the channel's number of the payment, and of the refund */
  readonly trade_no: string;
  readonly refund_no: string;
  readonly amount_fen: Fen;
  readonly at: Date;
  readonly created_at: Date;
  readonly payer: string;
  readonly content: Record<string, unknown>;
  /** of a refund: processing, success, abnormal, closed; `undo` for UnionPay's own kind */
  readonly state: string;
  readonly is_undo: boolean;
}

export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** A Beijing day, from midnight to midnight; `early_h` moves both ends (UnionPay's clearing day ends at 23:00). */
export function spanOf(day: string, early_h = 0): Span {
  const from = new Date(Date.parse(`${day}T00:00:00+08:00`) - early_h * 3_600_000);
  return { from, to: new Date(from.getTime() + 86_400_000) };
}

/**
 * What moved at a channel within a span, oldest first, under the statement switches: rows left out, altered or invented.
 * The same switches hit the same rows every time.
 * @param refundsBy the time by which a refund belongs to a day: WeChat's acceptance, the others' result
 */
export async function movementsOf(twin: Twin, channel: Channel, span: Span, refundsBy: 'created_at' | 'finished_at'): Promise<Movement[]> {
  const values = [channel, span.from, span.to];
  const trades = await twin.pool.query(
    `select 'payment' as kind, out_trade_no, '' as out_refund_no, trade_no, '' as refund_no, amount_fen, paid_at as at, created_at, payer, content,
            'success' as state, false as is_undo
     from twin.trades where channel = $1 and state = 'paid' and paid_at >= $2 and paid_at < $3`,
    values,
  );
  const refunds = await twin.pool.query(
    `select 'refund' as kind, t.out_trade_no, r.out_refund_no, t.trade_no, r.refund_no, r.amount_fen, r.${refundsBy} as at, t.created_at, t.payer, t.content,
            r.state, r.kind = 'undo' as is_undo
     from twin.refunds r join twin.trades t on t.id = r.trade_id
     where r.channel = $1 and r.${refundsBy} >= $2 and r.${refundsBy} < $3 ${refundsBy === 'finished_at' ? `and r.state = 'success'` : ''}`,
    values,
  );
  const all = [...trades.rows, ...refunds.rows].map(
    (row) => ({ ...row, payer: row.payer ?? '', amount_fen: fen(Number(row.amount_fen)) }) as Movement,
  );
  all.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.trade_no < b.trade_no ? -1 : 1));
  return underStatementFaults(twin, channel, span, all);
}

function underStatementFaults(twin: Twin, channel: Channel, span: Span, rows: Movement[]): Movement[] {
  const { drop = 0, alter = 0, extra = 0, of = 'payment' } = twin.faults.of(channel).statement ?? {};
  const hit = rows.filter((row) => row.kind === of);
  const [dropped, altered] = [new Set(hit.slice(0, drop)), new Set(hit.slice(drop, drop + alter))];
  const left = rows.filter((row) => !dropped.has(row)).map((row) => (altered.has(row) ? { ...row, amount_fen: fen(row.amount_fen + 1) } : row));
  const invented = Array.from({ length: extra }, (_, i) => inventedRow(span, of, i));
  return [...left, ...invented];
}

/** A row that the merchant cannot know; always the same for the same day. */
function inventedRow(span: Span, kind: Movement['kind'], i: number): Movement {
  const number = `${span.to.toISOString().slice(0, 10).replaceAll('-', '')}9999${i}`;
  return {
    kind,
    out_trade_no: `${number}EXTRA`,
    out_refund_no: kind === 'refund' ? `${number}REFUND` : '',
    trade_no: `42${number}`.padEnd(21, '7'),
    refund_no: kind === 'refund' ? `50${number}`.padEnd(21, '7') : '',
    amount_fen: fen(1234 + i),
    at: new Date(span.from.getTime() + 12 * 3_600_000),
    created_at: new Date(span.from.getTime() + 12 * 3_600_000),
    payer: '',
    content: {},
    state: 'success',
    is_undo: false,
  };
}
