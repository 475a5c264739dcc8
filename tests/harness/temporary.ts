import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';

/** A folder that goes with the test run's own, see tests/support/global-teardown.ts. */
export function temporaryFolder(name: string): string {
  return mkdtempSync(join(process.env.TEST_HOME as string, `${name}-`));
}
