import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildOnce, targets } from './build';
import { findChromium } from './chromium';

const PROJECT = resolve(__dirname, '..');

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const PROJECTS = ['unit', 'gateway', 'journeys'];
/** What `npm run test:all` does more: longer runs of the same tests, and tests that take too long for every day. */
const ALL = { projects: [...PROJECTS, 'faults'], env: { HISTORIES: '2000', KILL_ROUNDS: '100' } };

/**
 * `npm test`: types and style, the builds that tests drive, then everything under jest. Ends with a line that says how many.
 * `--all` adds what takes longer; other arguments go to jest, and then only jest runs.
 */
async function main([first, ...rest]: readonly string[]): Promise<void> {
  const all = first === '--all';
  const args = all || first === undefined ? rest : [first, ...rest];
  const count: Count = { passed: 0, failed: 0, skipped: 0 };
  const tally = (name: string, ok: boolean) => {
    count[ok ? 'passed' : 'failed']++;
    if (!ok) console.error(`✗ ${name}`);
  };
  if (args.length === 0) {
    tally('types', (await run('types', ['node_modules/typescript/bin/tsc', '--noEmit'])) === 0);
    tally('style', (await run('style', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'])) === 0);
    tally('unused code and packages', (await run('unused', ['node_modules/knip/bin/knip.js'])) === 0);
  }
  for (const target of targets) await buildOnce(target);
  await buildOnce('weapp', 'sandbox');
  await buildOnce('alipay', 'sandbox');

  const folder = mkdtempSync(join(tmpdir(), 'rongyifu-jest-'));
  const outcome = join(folder, 'outcome.json');
  const chosen = args.length > 0 ? args : ['--selectProjects', ...(all ? ALL.projects : PROJECTS)];
  await run('tests', ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${outcome}`, ...chosen], 'inherit', all ? ALL.env : {});
  const jest = JSON.parse(readFileSync(outcome, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numRuntimeErrorTestSuites: number;
  };
  rmSync(folder, { recursive: true, force: true });
  count.passed += jest.numPassedTests;
  // A file that does not even load counts as a failure of its own.
  count.failed += jest.numFailedTests + jest.numRuntimeErrorTestSuites;
  count.skipped += jest.numPendingTests;
  if (!findChromium()) {
    console.error('\n  !! No Chromium was found, so NO BROWSER TEST RAN. Install chromium, or set CHROMIUM to its path. !!\n');
  }
  console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  process.exitCode = count.failed ? 1 : 0;
}

function run(name: string, args: readonly string[], output: 'pipe' | 'inherit' = 'pipe', env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolveCode) => {
    const began = Date.now();
    const child = spawn(process.execPath, args, {
      cwd: PROJECT,
      env: { ...env, ...process.env },
      stdio: ['ignore', output === 'inherit' ? 'ignore' : 'pipe', output === 'inherit' ? 'inherit' : 'pipe'],
    });
    let words = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        words += chunk.toString();
      });
    }
    child.once('exit', (code) => {
      if (code !== 0 && words) console.error(words.slice(-6000));
      console.log(`· ${name} ${((Date.now() - began) / 1000).toFixed(0)} s`);
      resolveCode(code ?? 1);
    });
  });
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
});
