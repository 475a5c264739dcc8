import { renderUnicodeCompact } from 'uqr';
import type { NewOperator, OperatorRow } from '../../server/operators/accounts';
import type { AuditRow } from '../../server/operators/audit';
import type { ShownKey } from '../../server/operators/keys';
import type { AlarmRow, BalanceRow, OrderSight, PaymentSight } from '../../server/operators/look';
import type { NoticeRow, NoticeSight } from '../../server/operators/notices';
import type { RefundLine, RefundRequest } from '../../server/operators/refunds';
import { type acts, aRole } from '../../server/operators/roles';
import type { OperatorSession } from '../../server/operators/sign-in';
import type { CaseRow, Reconciled } from '../../server/reconciliation';
import type { RotationReport } from '../../server/security/rotation/rotate';
import { type Fen, showFen, sumFen } from '../../src/contract/money';
import { beijing } from '../../src/contract/time';
import { type Column, facts, table } from './table';

/** Answers as people read them in a terminal. Times are Beijing's. */
export const time = (at: Date | null | undefined): string => (at ? beijing(at).format('YYYY-MM-DD HH:mm:ss') : '');
const col = (title: string, align?: 'right'): Column => (align ? { title, align } : { title });
const money = (title: string) => col(title, 'right');
const part = (title: string, text: string) => `\n${title}\n${text}`;

export function order(sight: OrderSight): string {
  const { order: row, fulfilment } = sight;
  return [
    facts([
      ['order', row.number],
      ['service', row.service],
      ['status', row.status],
      ['amount', showFen(row.amount_fen)],
      ['why back', row.refusal ?? ''],
      ['created', time(row.created_at)],
      [
        'agency',
        fulfilment
          ? [fulfilment.status, fulfilment.agency_ref, fulfilment.tries > 1 ? `${fulfilment.tries} tries` : ''].filter(Boolean).join(' · ')
          : '',
      ],
      ['agency next', time(fulfilment?.try_at)],
    ]),
    part(
      'Happened',
      table(
        [col('at'), col('event')],
        sight.events.map((one) => [time(one.at), one.event]),
        'nothing yet',
      ),
    ),
    part(
      'Payments',
      table(
        [col('payment'), col('channel'), col('status'), money('share'), money('whole'), col('paid'), col("channel's number")],
        sight.payments.map((one) => [
          one.id,
          one.channel,
          one.status,
          showFen(one.share_fen),
          showFen(one.amount_fen),
          time(one.paid_at),
          one.channel_no ?? '',
        ]),
      ),
    ),
    part(
      'Refunds',
      table(
        [col('refund'), money('amount'), col('status'), col('reason'), col('by'), col('payment')],
        sight.refunds.map((one) => [one.id, showFen(one.amount_fen), one.status, one.reason, one.ordered_by ?? 'gateway', one.payment]),
      ),
    ),
    part(
      'Ledger',
      table(
        [col('at'), col('kind'), col('account'), money('amount')],
        sight.ledger.map((one) => [time(one.at), one.kind, one.account, showFen(one.amount_fen)]),
      ),
    ),
  ].join('');
}

export function payment(sight: PaymentSight): string {
  const row = sight.payment;
  return [
    facts([
      ['payment', row.id],
      ['channel', `${row.channel} on ${row.surface}`],
      ['status', row.status],
      ['amount', showFen(row.amount_fen)],
      ["channel's number", row.channel_no ?? ''],
      ['begun', time(row.started_at)],
      ['paid', time(row.paid_at)],
      ['until', time(row.expires_at)],
      ['asked', `${row.asks} times`],
      ['asked next', time(row.ask_at)],
    ]),
    part(
      'Orders',
      table(
        [col('order'), col('service'), col('status'), money('share')],
        sight.orders.map((one) => [one.number, one.service, one.status, showFen(one.share_fen)]),
      ),
    ),
    part(
      'Refunds',
      table(
        [col('refund'), col('order'), money('amount'), col('status')],
        sight.refunds.map((one) => [one.id, one.order_number, showFen(one.amount_fen), one.status]),
      ),
    ),
  ].join('');
}

export function refunds(rows: RefundLine[]): string {
  return table(
    [col('request'), col('order'), money('amount'), col('status'), col('by'), col('at'), col('why'), col('refund')],
    rows.map((row) => [
      row.request ?? '',
      row.order_number,
      showFen(row.amount_fen),
      row.status,
      row.ordered_by ?? 'gateway',
      time(row.at),
      row.why ?? '',
      row.id,
    ]),
    'No refund waits, runs or failed.',
  );
}

export function refundRequest(row: RefundRequest): string {
  const what = `${showFen(row.amount_fen)} of order ${row.order_number}`;
  if (row.status === 'declined') return `Declined: ${what} stays with the agency.\n`;
  if (row.status === 'executed') return `${what} goes back as refund ${row.refund}.\n`;
  return `${what} waits for a second person: npm run ops -- approve ${row.id}\n`;
}

export function alarms(rows: AlarmRow[]): string {
  return table(
    [col('raised'), col('kind'), col('subject'), col('facts')],
    rows.map((row) => [time(row.raised_at), row.kind, row.subject, JSON.stringify(row.facts)]),
    'No open alarm.',
  );
}

