import type { Query } from '@tanstack/react-query';
import type { OrderView } from '../contract/order';
import type { RouteName } from '../contract/routes';
import { readStored, removeStored, writeStored } from '../platform/storage';
import { useConsent } from '../state/consent';
import { queries } from './client';

/** Answers worth showing at the next start. All but the catalogue are personal and kept only after consent. */
const kept: ReadonlySet<RouteName> = new Set(['catalogue', 'accounts', 'lookup', 'orders']);
const WRITE_AFTER_MS = 800;
const MAX_AGE_MS = 7 * 24 * 3_600_000;
const MAX_ENTRIES = 12;
const DAY_MS = 24 * 3_600_000;

interface Answer {
  readonly key: readonly unknown[];
  readonly data: unknown;
  readonly at: number;
}

let waiting = false;

/** Brings back the last answers, then writes new ones as they come. Call once, before the first page. */
export function keepAnswers(): void {
  const now = Date.now();
  for (const { key, data, at } of readStored<Answer[]>('answers') ?? []) {
    if (now - at >= MAX_AGE_MS && !isNeeded(key, data, now)) continue;
    queries.setQueryData([...key], data, { updatedAt: at });
    // However young it is, it may be from before something that happened since: shown at once, and asked again.
    void queries.invalidateQueries({ queryKey: [...key], exact: true, refetchType: 'none' });
  }
  queries.getQueryCache().subscribe(({ type }) => {
    if (waiting || (type !== 'updated' && type !== 'removed')) return;
    waiting = true;
    setTimeout(write, WRITE_AFTER_MS);
  });
}

/** A booking that is still ahead: its code is shown at a door, where there may be no network. */
function isNeeded(key: readonly unknown[], data: unknown, now: number): boolean {
  if (key[0] !== 'order' || !data) return false;
  const { voucher, details } = data as OrderView;
  return voucher !== null && details.kind === 'booking' && Date.parse(details.starts_at) + DAY_MS > now;
}

function write(): void {
  waiting = false;
  const now = Date.now();
  const needed = ({ queryKey, state }: Query): boolean => isNeeded(queryKey, state.data, now);
  const { agreed } = useConsent.getState();
  const answers: Answer[] = queries
    .getQueryCache()
    .getAll()
    .filter(({ queryKey, state }) => {
      const route = queryKey[0] as RouteName;
      return state.data !== undefined && (kept.has(route) || isNeeded(queryKey, state.data, now)) && (agreed || route === 'catalogue');
    })
    .sort((a, b) => Number(needed(b)) - Number(needed(a)) || b.state.dataUpdatedAt - a.state.dataUpdatedAt)
    .filter((query, index) => index < MAX_ENTRIES || needed(query))
    .map(({ queryKey, state }) => ({ key: queryKey, data: firstPage(state.data), at: state.dataUpdatedAt }));
  writeStored('answers', answers);
}

/** Of a paged list only its first page is kept. */
function firstPage(data: unknown): unknown {
  const pages = data as { pages?: unknown[]; pageParams?: unknown[] };
  if (!Array.isArray(pages.pages)) return data;
  return { pages: pages.pages.slice(0, 1), pageParams: pages.pageParams?.slice(0, 1) };
}

/**
 * Forgets what these routes answered, because something has happened that makes it wrong: pages that show it ask again and
 * show nothing old meanwhile. Written at once, so that a reload right after does not bring it back.
 */
export function forgetAnswersOf(routes: readonly RouteName[]): void {
  for (const route of routes) void queries.resetQueries({ queryKey: [route] });
  write();
}

/** Forgets every personal answer, on the phone and in memory. */
export function forgetAnswers(): void {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'catalogue' });
  removeStored('answers');
}
