import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { StartError } from './data-folder';

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<number>;
  /** asks it to end and waits; kills it after `patience_ms` */
  stop(patience_ms?: number): Promise<void>;
  /** ends it at once, without a chance to clean up */
  kill(): Promise<void>;
}

/**
 * Starts a program of ours and waits for its `… ready` line. What it prints goes to a log file.
 * @throws StartError with the program's own last words when it ends instead
 */
export async function startChild(name: string, script: string, env: NodeJS.ProcessEnv, logFolder: string): Promise<Child> {
  const child: ChildProcess = spawn(process.execPath, ['-r', join(__dirname, 'follow-parent.cjs'), '-r', 'tsx/cjs', script], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: Ctrl-C reaches only us, and we stop things in the right order.
    detached: true,
  });
  const log = createWriteStream(join(logFolder, `${name}.log`), { flags: 'a', mode: 0o600 });
  let words = '';
  const exited = new Promise<number>((resolve) => child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0))));
  const ready = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      log.write(chunk);
      if (/ ready /.test(chunk.toString())) resolve();
    });
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    log.write(chunk);
    words = (words + chunk.toString()).slice(-2000);
  });
  const outcome = await Promise.race([
    ready.then(() => 'ready' as const),
    exited,
    new Promise<'late'>((resolve) => setTimeout(resolve, 60_000, 'late').unref()),
  ]);
  const stop = async (patience_ms = 8000) => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), patience_ms);
    await exited;
    clearTimeout(timer);
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  if (outcome === 'ready') return { name, pid: child.pid as number, exited, stop, kill };
  if (outcome === 'late') await stop(1000);
  throw new StartError(words.trim().split('\n').pop() || `The ${name} did not start; see ${join(logFolder, `${name}.log`)}`);
}

/** @throws StartError when something listens there; waits up to `patience_ms` for it to go away */
export async function needPort(setting: string, port: number, host: string, patience_ms: number): Promise<void> {
  for (const end = Date.now() + patience_ms; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen(port, host, () => server.close(() => resolve(true)));
    });
    if (free) return;
    if (Date.now() >= end) throw new StartError(`Port ${port} is in use. Stop what uses it, or set ${setting} to another port.`);
  }
}
