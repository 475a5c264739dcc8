import type { AgencyClient } from '../agencies/agency';
import { billProvider } from './bill';

const bill = (no: string, amount_fen: number) => ({ no, period: '2026-10', due_on: '2026-11-25', amount_fen, late_fee_fen: 0 });

/** An agency that quotes exactly this. */
function quoting(amount_fen: number, bills: object[]) {
  const answer = { is: 'quoted', quote_ref: 'Q1', amount_fen, valid_until: new Date(), holder: null, bills };
  return billProvider({ quote: async () => answer } as unknown as AgencyClient);
}

describe('an agency’s quote', () => {
  it('of the bills that were asked for, adding up, is one', async () => {
    expect(await quoting(300, [bill('1', 100), bill('2', 200)]).quote('A', ['2', '1'])).toMatchObject({ is: 'quoted', amount_fen: 300 });
  });

  it.each([
    ['does not add up', 301, [bill('1', 100), bill('2', 200)]],
    ['leaves a bill out', 100, [bill('1', 100)]],
    ['has a bill that nobody asked for', 300, [bill('1', 100), bill('3', 200)]],
  ])('that %s is none', async (_, amount, bills) => {
    expect(await quoting(amount, bills).quote('A', ['1', '2'])).toMatchObject({ is: 'unknown' });
  });
});