export function cases(rows: readonly CaseRow[]): string {
  return table(
    [col('case'), col('day'), col('source'), col('kind'), col('subject'), money('amount'), col('owner'), col('next step'), col('status')],
    rows.map((row) => [String(row.id), row.day, row.source, row.kind, row.subject, showFen(row.amount_fen), row.owner, row.next_step, row.status]),
    'No case.',
  );
}

export function oneCase(row: CaseRow): string {
  return [
    facts([
      ['case', String(row.id)],
      ['day', row.day],
      ['source', row.source],
      ['kind', row.kind],
      ['subject', row.subject],
      ['amount', showFen(row.amount_fen)],
      ['owner', row.owner],
      ['next step', row.next_step],
      ['status', row.status],
      ['opened', time(row.opened_at)],
      ['resolved', time(row.resolved_at)],
      ['by', row.resolved_by ?? ''],
      ['how', row.resolution ?? ''],
    ]),
    part('Evidence', facts(Object.entries(row.evidence).map(([name, one]) => [name, typeof one === 'string' ? one : JSON.stringify(one)]))),
  ].join('');
}

export function reconciled(result: Reconciled): string {
  if (result.is === 'later') return `There is no statement yet (${result.why}); the gateway asks again by itself.\n`;
  const what = result.is === 'empty' ? 'Nothing moved that day.' : `${result.rows} rows compared, ${result.differences} differ.`;
  return `${what}${result.cases.length ? `\n\n${cases(result.cases)}` : '\n'}`;
}

export function notices(rows: NoticeRow[]): string {
  return table(
    [col('received'), col('key'), col('verdict')],
    rows.map((row) => [time(row.received_at), row.key, row.verdict]),
  );
}

export function notice(sight: NoticeSight): string {
  return `It came ${time(sight.received_at)}: ${sight.verdict}. Taken again: ${sight.replayed}.\n`;
}

export function day(of: string, rows: BalanceRow[]): string {
  const total = sumFen(rows.map((row) => row.balance_fen));
  const debits = sumFen(rows.map((row) => row.debits_fen));
  const credits = sumFen(rows.map((row) => row.credits_fen));
  const line = (name: string, one: { debits_fen: Fen; credits_fen: Fen; balance_fen: Fen }) => [
    name,
    showFen(one.debits_fen),
    showFen(one.credits_fen),
    showFen(one.balance_fen),
  ];
  const body = table(
    [col('account'), money(`in on ${of}`), money('out'), money('balance')],
    rows.length ? [...rows.map((row) => line(row.account, row)), line('all', { debits_fen: debits, credits_fen: credits, balance_fen: total })] : [],
    `Nothing is booked until the end of ${of}.`,
  );
  return `${body}${total === 0 ? '' : `\nThe ledger does not balance: it is off by ${showFen(total)}.\n`}`;
}

export function audit(rows: AuditRow[]): string {
  return table(
    [col('at'), col('operator'), col('act'), col('subject'), col('outcome'), col('why')],
    rows.map((row) => [time(row.at), row.operator, row.act, row.subject, row.outcome, row.why ?? '']),
  );
}

export function operators(rows: OperatorRow[]): string {
  return table(
    [col('name'), col('role'), col('added by'), col('added'), col('closed')],
    rows.map((row) => [row.name, row.role, row.added_by, time(row.added_at), time(row.disabled_at)]),
  );
}

export function roles(all: typeof acts): string {
  return table(
    [col('act'), col('at least'), col('code'), col('what')],
    Object.entries(all).map(([name, rule]) => [name, rule.least, rule.fresh ? 'fresh' : '', rule.what]),
  );
}

export function keys(rows: ShownKey[]): string {
  return table(
    [col('key'), col('id'), col('this program'), col('rows'), col('since')],
    rows.map((row) => [row.kind, row.id, row.here, row.freed_at ? 'need it no more' : 'may need it', time(row.freed_at ?? row.seen_at)]),
  );
}

export function rotated({ checked, left }: RotationReport): string {
  const rows = Object.values(checked).reduce((sum, count) => sum + count, 0);
  return left === 0
    ? `All ${rows} rows stand under the current keys. The others may be taken out of the files (npm run ops -- keys).\n`
    : `${left} of ${rows} rows still need another key: are all gateways restarted with the new files? Repeat it then.\n`;
}

export function newOperator(made: NewOperator): string {
  return `${made.name} is ${aRole(made.role)}. Scan this into an authenticator app; it is shown once.

${renderUnicodeCompact(made.otpauth)}
secret  ${made.secret}
`;
}

export function sessions(rows: OperatorSession[]): string {
  return table(
    [col('session'), col('operator'), col('opened'), col('until')],
    rows.map((row) => [row.id, row.operator, time(row.opened_at), time(row.expires_at)]),
    'Nobody is signed in.',
  );
}

export function session(opened: { id: string; token: string; expires_at: Date }): string {
  return `Signed in until ${time(opened.expires_at)} as session ${opened.id}. For this terminal:\n\nexport RONGYIFU_SESSION=${opened.token}\n`;
}
