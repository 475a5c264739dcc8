import type { ReactNode } from 'react';
import { queries, queryKey } from '../../api';
import type { Offers } from '../../contract/routes';
import { useWords } from '../../text/use-words';
import { topup } from '../../text/words/topup';
import { KeepAccount } from '../account/keep';
import type { TopupService } from '.';
import type { Account } from './account';

interface Props {
  readonly service: TopupService;
  readonly account: Account;
  readonly offers: Offers;
  onSaved(id: string): void;
}

/** Offers to keep the number of a family member; gone once it is kept. */
export function SaveNumber({ service, account, offers, onSaved }: Props): ReactNode {
  const w = useWords(topup);
  if (offers.saved || !('typed' in account)) return null;
  return (
    <KeepAccount
      service={service.id}
      account={account}
      words={w}
      onKept={(kept, nickname) => {
        // What is known of the number is known of it by its name, too: nothing jumps.
        const known = { ...offers, saved: kept.id, subject: { ...offers.subject, nickname } };
        for (const by of [account, { saved: kept.id }])
          queries.setQueryData<Offers>(queryKey('offers', { service: service.id, account: by, selection: {} }), known);
        onSaved(kept.id);
      }}
    />
  );
}
