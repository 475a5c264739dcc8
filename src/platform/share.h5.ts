import { copy } from './clipboard';
import type { Shared } from './share.types';

/** The browser's own sheet where there is one, else the address is copied. */
export function useShare({ title, path }: Shared): { byButton: false; share(): Promise<boolean> } {
  const share = async (): Promise<boolean> => {
    const url = new URL(path, window.location.origin).href;
    if (!navigator.share) return copy(url);
    try {
      await navigator.share({ title, url });
      return true;
    } catch {
      // The citizen closed the sheet: nothing was shared, nothing went wrong.
      return false;
    }
  };
  return { byButton: false, share };
}
