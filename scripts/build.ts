import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

export const targets = ['weapp', 'alipay', 'h5'] as const;
export type Target = (typeof targets)[number];

const PROJECT = resolve(__dirname, '..');
/** Everything a build depends on. */
const SOURCES = ['src', 'config', 'package.json', 'package-lock.json', 'babel.config.js', 'tsconfig.json'];

/**
 * Builds a target unless what stands in `dist` was built from exactly these sources and settings.
 * @param wallet `sandbox` compiles the sandbox's wallet in (for the developer tools) and goes to `dist/sandbox-<target>`
 * @returns the folder
 * @throws Error with the end of the build's output
 */
export async function buildOnce(target: Target, wallet: '' | 'sandbox' = ''): Promise<string> {
  const name = wallet ? `${wallet}-${target}` : target;
  const folder = join(PROJECT, 'dist', name);
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: 'production', TARO_APP_WALLET: wallet, OUTPUT: name };
  const stamp = join(PROJECT, 'dist', `.${name}.built`);
  const hash = contentHash([target, wallet, env.TARO_APP_API ?? '', env.TARO_APP_TWIN ?? '']);
  if (existsSync(stamp) && existsSync(folder) && readFileSync(stamp, 'utf8') === hash) return folder;
  mkdirSync(join(PROJECT, 'dist'), { recursive: true });
  rmSync(stamp, { force: true });
  const began = Date.now();
  const done = await runTaro(['build', '--type', target], env, (seconds) => progress(`  building ${name} … ${seconds} s`));
  progress('');
  if (done.code !== 0 || !existsSync(folder)) throw new Error(`The ${name} build failed:\n${done.output.trim().split('\n').slice(-30).join('\n')}`);
  writeFileSync(stamp, hash);
  console.log(`  built ${name} in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  return folder;
}

/** Builds again at every change, with the sandbox's wallet, until Ctrl-C. */
export async function watchBuild(target: Target): Promise<void> {
  const child = spawn(process.execPath, [taroPath(), 'build', '--type', target, '--watch'], {
    cwd: PROJECT,
    env: { ...process.env, NODE_ENV: 'development', TARO_APP_WALLET: process.env.TARO_APP_WALLET ?? 'sandbox', OUTPUT: target },
    stdio: 'inherit',
  });
  // What the watcher leaves in dist is not what `buildOnce` would have built.
  rmSync(join(PROJECT, 'dist', `.${target}.built`), { force: true });
  process.exitCode = await new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 0)));
}

function taroPath(): string {
  return join(PROJECT, 'node_modules/@tarojs/cli/bin/taro');
}

function runTaro(args: string[], env: NodeJS.ProcessEnv, tick: (seconds: number) => void): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [taroPath(), ...args], { cwd: PROJECT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    // Ctrl-C in the middle of a build must not leave it running.
    process.once('exit', () => child.kill());
    let output = '';
    const began = Date.now();
    const timer = setInterval(() => tick(Math.round((Date.now() - began) / 1000)), 1000);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-20_000);
      });
    }
    child.once('exit', (code) => {
      clearInterval(timer);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** One line that is written over on a terminal; every ten seconds a line of its own elsewhere. */
function progress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${text}`);
  else if (/0 s$/.test(text)) console.log(text);
}

function contentHash(settings: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const source of SOURCES) {
    for (const file of filesBelow(join(PROJECT, source))) hash.update(relative(PROJECT, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) =>
        entry.isDirectory() ? filesBelow(join(path, entry.name)) : /\.test\.tsx?$/.test(entry.name) ? [] : [join(path, entry.name)],
      );
  } catch {
    return [path];
  }
}

async function main(args: readonly string[]): Promise<void> {
  const [target, flag] = args;
  if (!targets.includes(target as Target)) throw new Error(`usage: build <${targets.join('|')}> [--watch | --sandbox]`);
  if (flag === '--watch') return watchBuild(target as Target);
  await buildOnce(target as Target, flag === '--sandbox' ? 'sandbox' : '');
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
  });
}
