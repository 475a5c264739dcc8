import { digitsOnly, savedFor } from './account';

const saved = (id: string, service: string, used_at: string) => ({ id, service, nickname: null, account: '2051 **** 7736', used_at });

describe('accounts to choose from', () => {
  it('are this service’s own, the last used first', () => {
    const all = [saved('a', 'water', '2026-10-01T00:00:00Z'), saved('b', 'gas', '2026-11-01T00:00:00Z'), saved('c', 'water', '2026-11-02T00:00:00Z')];
    expect(savedFor('water', all).map(({ id }) => id)).toEqual(['c', 'a']);
  });

  it('given a link with blanks or more digits than there are, then only the number is taken', () => {
    expect(digitsOnly('2051 0000 7736', 12)).toBe('205100007736');
    expect(digitsOnly('2051000077369999', 12)).toBe('205100007736');
    expect(digitsOnly('<script>', 12)).toBe('');
  });
});
