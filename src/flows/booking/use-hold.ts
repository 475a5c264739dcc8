import { call, queries } from '../../api';
import type { Selection } from '../../contract/booking';
import type { Fen } from '../../contract/money';
import type { Quote } from '../../contract/order';
import type { Input } from '../../contract/routes';
import { useConfirm } from '../quote/use-confirm';

type Hold = Omit<ReturnType<typeof useConfirm>, 'confirm'> & {
  hold(account: Input<'quote'>['account'], selection: Selection, shown: Fen): Promise<void>;
};

/** From the button to the cashier: the agency keeps what was chosen, and an order is placed for it. @param here to come back to after signing in */
export function useHold(service: string, here: string): Hold {
  const { confirm, ...rest } = useConfirm({ here, onStale: askAgain, onOrdered: askAgain, giveUp: giveBack });
  return { ...rest, hold: (account, selection, shown) => confirm(() => call('quote', { service, account, selection }), shown) };
}

/** An order given up is what frees the place at once; without it the place waits for its time to be over. */
async function giveBack(quote: Quote): Promise<void> {
  await call('placeOrder', { id: quote.id, quote: quote.id });
  await call('cancelOrder', { id: quote.id });
}

/** What is left, and what waits for its payment, are other than before. */
function askAgain(): void {
  for (const route of ['choices', 'orders']) void queries.invalidateQueries({ queryKey: [route] });
}
