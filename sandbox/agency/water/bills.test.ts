import { sumFen } from '../../../src/contract/money';
import { holderOf, isAccount } from './accounts';
import { billsOf, dueOn, monthsAgo, risenBills } from './bills';
import { TEST_NUMBERS } from './test-numbers';

const NOVEMBER = new Date('2026-11-23T02:00:00Z');

describe('water bills', () => {
  it('are the same whenever they are asked for', () => {
    expect(billsOf('205188776655', NOVEMBER)).toEqual(billsOf('205188776655', NOVEMBER));
    expect(holderOf('205188776655')).toBe(holderOf('205188776655'));
  });

  it('explain their amount: shares and late fee add up', () => {
    for (let i = 0; i < 200; i++) {
      for (const bill of billsOf(`2051000${String(i).padStart(3, '0')}55`, NOVEMBER)) {
        const shares = bill.usage?.shares ?? [];
        expect(sumFen([...shares.map((share) => share.amount_fen), bill.late_fee_fen])).toBe(bill.amount_fen);
        expect(shares.reduce((sum, share) => sum + share.quantity, 0)).toBe(bill.usage?.quantity);
      }
    }
  });

  it('of ordinary accounts are none to three, oldest first, the newest for last month', () => {
    const counts = new Set<number>();
    for (let i = 0; i < 200; i++) {
      const bills = billsOf(`2051000${String(i).padStart(3, '0')}55`, NOVEMBER);
      counts.add(bills.length);
      expect(bills.map((bill) => bill.no)).toEqual(bills.map((bill) => bill.no).sort());
      if (bills.length > 0) expect(bills.at(-1)?.period).toBe('2026-10');
    }
    expect([...counts].sort()).toEqual([0, 1, 2, 3]);
  });

  it('of test number 02 are three, two late, the last one in tier two', () => {
    const bills = billsOf('205100000002', NOVEMBER);
    expect(bills.map((bill) => bill.amount_fen)).toEqual([4492, 4053, 5888]);
    expect(bills.map((bill) => bill.late_fee_fen)).toEqual([250, 114, 0]);
    expect(bills.at(-1)?.usage?.year_quantity).toBe(226);
  });

  it('of test number 02 reach tier two in every month of the year, and years add up', () => {
    for (let month = 1; month <= 12; month++) {
      const bills = billsOf('205100000002', new Date(Date.UTC(2027, month - 1, 15)));
      expect(bills.at(-1)?.usage?.shares.at(-1)?.tier).toBe(2);
      const [first, second] = bills;
      const isSameYear = first?.period.slice(0, 4) === second?.period.slice(0, 4);
      if (isSameYear) expect(second?.usage?.year_quantity).toBe((first?.usage?.year_quantity ?? 0) + (second?.usage?.quantity ?? 0));
    }
  });

  it('turn with Beijing’s month, not with UTC’s', () => {
    expect(monthsAgo(new Date('2026-11-30T15:59:59Z'), 1)).toBe('2026-10');
    expect(monthsAgo(new Date('2026-11-30T16:00:00Z'), 1)).toBe('2026-11');
  });

  it('of December are due in January', () => {
    expect(dueOn('2026-12')).toBe('2027-01-25');
    expect(dueOn('2026-08')).toBe('2026-09-25');
  });

  it('rise by one yuan in the quote of test number 11 only', () => {
    const bills = billsOf('205100000011', NOVEMBER);
    expect(sumFen(risenBills('205100000011', bills).map((bill) => bill.amount_fen))).toBe(sumFen(bills.map((bill) => bill.amount_fen)) + 100);
    expect(risenBills('205100000001', bills)).toEqual(bills);
  });
});

describe('water accounts', () => {
  it('have 12 digits from 2051 and do not end in 04', () => {
    expect(isAccount('205100000001')).toBe(true);
    for (const wrong of ['205200000001', '20510000001', '2051000000011', '205100000004', '20510000000a']) expect(isAccount(wrong)).toBe(false);
  });

  it('include every test number but the one that is not found', () => {
    for (const { account, tail } of TEST_NUMBERS) expect([tail, isAccount(account)]).toEqual([tail, tail !== '04']);
  });
});
