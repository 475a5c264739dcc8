import type { Context } from '../context';
import { type CaseRow, isSource, listCases as openCases, type Reconciled, reconcileDay, resolveCase } from '../reconciliation';
import { CASE_COLUMNS } from '../reconciliation/cases';
import { sourcesOf } from '../reconciliation/sources';
import { look, needWhy, type Operator, perform, performOutside } from './audit';
import { dayBounds } from './look';
import { OperatorRefused } from './refused';

/** Open differences that reconciliation found, newest first. */
export function listCases(ctx: Context, who: Operator): Promise<CaseRow[]> {
  return look(ctx, who, { act: 'cases.list', subject: 'open' }, (db) => openCases(db, { status: 'open' }));
}

/** @throws OperatorRefused `not_found` */
export function showCase(ctx: Context, who: Operator, id: string): Promise<CaseRow> {
  return look(ctx, who, { act: 'cases.show', subject: subjectOf(id) }, async (db) => {
    const row = await db.row<CaseRow>(`select ${CASE_COLUMNS} from cases where id = $1`, [idOf(id)]);
    if (!row) throw new OperatorRefused('not_found', `There is no case ${id}.`);
    return row;
  });
}

/** A person's word ends it, whatever a later comparison finds. @throws OperatorRefused `not_found` */
export async function closeCase(ctx: Context, who: Operator, id: string, why: string | undefined): Promise<void> {
  const reason = needWhy(why);
  await perform(ctx, who, { act: 'cases.close', subject: subjectOf(id), why: reason }, async (tx) => {
    if (!(await resolveCase(tx, idOf(id), who.name, reason, ctx.clock()))) throw new OperatorRefused('not_found', `There is no open case ${id}.`);
    return { result: undefined, before: { status: 'open' }, after: { status: 'resolved' } };
  });
}

/**
 * Compares a day now, instead of waiting for the worker.
 * @param source `wechat`, `alipay`, `unionpay` or `agency:<service>`
 * @param day Beijing day that is over
 * @throws OperatorRefused `bad_input`
 */
export function reconcile(ctx: Context, who: Operator, source: string, day: string): Promise<Reconciled> {
  const known = isSource(ctx.providers, source);
  return performOutside(ctx, who, { act: 'day.reconcile', subject: known ? `${source} ${day.slice(0, 10)}` : 'unknown source' }, async () => {
    if (!known) throw new OperatorRefused('bad_input', `Books are compared with: ${sourcesOf(ctx.providers).join(', ')}.`);
    if (dayBounds(day).to > ctx.clock()) throw new OperatorRefused('bad_input', `${day} is not over yet.`);
    const result = await reconcileDay(ctx, source, day);
    return { result, after: result.is === 'later' ? result : { is: result.is, cases: result.cases.length } };
  });
}

/** Anything may have been typed: only what looks like a case's number is kept. */
function subjectOf(id: string): string {
  return /^\d{1,9}$/.test(id) ? `case ${id}` : 'case';
}

function idOf(id: string): number {
  if (!/^\d{1,9}$/.test(id)) throw new OperatorRefused('bad_input', 'A case has a number, such as 12.');
  return Number(id);
}
