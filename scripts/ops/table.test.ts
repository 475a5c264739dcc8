import { plain, table, widthOf } from './table';

it('counts columns as a terminal does', () => {
  expect(['abc', '水费', '¥1.00', '（全角）', 'é', '한글'].map(widthOf)).toEqual([3, 4, 5, 8, 1, 4]);
});

it('keeps columns straight where Chinese and Latin letters mix', () => {
  expect(
    table(
      [{ title: 'service' }, { title: 'why' }, { title: 'amount', align: 'right' }],
      [
        ['water', '重复缴费', '¥9.10'],
        ['gas', 'paid twice', '¥1,200.00'],
      ],
    ),
  ).toBe(
    ['service  why            amount', '───────  ──────────  ─────────', 'water    重复缴费        ¥9.10', 'gas      paid twice  ¥1,200.00', ''].join(
      '\n',
    ),
  );
});

it('lets no typed text move the cursor', () => {
  expect(plain('a\u001b[2Jb\nc')).toBe('a·[2Jb·c');
});
