import { type ReactNode, useState } from 'react';
import { call, type Known } from '../../api';
import { showFen } from '../../contract/money';
import type { Lookup } from '../../contract/routes';
import { useText } from '../../text';
import { problemWords } from '../../text/problems';
import { useWords } from '../../text/use-words';
import { bill } from '../../text/words/bill';
import { BottomBar, Button, Page } from '../../ui';
import type { Account } from '../account/account';
import { Said } from '../order';
import { PriceChanged } from '../quote/price-changed';
import { useConfirm } from '../quote/use-confirm';
import { AccountCard, AskHotline } from './account-card';
import { BillList } from './bill-list';
import type { BillsProps } from './bills';
import { chooseAll, sumOf, toggle } from './choosing';
import { SaveAccount } from './save-account';

interface Props extends BillsProps {
  readonly lookup: Known<Lookup>;
  readonly data: Lookup;
  /** strip that says how old the data is */
  readonly stale: ReactNode;
}

/** Bills to choose from, and the one button that leads to the cashier. */
export function OpenBills({ service, account, here, tariffNote, onChange, onOrdered, lookup, data, stale }: Props): ReactNode {
  const t = useText();
  const w = useWords(bill);
  const { bills } = data;
  const numbers = bills.map(({ no }) => no).join();
  const [kept, setKept] = useState({ numbers, choice: chooseAll(bills) });
  // A choice made among other bills says nothing about these.
  const choice = kept.numbers === numbers ? kept.choice : chooseAll(bills);
  const chosen = bills.slice(0, choice.count);
  const sum = sumOf(chosen);
  const payee = service.payee[t.language];
  // Once the account is saved the order should bear its name.
  const payer: Account = data.saved ? { saved: data.saved } : account;
  const act = useConfirm({ here, onStale: lookup.again, onOrdered });

  const note = act.busy ? w.confirming(payee) : chosen.length ? w.sum(chosen.length, sum.late_fee ? showFen(sum.late_fee) : null) : w.none;
  const confirm = (): void =>
    void act.confirm(() => call('quote', { service: service.id, account: payer, bills: chosen.map(({ no }) => no) }), sum.amount);

  return (
    <Page
      title={service.title[t.language]}
      notice={stale}
      bottom={
        <BottomBar
          fen={sum.amount}
          note={note}
          strip={act.problem && <Said failed text={problemWords(act.problem.code, act.problem.facts, t.language)} />}
        >
          <Button id="confirm-bills" label={w.confirm} disabled={chosen.length === 0} busy={act.busy && w.confirmBusy} onPress={confirm} />
        </BottomBar>
      }
    >
      <AccountCard service={service} data={data} onChange={onChange} />
      <BillList
        bills={bills}
        choice={choice}
        tariffNote={tariffNote?.[t.language]}
        onToggle={(index) => {
          act.clear();
          setKept({ numbers, choice: toggle(choice, index) });
        }}
      />
      <SaveAccount service={service} account={account} data={data} />
      <AskHotline />
      <PriceChanged
        quote={act.changed}
        before={sum.amount}
        agency={payee}
        busy={act.busy}
        onAccept={() => void act.accept()}
        onDecline={act.decline}
      />
    </Page>
  );
}
