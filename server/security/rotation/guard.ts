import type { Db } from '../../database/database';

/**
 * While several index keys are known, one value has several blind indexes, and a unique constraint sees only one of them:
 * whoever stores a value that must exist once then waits here for the others that store the same. With one key it costs nothing.
 * @param indexes the value's, under every known key
 */
export async function oneAtATime(tx: Db, indexes: readonly Buffer[]): Promise<void> {
  if (indexes.length < 2) return;
  // The same for all gateways that know the same keys, whichever is current where.
  const [least] = [...indexes].sort(Buffer.compare) as [Buffer];
  await tx.rows('select pg_advisory_xact_lock($1)', [least.readBigInt64BE(0)]);
}
