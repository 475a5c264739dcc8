import type { Context } from '../context';
import { type Operator, performOutside } from './audit';
import { dayBounds } from './look';
import { OperatorRefused } from './refused';

/** What may leave as a file: named column by column, so that a new column is not exported by accident. No personal data, nothing sealed. */
const tables = {
  orders: { columns: ['number', 'service', 'amount_fen', 'status', 'refusal', 'created_at', 'expires_at'], at: 'created_at', key: 'number' },
  payments: {
    columns: ['id', 'channel', 'surface', 'amount_fen', 'status', 'channel_no', 'started_at', 'paid_at', 'expires_at'],
    at: 'started_at',
    key: 'id',
  },
  refunds: {
    columns: ['id', 'payment', 'order_number', 'amount_fen', 'reason', 'status', 'channel_no', 'ordered_by', 'started_at', 'finished_at'],
    at: 'started_at',
    key: 'id',
  },
  refund_requests: {
    columns: ['id', 'order_number', 'amount_fen', 'why', 'status', 'needs_second', 'refund', 'ordered_by', 'ordered_at', 'decided_by', 'decided_at'],
    at: 'ordered_at',
    key: 'id',
  },
  ledger: {
    columns: ['entry', 'transaction', 'kind', 'reference', 'at', 'account', 'amount_fen'],
    from: '(select e.id as entry, t.id as transaction, t.kind, t.reference, t.at, e.account, e.amount_fen from ledger_entries e join ledger_transactions t on t.id = e.transaction) as ledger',
    at: 'at',
    key: 'entry',
  },
  alarms: { columns: ['kind', 'subject', 'raised_at', 'closed_at', 'closed_by'], at: 'raised_at', key: 'kind || subject' },
  audit: { columns: ['id', 'at', 'operator', 'act', 'subject', 'outcome', 'why'], at: 'at', key: 'id' },
} as const satisfies Record<string, { columns: readonly string[]; from?: string; at: string; key: string }>;

export const exportable = Object.keys(tables);
const PAGE = 5000;

/**
 * Writes one Beijing day of a table as CSV (RFC 4180, UTF-8, times UTC, amounts in fen), page by page, so that a large day needs no memory.
 * @returns the number of rows
 * @throws OperatorRefused `bad_input`
 */
export async function exportDay(ctx: Context, who: Operator, name: string, day: string, write: (text: string) => void): Promise<number> {
  if (!Object.hasOwn(tables, name)) throw new OperatorRefused('bad_input', `Tables to export: ${exportable.join(', ')}.`);
  const table: { columns: readonly string[]; from?: string; at: string; key: string } = tables[name as keyof typeof tables];
  const { from, to } = dayBounds(day);
  return performOutside(ctx, who, { act: 'table.export', subject: `${name} ${day}` }, async () => {
    write(`${table.columns.join(',')}\r\n`);
    let count = 0;
    for (let after: unknown[] = [from, null]; ; ) {
      const rows = await ctx.db.rows<Record<string, unknown> & { key_: unknown }>(
        `select ${table.columns.join(', ')}, ${table.at} as at_, ${table.key} as key_ from ${table.from ?? name}
         where ${table.at} >= $1 and ${table.at} < $2 ${after[1] === null ? '' : `and (${table.at}, ${table.key}) > ($3, $4)`} order by ${table.at}, ${table.key} limit ${PAGE}`,
        after[1] === null ? [from, to] : [from, to, ...after],
      );
      for (const row of rows) write(`${table.columns.map((column) => cell(row[column])).join(',')}\r\n`);
      count += rows.length;
      const last = rows[rows.length - 1];
      if (!last || rows.length < PAGE) return { result: count, after: { rows: count } };
      after = [last.at_, last.key_];
    }
  });
}

/** One field. Text that a spreadsheet would take for a formula is made harmless. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = value instanceof Date ? value.toISOString() : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
