import type { Context } from '../context';
import { type KnownKey, readKeys } from '../security/rotation/known-keys';
import { type RotationReport, rotateKeys } from '../security/rotation/rotate';
import { look, type Operator, performOutside } from './audit';

export interface ShownKey extends KnownKey {
  /** what this program's key files say of it */
  readonly here: 'current' | 'known' | 'absent';
}

/** The vault's keys by their ids, and whether rows may need them. */
export function showKeys(ctx: Context, who: Operator): Promise<ShownKey[]> {
  return look(ctx, who, { act: 'keys.show', subject: 'vault' }, async () =>
    (await readKeys(ctx)).map((key) => {
      const at = ctx.vault.keys[key.kind].indexOf(key.id);
      return { ...key, here: at === 0 ? 'current' : at > 0 ? 'known' : 'absent' };
    }),
  );
}

/** Seals and indexes everything with the current keys of this program's files. May be stopped and repeated. @param tell progress */
export function rotateVault(ctx: Context, who: Operator, tell: (line: string) => void): Promise<RotationReport> {
  return performOutside(ctx, who, { act: 'keys.rotate', subject: 'vault' }, async () => {
    const result = await rotateKeys(ctx, tell);
    return { result, after: { keys: ctx.vault.keys, ...result } };
  });
}
