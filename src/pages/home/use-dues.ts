import { useCall, useCalls, useSignedIn } from '../../api';
import type { Problem } from '../../contract/problem';
import type { SavedAccount } from '../../contract/routes';
import { findService } from '../../services';
import { type Dues, sumDues } from './dues';

/** Home asks for the latest used accounts only: an agency should not be asked for all of them at each start. */
const ASKED_ACCOUNTS = 3;

export interface HomeDues {
  readonly accounts: readonly SavedAccount[] | undefined;
  readonly dues: Dues;
  /** the first answers are still out */
  readonly waiting: boolean;
  /** nothing is known at all, and why */
  readonly failed: Problem | null;
  /** some account could not be asked; what is shown may be older or incomplete */
  readonly partly: Problem | null;
  again(): void;
}

/** What the citizen's saved accounts owe, from the last answers at once and from fresh ones as they come. */
export function useDues(): HomeDues {
  const signedIn = useSignedIn();
  const accounts = useCall('accounts', {}, { when: signedIn });
  const asked = (signedIn ? (accounts.data?.accounts ?? []) : [])
    .flatMap((account) => {
      const service = findService(account.service);
      return service?.kind === 'bill' ? [{ account, service }] : [];
    })
    .sort((a, b) => (a.account.used_at < b.account.used_at ? 1 : -1))
    .slice(0, ASKED_ACCOUNTS);
  const lookups = useCalls(
    'lookup',
    asked.map(({ account }) => ({ service: account.service, account: { saved: account.id } })),
  );
  const dues = sumDues(asked.map((one, index) => ({ ...one, lookup: lookups[index]?.data })));
  const problems = lookups.map(({ problem }) => problem);
  const silent = asked.length > 0 && dues.asOf === null && problems.every(Boolean);
  return {
    accounts: signedIn ? accounts.data?.accounts : undefined,
    dues,
    waiting: signedIn && (accounts.waiting || (dues.asOf === null && lookups.some(({ waiting }) => waiting))),
    failed: accounts.data ? (silent ? (problems[0] ?? null) : null) : accounts.problem,
    partly: silent ? null : (problems.find(Boolean) ?? (accounts.data ? accounts.problem : null) ?? null),
    again: () => {
      accounts.again();
      for (const lookup of lookups) lookup.again();
    },
  };
}
