import { askFor } from './client';
import { checkOrder } from './orders';
import { be, hold, need } from './report';
import type { Run } from './run';

const PART = 'bills';

/** A service with bills: look-up, quote, and one bill written off. Needs an account with an open bill. */
export async function checkBills(run: Run): Promise<void> {
  const { party, report, account } = run;
  const lookup = async (of: string) => askFor(party, 'lookup', { account: of });
  const open = await report.check(PART, 'lookup', 'found, with an open bill', async () => {
    const found = be(await lookup(account), 'found');
    const bills = 'bills' in found ? found.bills : [];
    hold(bills.length > 0, 'found, nothing due');
    return bills;
  });
  await report.check(PART, 'lookup of an account that never was', 'not_found', async () => be(await lookup('0'), 'not_found'));
  const bill = open?.[0];
  const quoted = await report.check(PART, 'quote', 'quoted: one bill, its amount, valid for minutes', async () => {
    const { no } = need(bill, 'an open bill');
    const told = be(await askFor(party, 'quote', { account, bills: [no] }), 'quoted');
    hold(told.bills.length === 1 && told.bills[0]?.no === no, `bills ${told.bills.map((one) => one.no).join(', ')}`);
    hold(told.bills[0]?.amount_fen === told.amount_fen, `a bill of ${told.bills[0]?.amount_fen} fen for ${told.amount_fen} fen`);
    hold(told.valid_until.getTime() > party.clock().getTime() + 120_000, `valid until ${told.valid_until.toISOString()}`);
    return told;
  });
  await report.check(PART, 'quote of a bill that never was', 'refused, bill_unknown', async () =>
    be(await askFor(party, 'quote', { account, bills: ['NEVERWAS1'] }), 'refused', 'bill_unknown'),
  );
  if (!bill || !quoted) return;
  const paidAt = party.clock().toISOString();
  const order = { quote_ref: quoted.quote_ref, account, bills: [bill.no], amount_fen: quoted.amount_fen, paid_at: paidAt };
  await report.check(PART, 'fulfil with a fen less than was quoted', 'refused', async () =>
    be(await askFor(party, 'fulfil', { ...order, order_no: run.newNumber(), amount_fen: order.amount_fen - 1 }), 'refused'),
  );
  await report.check(PART, 'fulfil that was paid after the quote ended', 'refused, quote_expired', async () => {
    const late = new Date(quoted.valid_until.getTime() + 1000).toISOString();
    be(await askFor(party, 'fulfil', { ...order, order_no: run.newNumber(), paid_at: late }), 'refused', 'quote_expired');
  });
  const done = await checkOrder(run, { ...order, order_no: run.newNumber() });
  await report.check(PART, 'lookup afterwards', 'the bill is gone', async () => {
    need(done, 'a bill that was written off');
    const found = be(await lookup(account), 'found');
    hold(!('bills' in found && found.bills.some((one) => one.no === bill.no)), 'it is still open');
  });
}
