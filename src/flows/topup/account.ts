import type { Input, SavedAccount } from '../../contract/routes';
import { digitsOnly } from '../account/account';

/** A number typed in, one saved before, or the citizen's own. */
export type Account = Input<'offers'>['account'];

const SAVED = 'saved:';
const OWN = 'own';

/** How a number is remembered on the phone: its digits, or whose it is. */
export function asDraft(account: Account): string {
  if ('saved' in account) return SAVED + account.saved;
  return 'own' in account ? OWN : account.typed;
}

/** Reads {@link asDraft} back. @returns digits of a half typed number in `typed`, a number to go on with in `account` */
export function fromDraft(draft: string, digits: number): { readonly typed: string; readonly account: Account | null } {
  if (draft === OWN) return { typed: '', account: { own: true } };
  if (draft.startsWith(SAVED)) return { typed: '', account: { saved: draft.slice(SAVED.length) } };
  return { typed: digitsOnly(draft, digits), account: null };
}

/** Whom to begin with where nobody was chosen: one's own number, else the one used last. */
export function usual(own: string | null, saved: readonly SavedAccount[]): Account | null {
  if (own) return { own: true };
  return saved[0] ? { saved: saved[0].id } : null;
}

export function isSame(one: Account | null, other: Account): boolean {
  return one !== null && asDraft(one) === asDraft(other);
}
