import type { ReactNode } from 'react';
import { queries, queryKey } from '../../api';
import type { Lookup } from '../../contract/routes';
import { useWords } from '../../text/use-words';
import { bill } from '../../text/words/bill';
import type { Account } from '../account/account';
import { KeepAccount } from '../account/keep';
import type { BillService } from '.';

interface Props {
  readonly service: BillService;
  readonly account: Account;
  readonly data: Lookup;
}

/** Offers to keep a household's number; gone once it is kept. */
export function SaveAccount({ service, account, data }: Props): ReactNode {
  const w = useWords(bill);
  if (data.saved || 'saved' in account) return null;
  return (
    <KeepAccount
      service={service.id}
      account={account}
      words={w}
      onKept={(kept, nickname) =>
        // What changed is known; the agency need not be asked again for it.
        queries.setQueryData<Lookup>(
          queryKey('lookup', { service: service.id, account }),
          (old) => old && { ...old, saved: kept.id, subject: { ...old.subject, nickname } },
        )
      }
    />
  );
}
