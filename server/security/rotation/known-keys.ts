import { SettingError } from '../../config';
import type { Context } from '../../context';

export interface KnownKey {
  readonly kind: 'data' | 'index';
  readonly id: string;
  readonly seen_at: Date;
  /** when no row needed it any more; null while some may */
  readonly freed_at: Date | null;
}

const SETTING = { data: 'DATA_KEY_FILE', index: 'INDEX_KEY_FILE' } as const;

/**
 * Notes the keys that this process knows, and refuses to go on without one that rows may still need: a key that was taken
 * away too early, or the files of another database.
 * @throws SettingError
 */
export async function checkKeys(ctx: Context): Promise<void> {
  const now = ctx.clock();
  for (const kind of ['data', 'index'] as const) {
    const known = ctx.vault.keys[kind];
    const missing = await ctx.db.rows<{ id: string }>('select id from vault_keys where kind = $1 and freed_at is null and id <> all($2)', [
      kind,
      known,
    ]);
    if (missing.length > 0)
      throw new SettingError(
        `${SETTING[kind]}: rows of this database still need the key ${missing.map((key) => key.id).join(', ')}, and it is not in that file`,
      );
    // What the current key writes from now on needs it, also when it had been freed.
    await ctx.db.rows(
      `insert into vault_keys (kind, id, seen_at) select $1, id, $3 from unnest($2::text[]) as one(id)
       on conflict (kind, id) do update set freed_at = null where vault_keys.id = $4`,
      [kind, known, now, known[0]],
    );
  }
}

/** Notes that no row needs any key but the current ones. */
export async function freeOthers(ctx: Context): Promise<void> {
  for (const kind of ['data', 'index'] as const)
    await ctx.db.rows('update vault_keys set freed_at = $3 where kind = $1 and id <> $2 and freed_at is null', [
      kind,
      ctx.vault.keys[kind][0],
      ctx.clock(),
    ]);
}

export function readKeys(ctx: Context): Promise<KnownKey[]> {
  return ctx.db.rows<KnownKey>('select kind, id, seen_at, freed_at from vault_keys order by kind, seen_at, id');
}
