import type { RouteName } from '../contract/routes';
import { readStored, removeStored, writeStored } from '../platform/storage';
import { useConsent } from '../state/consent';
import { queries } from './client';

/** Answers worth showing at the next start. All but the catalogue are personal and kept only after consent. */
const kept: ReadonlySet<RouteName> = new Set(['catalogue', 'accounts', 'lookup', 'orders']);
const WRITE_AFTER_MS = 800;
const MAX_AGE_MS = 7 * 24 * 3_600_000;
const MAX_ENTRIES = 12;

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
    if (now - at < MAX_AGE_MS) queries.setQueryData([...key], data, { updatedAt: at });
  }
  queries.getQueryCache().subscribe(({ type }) => {
    if (waiting || (type !== 'updated' && type !== 'removed')) return;
    waiting = true;
    setTimeout(write, WRITE_AFTER_MS);
  });
}

function write(): void {
  waiting = false;
  const { agreed } = useConsent.getState();
  const answers: Answer[] = queries
    .getQueryCache()
    .getAll()
    .filter(({ queryKey, state }) => {
      const route = queryKey[0] as RouteName;
      return state.data !== undefined && kept.has(route) && (agreed || route === 'catalogue');
    })
    .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
    .slice(0, MAX_ENTRIES)
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
