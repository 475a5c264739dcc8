import { type Known, useCall, useSignedIn } from '../../api';
import type { Selection } from '../../contract/booking';
import type { Choices } from '../../contract/routes';

/** What is left changes by the minute; what was shown a moment ago need not be asked again on the way back. */
const FRESH_MS = 10_000;

/** What can be chosen next, as the agency tells it now. @param selection null: do not ask yet */
export function useChoices(service: string, selection: Selection | null): Known<Choices> {
  const signedIn = useSignedIn();
  return useCall('choices', { service, selection: selection ?? {} }, { when: signedIn && selection !== null, freshMs: FRESH_MS });
}
