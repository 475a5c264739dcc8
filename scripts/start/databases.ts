import { Client, escapeIdentifier } from 'pg';
import { EmbeddedError, startEmbedded } from '../../server/database/embedded';
import { StartError } from './data-folder';
import type { StartSettings } from './settings';

export interface Databases {
  readonly url: string;
  readonly sandboxUrl: string;
  stop(): void;
}

const OLDEST = 15;

/** The operator's PostgreSQL when DATABASE_URL names one, else the embedded one. @throws StartError */
export async function openDatabases(settings: StartSettings, home: string): Promise<Databases> {
  if (settings.databaseUrl) {
    const url = settings.databaseUrl;
    return { url, sandboxUrl: settings.sandboxDatabaseUrl ?? (await besideIt(url)), stop: () => {} };
  }
  try {
    const embedded = await startEmbedded(home);
    return { ...embedded, sandboxUrl: settings.sandboxDatabaseUrl ?? embedded.sandboxUrl };
  } catch (error) {
    if (error instanceof EmbeddedError) throw new StartError(error.message);
    throw error;
  }
}

/** The twin's own database next to the gateway's, made when it is missing. */
async function besideIt(url: string): Promise<string> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 8000 });
  try {
    await client.connect();
  } catch (error) {
    throw new StartError(`DATABASE_URL: cannot connect (${(error as Error).message})`);
  }
  try {
    const version = await client.query<{ server_version_num: string; name: string }>(
      `select current_setting('server_version_num') as server_version_num, current_database() as name`,
    );
    const { server_version_num, name } = version.rows[0] as { server_version_num: string; name: string };
    if (Math.floor(Number(server_version_num) / 10000) < OLDEST)
      throw new StartError(`DATABASE_URL: that PostgreSQL is version ${server_version_num.slice(0, -4)}; ${OLDEST} or later is needed`);
    const twin = `${name}_twin`;
    const there = await client.query('select 1 from pg_database where datname = $1', [twin]);
    if (there.rowCount === 0) {
      await client.query(`create database ${escapeIdentifier(twin)}`).catch(() => {
        throw new StartError(`This role may not create the sandbox's database "${twin}". Create it, or set SANDBOX_DATABASE_URL.`);
      });
    }
    const other = new URL(url);
    other.pathname = `/${encodeURIComponent(twin)}`;
    return other.toString();
  } finally {
    await client.end();
  }
}
