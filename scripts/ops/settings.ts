import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OpsError } from './usage';

/** Written by `npm start` into its data folder, closed to others: how its gateway was started. */
export const SETTINGS_FILE = 'gateway-settings.json';

/**
 * The gateway's settings: from the environment when it names a database, else those of the `npm start` that runs in
 * `RONGYIFU_HOME` (or beside the program, where it keeps its data by itself).
 * @throws OpsError when there are none
 */
export function gatewaySettings(env: NodeJS.ProcessEnv, project: string): NodeJS.ProcessEnv {
  const chosen = env.RONGYIFU_HOME?.trim();
  if (env.DATABASE_URL?.trim() && !chosen) return env;
  const homes = chosen ? [resolve(chosen)] : [join(project, '.rongyifu'), '/var/lib/rongyifu'];
  const file = homes.map((home) => join(home, SETTINGS_FILE)).find((path) => existsSync(path));
  if (!file)
    throw new OpsError(
      chosen
        ? `No gateway was started in ${chosen} yet: npm start writes ${SETTINGS_FILE} there.`
        : 'No database: start the gateway with npm start, set RONGYIFU_HOME to its data folder, or give the settings in docs/operations.md.',
    );
  // What is set by hand goes before what was written.
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value));
  return { ...(JSON.parse(readFileSync(file, 'utf8')) as NodeJS.ProcessEnv), ...set };
}
