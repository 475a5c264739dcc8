import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { buildServer } from '../../scripts/build-server';
import { until } from '../support/until';
import { freePort } from '../support/world';

/** `npm start` itself, as a person runs it: its own data folder, its own embedded database. */
const PROJECT = resolve(__dirname, '../..');

interface Run {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly exit: Promise<number | null>;
}

const runs: Run[] = [];
let home: string;
let ports: { PORT: string; SANDBOX_PORT: string };

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'rongyifu-start-'));
  ports = { PORT: String(await freePort()), SANDBOX_PORT: String(await freePort()) };
});
afterAll(async () => {
  for (const run of runs) run.child.kill('SIGTERM');
  await Promise.all(runs.map((run) => run.exit));
  rmSync(home, { recursive: true, force: true });
});

function start(settings: Record<string, string> = {}): Run {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, RONGYIFU_HOME: home, ...ports, ...settings };
  const child = spawn(process.execPath, ['-r', 'tsx/cjs', 'scripts/start.ts'], { cwd: PROJECT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      words += chunk.toString();
    });
  }
  const run = { child, said: () => words, exit: new Promise<number | null>((done) => child.once('exit', done)) };
  runs.push(run);
  return run;
}

const running = (run: Run) =>
  until('the greeting', () => /Ctrl-C/.test(run.said()) || (run.child.exitCode !== null && Promise.reject(new Error(run.said()))), 50_000);
const health = () =>
  fetch(`http://127.0.0.1:${ports.PORT}/healthz`).then(
    (answer) => answer.status,
    () => 0,
  );

it('starts everything, refuses a second process, survives kill -9, and stops cleanly', async () => {
  const first = start();
  await running(first);
  expect(await health()).toBe(200);
  const page = await fetch(`http://127.0.0.1:${ports.PORT}/services/water/index`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<div id="app"')]);
  expect(first.said()).toContain('205100000002');

  const phone = JSON.stringify({ phone: '13800000009' });
  const asked = await fetch(`http://127.0.0.1:${ports.PORT}/api/sms-codes`, {
    method: 'POST',
    body: phone,
    headers: { 'content-type': 'application/json' },
  });
  expect(asked.status).toBe(200);

  const second = start({ PORT: String(await freePort()), SANDBOX_PORT: String(await freePort()) });
  expect(await second.exit).toBe(1);
  expect(second.said()).toMatch(/^The data folder .* is in use by process \d+\. .*\n$/);

  first.child.kill('SIGKILL');
  await first.exit;
  const third = start();
  await running(third);
  expect(third.said()).toContain('recovering');
  expect(await health()).toBe(200);

  // Both go on in the same world: the twin still has the message, the gateway still counts the minute.
  const inbox = await fetch(`http://127.0.0.1:${ports.SANDBOX_PORT}/_twin/sms?phone=13800000009`);
  expect(((await inbox.json()) as { messages: unknown[] }).messages).toHaveLength(1);
  const again = await fetch(`http://127.0.0.1:${ports.PORT}/api/sms-codes`, {
    method: 'POST',
    body: phone,
    headers: { 'content-type': 'application/json' },
  });
  expect(again.status).toBe(429);

  third.child.kill('SIGINT');
  expect(await third.exit).toBe(0);
  expect(await health()).toBe(0);
  const database = new Client({ host: '127.0.0.1', port: Number(readFileSync(join(home, 'postgres.port'), 'utf8')), connectionTimeoutMillis: 2000 });
  await expect(database.connect()).rejects.toThrow('ECONNREFUSED');
}, 150_000);

it('keeps its secrets to itself', () => {
  for (const file of [
    'database-passwords.json',
    'gateway-settings.json',
    'keys/own/data.key',
    'keys/own/index.key',
    'keys/own/receipt.key',
    'keys/gateway/wechat-merchant-key.pem',
  ]) {
    expect([file, statSync(join(home, file)).mode & 0o077]).toEqual([file, 0]);
  }
});

it.each([
  ['PORT', { PORT: 'eighty' }, /^PORT must be a port between 1 and 65535, not "eighty"\n$/],
  ['SANDBOX_PORT', { PORT: '18080', SANDBOX_PORT: '18080' }, /^PORT and SANDBOX_PORT are both 18080; they must differ\n$/],
  ['HOST', { HOST: 'my computer' }, /^HOST must be an address .*\n$/],
  ['DATABASE_URL', { DATABASE_URL: 'mysql://x' }, /^DATABASE_URL must look like postgres:.*\n$/],
])('says in one line what is wrong with %s', async (_, settings, line) => {
  const run = start(settings);
  expect(await run.exit).toBe(1);
  expect(run.said()).toMatch(line);
});

it('says that a port is in use', async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const { port } = other.address() as { port: number };
  const run = start({ PORT: String(port) });
  expect(await run.exit).toBe(1);
  expect(run.said()).toMatch(new RegExp(`^Port ${port} is in use\\. Stop what uses it, or set PORT to another port\\.\n$`));
  other.close();
});

it('runs in production as one file, without a build tool, and names the first setting that is missing', async () => {
  const child = spawn(process.execPath, [buildServer()], { env: { PATH: process.env.PATH } });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString();
  });
  expect(await new Promise((done) => child.once('exit', done))).toBe(1);
  expect(words).toBe('DATABASE_URL is not set\n');
});

it('says that a database cannot be reached', async () => {
  const run = start({ DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none' });
  expect(await run.exit).toBe(1);
  expect(run.said()).toMatch(/DATABASE_URL: cannot connect/);
});
