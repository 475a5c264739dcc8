import type { ReactNode } from 'react';
import type { OrderView } from '../../contract/order';
import { useText } from '../../text';
import { useWords } from '../../text/use-words';
import { cashier } from '../../text/words/cashier';
import { Fact } from '../../ui';
import { accountLabelOf, accountOf, monthsOf, payeeOf, showNumber } from './describe';

/** Whom the money goes to, for which account and months, and the number to ask by. */
export function OrderFacts({ order, now }: { readonly order: OrderView; readonly now: number }): ReactNode {
  const t = useText();
  const w = useWords(cashier);
  const { details } = order;
  return (
    <>
      <Fact label={w.payee} value={payeeOf(order, t)} />
      <Fact label={accountLabelOf(order, t)} value={accountOf(order, t)} />
      {details.kind === 'bill' && <Fact label={w.bills} value={monthsOf(order, now, t)} />}
      {details.kind === 'topup' && <Fact label={w.topup.what} value={details.title[t.language]} />}
      {details.kind !== 'bill' &&
        // When a top-up will arrive is no news once it has, or never will.
        (details.kind !== 'topup' || order.status === 'unpaid' || order.status === 'paid') &&
        details.facts.map(({ label, value }) => <Fact key={label.zh} label={label[t.language]} value={value[t.language]} />)}
      <Fact label={w.number} value={showNumber(order.number)} />
    </>
  );
}
