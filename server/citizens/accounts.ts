import { randomUUID } from 'node:crypto';
import { Problem } from '../../src/contract/problem';
import type { Input, SavedAccount } from '../../src/contract/routes';
import type { ServiceManifest } from '../../src/contract/service';
import { findService } from '../../src/services';
import type { Citizen, Context } from '../context';
import { prepared } from '../database/database';
import { oneAtATime } from '../security/rotation/guard';
import { subjectOf } from './identities';

/** An account as the counterparty knows it, with what the citizen calls it. */
export interface Account {
  readonly number: string;
  /** as it is shown */
  readonly masked: string;
  readonly nickname: string | null;
  /** id of the saved account, if it is saved */
  readonly saved: string | null;
}

interface AccountRow {
  id: string;
  service: string;
  account_sealed: Buffer;
  nickname_sealed: Buffer | null;
  used_at: Date;
}

const COLUMNS = 'id, service, account_sealed, nickname_sealed, used_at';

/** `205112347736` → `2051 **** 7736`, a mobile number `138 **** 8000`: enough to tell one's own, too little to be of use to another. */
function maskAccount(number: string, mobile: boolean): string {
  return `${number.slice(0, mobile ? 3 : 4)} **** ${number.slice(-4)}`;
}

/** `王淑芬` → `*淑芬`, `王芬` → `*芬`: the surname goes, as the agencies' own counters do it. */
export function maskName(name: string): string {
  const signs = Array.from(name.trim());
  return signs.length < 2 ? '*' : `*${signs.slice(1).join('')}`;
}

/** @throws Problem `not_found` for a service that is not built, `account_malformed` when the service has no such accounts */
export function serviceWithAccounts(id: string): ServiceManifest & { account: NonNullable<ServiceManifest['account']> } {
  const service = findService(id);
  if (!service) throw new Problem('not_found');
  if (!service.account) throw new Problem('account_malformed', { service: id });
  return service as ReturnType<typeof serviceWithAccounts>;
}

const TYPED = prepared('typed_account', `select ${COLUMNS} from accounts where citizen = $1 and service = $2 and account_index = any($3)`);

/** Turns what the citizen typed or chose into an account. @throws Problem `account_malformed`, `not_found` */
export async function resolveAccount(ctx: Context, citizen: Citizen, serviceId: string, input: Input<'lookup'>['account']): Promise<Account> {
  const service = serviceWithAccounts(serviceId);
  const isMobile = service.account.mobile === true;
  if ('saved' in input) {
    const row = await ctx.db.row<AccountRow>(`select ${COLUMNS} from accounts where id = $1 and citizen = $2 and service = $3`, [
      input.saved,
      citizen.id,
      serviceId,
    ]);
    if (!row) throw new Problem('not_found');
    const number = ctx.vault.open<string>('account', row.account_sealed);
    return { number, masked: maskAccount(number, isMobile), nickname: nicknameOf(ctx, row), saved: row.id };
  }
  const typed = 'own' in input ? await ownNumber(ctx, citizen, serviceId) : input.typed;
  if (!/^\d+$/.test(typed) || typed.length !== service.account.digits)
    throw new Problem('account_malformed', { service: serviceId, digits: service.account.digits });
  const row = await ctx.db.row<AccountRow>(TYPED, [citizen.id, serviceId, ctx.vault.indexes('account', serviceId, typed)]);
  return { number: typed, masked: maskAccount(typed, isMobile), nickname: row ? nicknameOf(ctx, row) : null, saved: row?.id ?? null };
}

/** The number that the citizen signs in with. @throws Problem `account_unknown` when there is none, or the service is not about mobile numbers */
async function ownNumber(ctx: Context, citizen: Citizen, service: string): Promise<string> {
  const own = serviceWithAccounts(service).account.mobile ? await subjectOf(ctx, ctx.db, citizen.id, 'phone', '') : null;
  if (own === null) throw new Problem('account_unknown', { service });
  return own;
}

/** The citizen's own mobile number, masked; null when they do not sign in with one. */
export async function ownMobile(ctx: Context, citizen: Citizen): Promise<string | null> {
  const own = await subjectOf(ctx, ctx.db, citizen.id, 'phone', '');
  return own && maskAccount(own, true);
}

/** Last used first. */
export async function listAccounts(ctx: Context, citizen: Citizen): Promise<SavedAccount[]> {
  const rows = await ctx.db.rows<AccountRow>(`select ${COLUMNS} from accounts where citizen = $1 order by used_at desc limit 50`, [citizen.id]);
  return rows.map((row) => viewOf(ctx, row));
}

/** Saves an account, or renames it when it is saved already. */
export async function saveAccount(ctx: Context, citizen: Citizen, input: Input<'saveAccount'>): Promise<SavedAccount> {
  const account = await resolveAccount(ctx, citizen, input.service, input.account);
  const indexes = ctx.vault.indexes('account', input.service, account.number);
  const nickname = input.nickname === null ? null : ctx.vault.seal('nickname', input.nickname);
  const now = ctx.clock();
  const row = await ctx.db.transaction(async (tx) => {
    await oneAtATime(tx, indexes);
    const known = await tx.row<AccountRow>(
      `update accounts set nickname_sealed = coalesce($4, nickname_sealed), used_at = $5 where citizen = $1 and service = $2 and account_index = any($3)
       returning ${COLUMNS}`,
      [citizen.id, input.service, indexes, nickname, now],
    );
    if (known) return known;
    return tx.row<AccountRow>(
      `insert into accounts (id, citizen, service, account_index, account_sealed, nickname_sealed, used_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (citizen, service, account_index) do update set nickname_sealed = coalesce(excluded.nickname_sealed, accounts.nickname_sealed), used_at = excluded.used_at
       returning ${COLUMNS}`,
      [randomUUID(), citizen.id, input.service, indexes[0], ctx.vault.seal('account', account.number), nickname, now],
    );
  });
  return viewOf(ctx, row as AccountRow);
}

/** @throws Problem `not_found` */
export async function removeAccount(ctx: Context, citizen: Citizen, id: string): Promise<void> {
  const row = await ctx.db.row('delete from accounts where id = $1 and citizen = $2 returning id', [id, citizen.id]);
  if (!row) throw new Problem('not_found');
}

function nicknameOf(ctx: Context, row: AccountRow): string | null {
  return row.nickname_sealed ? ctx.vault.open<string>('nickname', row.nickname_sealed) : null;
}

function viewOf(ctx: Context, row: AccountRow): SavedAccount {
  return {
    id: row.id,
    service: row.service,
    nickname: nicknameOf(ctx, row),
    account: maskAccount(ctx.vault.open<string>('account', row.account_sealed), findService(row.service)?.account?.mobile === true),
    used_at: row.used_at.toISOString(),
  };
}
