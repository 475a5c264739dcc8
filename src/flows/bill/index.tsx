import { useRouter } from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import { askToSignIn, useSignedIn } from '../../api';
import type { Problem } from '../../contract/problem';
import type { ServiceManifest, Words } from '../../contract/service';
import { servicePath } from '../../services';
import { askConsent } from '../../state/consent';
import { type Account, digitsOnly } from '../account/account';
import { readDraft, writeDraft } from '../account/draft';
import { readParam } from '../order';
import { Bills } from './bills';
import { ChooseAccount } from './choose-account';

/** A bill service: its manifest says whose bills, under what number. */
export type BillService = ServiceManifest & Required<Pick<ServiceManifest, 'account'>>;

interface Props {
  readonly service: BillService;
  /** said under the multiplication of a tariff: `单价已含污水处理费` */
  readonly tariffNote?: Words;
}

interface Params {
  /** id of a saved account: its bills open at once */
  readonly saved?: string;
  /** a number from a link, to be looked at before it is used */
  readonly account?: string;
  /** `1`: go on with the draft (after signing in; the number itself stays out of addresses) */
  readonly draft?: string;
}

function firstAccount({ saved, draft }: Params, { id, account }: BillService): Account | null {
  if (saved) return { saved: readParam(saved) };
  const typed = draft ? digitsOnly(readDraft(id), account.digits) : '';
  return typed.length === account.digits ? { typed } : null;
}

/** All screens of a bill service: choose an account, see its bills, pay. A service's page is this and its manifest. */
export function BillFlow({ service, tariffNote }: Props): ReactNode {
  const { params } = useRouter<Record<keyof Params, string>>();
  const signedIn = useSignedIn();
  const [account, setAccount] = useState(() => firstAccount(params, service));
  const [typed, setTyped] = useState(() => digitsOnly(readParam(params.account) || readDraft(service.id), service.account.digits));
  const [wrong, setWrong] = useState<Problem | null>(null);
  const after = (): string => servicePath(service) + (account && 'saved' in account ? `?saved=${account.saved}` : '?draft=1');

  const type = (value: string): void => {
    setTyped(value);
    setWrong(null);
    writeDraft(service.id, value);
  };

  const open = async (chosen: Account): Promise<void> => {
    setWrong(null);
    if (!(await askConsent())) return;
    if ('typed' in chosen) writeDraft(service.id, chosen.typed);
    setAccount(chosen);
    // A failed sign-in shows on the bills' screen, which offers to try again.
    if (!signedIn) await askToSignIn(servicePath(service) + ('saved' in chosen ? `?saved=${chosen.saved}` : '?draft=1')).catch(() => undefined);
  };

  if (!account) return <ChooseAccount service={service} typed={typed} wrong={wrong} onType={type} onOpen={(chosen) => void open(chosen)} />;
  return (
    <Bills
      key={JSON.stringify(account)}
      service={service}
      account={account}
      here={after()}
      tariffNote={tariffNote}
      onChange={() => setAccount(null)}
      onWrong={(problem) => {
        setAccount(null);
        setWrong(problem);
      }}
      onOrdered={() => type('')}
    />
  );
}
