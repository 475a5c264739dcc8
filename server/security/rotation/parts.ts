import type { Context } from '../../context';
import type { Db } from '../../database/database';
import { claimsOf, type OrderContent } from '../../orders/content';

/** A row of a table that holds sealed or indexed values. */
export type Row = Record<string, unknown>;

/** What a rotation has to know of a table. */
export interface Part {
  readonly table: string;
  /** its primary key, with types */
  readonly key: readonly (readonly [column: string, type: string])[];
  /** sealed columns and what they are sealed for */
  readonly sealed: Readonly<Record<string, string>>;
  /** columns that the indexes are made of besides */
  readonly besides?: readonly string[];
  /** blind indexes as they should stand in this row: column → value; a list's order does not matter */
  readonly indexes?: (ctx: Context, db: Db, row: Row) => Promise<Readonly<Record<string, Buffer | Buffer[]>>>;
  /** names of the columns that `indexes` answers for */
  readonly indexed?: readonly string[];
  /** further rows that follow a changed one, in the same transaction */
  readonly follow?: (ctx: Context, tx: Db, row: Row) => Promise<void>;
}

/**
 * Every column that a key protects, but those that live for minutes (`sms_codes`, `rate_windows`): these are written under all
 * known keys. Quotes come before orders, because orders copy them.
 */
export const parts: readonly Part[] = [
  {
    table: 'identities',
    key: [['id', 'uuid']],
    sealed: { subject_sealed: 'identity' },
    besides: ['provider', 'app', 'subject_index'],
    indexed: ['subject_index'],
    indexes: async ({ vault }, _, row) => ({
      subject_index: vault.index('identity', String(row.provider), String(row.app), vault.open<string>('identity', row.subject_sealed as Buffer)),
    }),
  },
  {
    table: 'accounts',
    key: [['id', 'uuid']],
    sealed: { account_sealed: 'account', nickname_sealed: 'nickname' },
    besides: ['service', 'account_index'],
    indexed: ['account_index'],
    indexes: async ({ vault }, _, row) => ({
      account_index: vault.index('account', String(row.service), vault.open<string>('account', row.account_sealed as Buffer)),
    }),
  },
  {
    table: 'quotes',
    key: [['id', 'uuid']],
    sealed: { content_sealed: 'order' },
    besides: ['service', 'bills'],
    indexed: ['bills'],
    indexes: async (ctx, db, row) => ({ bills: (await claimsOfRow(ctx, db, row, row.id)).flat() }),
  },
  {
    table: 'orders',
    key: [['number', 'text']],
    sealed: { content_sealed: 'order' },
    besides: ['service', 'quote', 'bills'],
    indexed: ['bills'],
    indexes: async (ctx, db, row) => ({ bills: (await claimsOfRow(ctx, db, row, row.quote)).flat() }),
    follow: followClaims,
  },
  { table: 'payments', key: [['id', 'text']], sealed: { payer_sealed: 'payer' } },
  { table: 'fulfilments', key: [['order_number', 'text']], sealed: { voucher_sealed: 'voucher' } },
  {
    table: 'notices',
    key: [
      ['channel', 'text'],
      ['key', 'text'],
    ],
    sealed: { raw_sealed: 'notice' },
  },
  { table: 'operators', key: [['name', 'text']], sealed: { totp_sealed: 'totp' } },
];

async function claimsOfRow(ctx: Context, db: Db, row: Row, quote: unknown): Promise<Buffer[][]> {
  const content = ctx.vault.open<OrderContent>('order', row.content_sealed as Buffer);
  const hold = content.details.kind === 'booking' ? await db.row<{ id: string }>('select id from holds where quote = $1', [quote]) : undefined;
  return claimsOf(ctx.vault, String(row.service), content, hold?.id ?? null);
}

/**
 * The claims that an order holds now stand under every known key and no other. The order's row is locked, so nobody claims or
 * releases its bills meanwhile; whoever else wants them meets the claim that stands already.
 */
async function followClaims(ctx: Context, tx: Db, row: Row): Promise<void> {
  const claims = await claimsOfRow(ctx, tx, row, row.quote);
  for (const versions of claims)
    await tx.rows(
      `insert into bill_claims (bill, order_number, citizen, paid, until)
       select bill, held.order_number, held.citizen, held.paid, held.until from unnest($1::bytea[]) as bill,
         (select order_number, citizen, paid, until from bill_claims where bill = any($1) and order_number = $2 limit 1) as held
       on conflict (bill) do nothing`,
      [versions, row.number],
    );
  await tx.rows('delete from bill_claims where order_number = $1 and not bill = any($2)', [row.number, claims.flat()]);
}
