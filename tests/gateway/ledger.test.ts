import { type Database, migrate, openDatabase } from '../../server/database/database';
import { makeDatabase } from '../support/world';

/** What the database itself holds of the ledger, whatever program writes to it. */
let db: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  const made = await makeDatabase();
  drop = made.drop;
  db = openDatabase(made.url);
  await migrate(db);
});
afterAll(async () => {
  await db.close();
  await drop();
});

/** Books one transaction of these entries. */
const book = (reference: string, entries: Readonly<Record<string, number>>) =>
  db.transaction(async (tx) => {
    const made = await tx.row<{ id: number }>(
      `insert into ledger_transactions (kind, reference, at) values ('payment', $1, '2026-11-23T00:00:00Z') returning id`,
      [reference],
    );
    for (const [account, amount] of Object.entries(entries))
      await tx.rows('insert into ledger_entries (transaction, account, amount_fen) values ($1, $2, $3)', [made?.id, account, amount]);
  });

it('takes entries that sum to zero, in any order and number', async () => {
  await book('whole', { 'channel:wechat': 100, 'held:water': -60, refunds_payable: -40 });
  expect(await db.rows('select 1 from ledger_entries')).toHaveLength(3);
});

it.each([
  ['one fen too many', { 'channel:wechat': 101, 'held:water': -100 }],
  ['one side only', { 'channel:wechat': 100 }],
])('refuses %s', async (name, entries) => {
  await expect(book(name, entries)).rejects.toThrow(/sums to/);
  expect(await db.rows('select 1 from ledger_transactions where reference = $1', [name])).toEqual([]);
});

it('books a fact once', async () => {
  await book('once', { 'channel:alipay': 5, 'held:water': -5 });
  await expect(book('once', { 'channel:alipay': 5, 'held:water': -5 })).rejects.toMatchObject({ code: '23505' });
});

it.each([
  'update ledger_entries set amount_fen = 1',
  'delete from ledger_entries',
  'truncate ledger_entries cascade',
  'update ledger_transactions set at = at',
  'delete from ledger_transactions',
])('never changes: %s', async (sql) => {
  await expect(db.rows(sql)).rejects.toThrow('the ledger is append-only');
});
