import { readStored, writeStored } from '../../platform/storage';
import { useConsent } from '../../state/consent';

type Drafts = Record<string, string>;

/** A number half typed, by service; survives a kill of the app. */
export function readDraft(service: string): string {
  const kept = readStored<Drafts>('drafts')?.[service];
  return typeof kept === 'string' ? kept : '';
}

/** An empty text forgets it. Before consent nothing personal is written. */
export function writeDraft(service: string, typed: string): void {
  if (!useConsent.getState().agreed) return;
  const { [service]: _, ...others } = readStored<Drafts>('drafts') ?? {};
  writeStored('drafts', typed ? { ...others, [service]: typed } : others);
}
