import { create } from 'zustand';
import { readStored, removeStored, writeStored } from '../platform/storage';

interface ConsentState {
  readonly agreed: boolean;
  /** the sheet is open: at the first start, and whenever something personal is asked for before agreement */
  readonly asking: boolean;
}

const stored = readStored<{ at: number }>('consent');

/** Whether the privacy statement was agreed to. Before that only the public catalogue is fetched. */
export const useConsent = create<ConsentState>(() => ({ agreed: stored !== undefined, asking: stored === undefined }));

let waiting: Array<(agreed: boolean) => void> = [];

/** Opens the sheet unless agreed. @returns the answer. */
export function askConsent(): Promise<boolean> {
  if (useConsent.getState().agreed) return Promise.resolve(true);
  useConsent.setState({ asking: true });
  return new Promise((resolve) => {
    waiting.push(resolve);
  });
}

export function answerConsent(agreed: boolean): void {
  if (agreed) writeStored('consent', { at: Date.now() });
  useConsent.setState({ agreed, asking: false });
  const told = waiting;
  waiting = [];
  for (const tell of told) tell(agreed);
}

export function withdrawConsent(): void {
  removeStored('consent');
  useConsent.setState({ agreed: false, asking: false });
}
