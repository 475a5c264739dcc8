import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureKeys, gatewayEnvironment } from '../../sandbox/keys';
import { ensureOwnKeys } from '../../server/security/own-keys';
import { type Child, startChild } from '../start/children';
import { type BenchServer, freePort } from './server';

const PROJECT = resolve(__dirname, '../..');
const PRELOAD = join(__dirname, 'preload.cjs');

/** A running program and what the preload noted in it. */
export interface Program extends Child {
  readonly origin: string;
  /** URL of its database */
  readonly database: string;
  /** what was noted since the last time */
  notes(): Promise<{ notes: Record<string, number>; times: number[] }>;
}

type Watch = 'statements' | 'posts' | 'nothing';

/** Starts the twin: no pause before a notice, so that only work is measured. */
export async function startTwin(server: BenchServer, port: number): Promise<Program> {
  const database = await server.makeDatabase(`twin_${port}`);
  const env = {
    RONGYIFU_HOME: server.home,
    SANDBOX_PORT: String(port),
    SANDBOX_DATABASE_URL: database,
    TWIN_NOTICE_DELAY_MS: '0',
  };
  return start(server, 'twin', join(PROJECT, 'sandbox/main.ts'), port, database, env, 'posts');
}

/** Settings with which a gateway, or what stands in its place, talks to this twin. */
export async function gatewaySettings(server: BenchServer, twinOrigin: string): Promise<Record<string, string>> {
  const keys = join(server.home, 'keys');
  await ensureKeys(keys);
  return { ...gatewayEnvironment(keys, twinOrigin), ...ensureOwnKeys(join(keys, 'own')) };
}

export async function startGateway(server: BenchServer, settings: Record<string, string>, watch: Watch = 'nothing'): Promise<Program> {
  return startBehind(server, 'gateway', join(PROJECT, 'server/main.ts'), settings, watch);
}

export async function startFloor(server: BenchServer, settings: Record<string, string>, watch: Watch = 'nothing'): Promise<Program> {
  return startBehind(server, 'floor', join(__dirname, 'floor.ts'), settings, watch);
}

async function startBehind(server: BenchServer, name: string, script: string, settings: Record<string, string>, watch: Watch): Promise<Program> {
  const port = await freePort();
  const database = await server.makeDatabase(watch === 'nothing' ? name : `${name}_counted`);
  const origin = `http://127.0.0.1:${port}`;
  const env = { ...settings, PORT: String(port), DATABASE_URL: database, PUBLIC_ORIGIN: origin, NOTICE_ORIGIN: origin };
  return start(server, name, script, port, database, env, watch);
}

async function start(
  server: BenchServer,
  name: string,
  script: string,
  port: number,
  database: string,
  env: Record<string, string>,
  watch: Watch,
): Promise<Program> {
  const file = join(server.home, `${name}-${port}.json`);
  const watching = { NODE_OPTIONS: `--require ${PRELOAD}`, BENCH_WATCH: watch, BENCH_NOTES: file };
  const child = await startChild(
    `${name}-${port}`,
    script,
    { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env, ...(watch !== 'nothing' && watching) },
    server.home,
  );
  return {
    ...child,
    origin: `http://127.0.0.1:${port}`,
    database,
    async notes() {
      rmSync(file, { force: true });
      process.kill(child.pid, 'SIGUSR2');
      for (let waited = 0; !existsSync(file); waited++) {
        if (waited > 500) throw new Error(`${name} does not tell what it noted`);
        await new Promise((done) => setTimeout(done, 10));
      }
      return JSON.parse(readFileSync(file, 'utf8'));
    },
  };
}
