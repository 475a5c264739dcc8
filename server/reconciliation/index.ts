import type { Context } from '../context';
import { workDayEnds } from './day-end';
import { workCases } from './mend';
import { workReconciliations } from './reconcile';

export { type CaseRow, listCases, resolveCase } from './cases';
export { listProofs, readProof, verifyProofs, viewProof } from './proofs';
export { type Reconciled, reconcileDay } from './reconcile';
export { settlementsOf } from './settlements';
export { isSource, type Source } from './sources';

/** A calendar day as the routes and commands take it. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && new Date(text).toISOString().startsWith(text);
}

/** The books' part of the worker: compares days that are due, works on cases, ends days and proves them. @returns how much was done */
export async function workBooks(ctx: Context): Promise<number> {
  const compared = await workReconciliations(ctx);
  const mended = await workCases(ctx);
  await workDayEnds(ctx);
  return compared + mended;
}
