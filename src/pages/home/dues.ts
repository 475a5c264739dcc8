import type { Bill } from '../../contract/bill';
import { type Fen, sumFen } from '../../contract/money';
import type { Lookup, SavedAccount } from '../../contract/routes';
import type { ServiceManifest } from '../../contract/service';

/** What one saved account owes. */
export interface Due {
  readonly account: SavedAccount;
  readonly service: ServiceManifest;
  readonly lookup: Lookup;
  readonly amount: Fen;
  /** earliest last day to pay */
  readonly due_on: string;
}

export interface Dues {
  /** most pressing first */
  readonly list: readonly Due[];
  readonly total: Fen;
  /** oldest answer among them, ISO; null when nobody has answered */
  readonly asOf: string | null;
}

interface Asked {
  readonly account: SavedAccount;
  readonly service: ServiceManifest;
  readonly lookup: Lookup | undefined;
}

/** Sums up what the accounts that answered owe. */
export function sumDues(asked: readonly Asked[]): Dues {
  const answered = asked.filter((one): one is Asked & { lookup: Lookup } => one.lookup !== undefined);
  const list = answered
    .filter(({ lookup }) => lookup.bills.length > 0)
    .map(({ account, service, lookup }) => ({
      account,
      service,
      lookup,
      amount: sumFen(lookup.bills.map((bill) => bill.amount_fen)),
      due_on: earliest(lookup.bills),
    }))
    .sort((a, b) => (a.due_on < b.due_on ? -1 : a.due_on > b.due_on ? 1 : 0));
  const times = answered.map(({ lookup }) => lookup.asked_at).sort();
  return { list, total: sumFen(list.map(({ amount }) => amount)), asOf: times[0] ?? null };
}

function earliest(bills: readonly Bill[]): string {
  return bills.map((bill) => bill.due_on).sort()[0] ?? '';
}

/** Units used in these bills together; null when a bill tells none or the units differ. */
export function usedTogether(bills: readonly Bill[]): { quantity: number; unit: 'm3' | 'kWh' } | null {
  const unit = bills[0]?.usage?.unit;
  if (!unit) return null;
  let quantity = 0;
  for (const { usage } of bills) {
    if (usage?.unit !== unit) return null;
    quantity += usage.quantity;
  }
  return { quantity, unit };
}
