import type { Input, SavedAccount } from '../../contract/routes';

/** An account typed in, or one saved before. */
export type Account = Input<'lookup'>['account'];

/** Saved accounts of this service, the last used first. */
export function savedFor(service: string, accounts: readonly SavedAccount[]): SavedAccount[] {
  return accounts.filter((one) => one.service === service).sort((a, b) => Date.parse(b.used_at) - Date.parse(a.used_at));
}

/** Digits from a link or a draft, never more than the number has. */
export function digitsOnly(text: string, digits: number): string {
  return text.replace(/\D+/g, '').slice(0, digits);
}
