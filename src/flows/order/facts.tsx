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
  return (
    <>
      <Fact label={w.payee} value={payeeOf(order, t)} />
      <Fact label={accountLabelOf(order, t)} value={accountOf(order, t)} />
      <Fact label={w.bills} value={monthsOf(order, now, t)} />
      <Fact label={w.number} value={showNumber(order.number)} />
    </>
  );
}
