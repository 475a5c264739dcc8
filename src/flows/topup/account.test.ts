import { type Account, asDraft, fromDraft, isSame, usual } from './account';

const saved = [{ id: 'a', service: 'phone', nickname: '妈妈', account: '138 **** 0001', used_at: '2026-11-01T00:00:00Z' }];

describe('the number that is remembered', () => {
  it.each<Account>([{ typed: '13800000001' }, { saved: 'a' }])('%j comes back as it was', (account) => {
    const { typed, account: back } = fromDraft(asDraft(account), 11);
    expect(back ?? { typed }).toEqual(account);
  });

  it('is one’s own without a digit of it', () => {
    expect(asDraft({ own: true })).toBe('own');
    expect(fromDraft('own', 11)).toEqual({ typed: '', account: { own: true } });
  });

  it('given it is half typed, then it stays half typed', () => {
    expect(fromDraft('138 0000', 11)).toEqual({ typed: '1380000', account: null });
    expect(fromDraft('', 11)).toEqual({ typed: '', account: null });
  });
});

describe('whom to begin with', () => {
  it('is oneself where the number is known, else whoever was topped up last, else nobody', () => {
    expect(usual('139 **** 0002', saved)).toEqual({ own: true });
    expect(usual(null, saved)).toEqual({ saved: 'a' });
    expect(usual(null, [])).toBeNull();
  });

  it('is told apart from everybody else', () => {
    expect(isSame({ saved: 'a' }, { saved: 'a' })).toBe(true);
    expect(isSame({ saved: 'a' }, { own: true })).toBe(false);
    expect(isSame(null, { own: true })).toBe(false);
  });
});
