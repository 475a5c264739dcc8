import { readPort, SettingError } from '../../server/config';

export interface StartSettings {
  readonly host: string;
  readonly port: number;
  readonly sandboxPort: number;
  /** an operator's PostgreSQL instead of the embedded one */
  readonly databaseUrl: string | undefined;
  readonly sandboxDatabaseUrl: string | undefined;
}

/** @throws SettingError naming what is wrong */
export function readStartSettings(env: NodeJS.ProcessEnv): StartSettings {
  const host = env.HOST?.trim() || '127.0.0.1';
  if (!/^[0-9a-fA-F:.]+$|^localhost$/.test(host))
    throw new SettingError(`HOST must be an address of this machine such as 127.0.0.1 or 0.0.0.0, not "${host}"`);
  const port = readPort('PORT', env.PORT, 8080);
  const sandboxPort = readPort('SANDBOX_PORT', env.SANDBOX_PORT, 8090);
  if (port === sandboxPort) throw new SettingError(`PORT and SANDBOX_PORT are both ${port}; they must differ`);
  return { host, port, sandboxPort, databaseUrl: database('DATABASE_URL', env), sandboxDatabaseUrl: database('SANDBOX_DATABASE_URL', env) };
}

function database(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const text = env[name]?.trim();
  if (!text) return undefined;
  if (!/^postgres(ql)?:\/\/.+/.test(text)) throw new SettingError(`${name} must look like postgres://user:password@host:5432/database`);
  return text;
}
