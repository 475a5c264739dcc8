import { type ReactNode, useEffect } from 'react';
import { useCall, useSignedIn } from '../../api';
import type { Problem } from '../../contract/problem';
import type { Words } from '../../contract/service';
import { useText } from '../../text';
import { showAsOf } from '../../text/format';
import { useWords } from '../../text/use-words';
import { bill } from '../../text/words/bill';
import { Button, Card, Empty, Failure, Notice, Page, Skeleton } from '../../ui';
import type { Account } from '../account/account';
import { Trouble } from '../order';
import type { BillService } from '.';
import { AccountCard } from './account-card';
import { OpenBills } from './open-bills';
import { SaveAccount } from './save-account';

export interface BillsProps {
  readonly service: BillService;
  readonly account: Account;
  /** this screen's address, to come back to */
  readonly here: string;
  readonly tariffNote: Words | undefined;
  onChange(): void;
  /** the number is not one that the agency knows */
  onWrong(problem: Problem): void;
  onOrdered(): void;
}

/** What an account owes: asked of its agency, shown with its time when the agency or the network is silent. */
export function Bills(props: BillsProps): ReactNode {
  const { service, account, here, onChange, onWrong } = props;
  const t = useText();
  const w = useWords(bill);
  const signedIn = useSignedIn();
  const lookup = useCall('lookup', { service: service.id, account }, { when: signedIn });
  const { data, problem } = lookup;
  const title = service.title[t.language];
  const payee = service.payee[t.language];

  const wrong = !data && problem && (problem.code === 'account_unknown' || problem.code === 'account_malformed') ? problem : null;
  useEffect(() => {
    if (wrong) onWrong(wrong);
  }, [wrong, onWrong]);

  if (!signedIn) {
    return (
      <Page title={title}>
        <Trouble what="bills" problem={null} here={here} onAgain={lookup.again} />
      </Page>
    );
  }
  if (data && data.bills.length > 0) return <OpenBills {...props} lookup={lookup} data={data} stale={staleNotice()} />;

  return (
    <Page title={title} notice={data && staleNotice()}>
      {data && <AccountCard service={service} data={data} onChange={onChange} />}
      {data && (
        <Card>
          <Empty
            art="hibiscus"
            title={w.clearTitle}
            text={w.clearNote(title)}
            action={{ id: 'another-account', label: w.clearAction, onPress: onChange }}
          />
        </Card>
      )}
      {data && <SaveAccount service={service} account={account} data={data} />}
      {!data && !wrong && (lookup.waiting || !problem) && (
        <Card>
          <Skeleton rows={3} asking={w.asking(payee)} />
        </Card>
      )}
      {!data && problem && !wrong && !lookup.waiting && (
        <Card>
          {problem.code === 'agency_unavailable' ? (
            <Empty art="panda" title={w.downTitle(payee)} text={w.downNote} action={{ id: 'again', label: w.again, onPress: lookup.again }} />
          ) : (
            <Failure problem={problem} onAgain={lookup.again} />
          )}
        </Card>
      )}
      {!data && problem && !wrong && <Button id="another-account" kind="text" label={w.clearAction} onPress={onChange} />}
    </Page>
  );

  function staleNotice(): ReactNode {
    if (!data || !problem) return undefined;
    const offline = problem.code === 'offline';
    const words = offline ? t.common.offlineSince : t.common.staleSince;
    return (
      <Notice
        icon={offline ? 'wifi-off' : 'info'}
        text={words(showAsOf(data.asked_at, Date.now(), t.language))}
        action={{ id: 'retry', label: t.common.retry, onPress: lookup.again }}
      />
    );
  }
}
