import { rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import globalSetup from '../support/global-setup';
import globalTeardown from '../support/global-teardown';
import { databaseBooks } from './database';
import { type Found, playMany } from './many';
import { startDatabase } from './start-database';

/**
 * `npm run histories -- [--on model|database] [--count 1000000] [--minutes 30] [--seed 1] [--from 0]`
 * Plays random histories of payments until one breaks a promise. The same seed plays the same histories; leave it running overnight.
 */
const USAGE = 'npm run histories -- [--on model|database] [--count N] [--minutes M] [--seed S] [--from I]';
const BLOCK = { model: 5000, database: 20 };

interface Run {
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  readonly until: number;
}

type Play = (from: number, to: number) => Promise<Found | null>;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      on: { type: 'string', default: 'model' },
      count: { type: 'string' },
      minutes: { type: 'string' },
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: '0' },
    },
  });
  const on = values.on === 'database' ? 'database' : 'model';
  const minutes = Number(values.minutes ?? Number.POSITIVE_INFINITY);
  const count = Number(values.count ?? (values.minutes ? Number.POSITIVE_INFINITY : { model: 1_000_000, database: 2000 }[on]));
  const run: Run = { seed: Number(values.seed), from: Number(values.from), count, until: performance.now() + minutes * 60_000 };
  if (![run.seed, run.from].every(Number.isSafeInteger) || !(count > 0) || !(minutes > 0)) throw new Error(USAGE);
  const begun = performance.now();
  const { played, found } = await (on === 'model' ? onModel(run) : onDatabase(run));
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `${played.toLocaleString('en')} histories on the ${on}, seed ${run.seed}: ${seconds.toFixed(0)} s, ${(played / seconds).toFixed(0)} a second`,
  );
  if (!found) return 0;
  console.log(`\nHistory ${found.index} broke:\n  ${found.broken.join('\n  ')}\n\n${found.story.join('\n')}`);
  console.log(`\nAgain: npm run histories -- --on ${on} --seed ${run.seed} --from ${found.index} --count 1`);
  return 1;
}

/** Hands blocks of histories to several players until all are played, the time is over or one is broken. */
async function share(run: Run, block: number, players: readonly Play[]): Promise<{ played: number; found: Found | null }> {
  let [next, played] = [run.from, 0];
  let found: Found | null = null;
  const end = run.from + run.count;
  await Promise.all(
    players.map(async (play) => {
      while (!found && next < end && performance.now() < run.until) {
        const [from, to] = [next, Math.min(next + block, end)];
        next = to;
        found ??= await play(from, to);
        played += to - from;
        if (process.stdout.isTTY) process.stdout.write(`\r${played.toLocaleString('en')} `);
      }
    }),
  );
  if (process.stdout.isTTY) process.stdout.write('\r');
  return { played, found };
}

async function onModel(run: Run): Promise<{ played: number; found: Found | null }> {
  const workers = cpus().map(() => new Worker(join(__dirname, 'model-part.ts'), { workerData: { seed: run.seed }, execArgv: ['-r', 'tsx/cjs'] }));
  const play =
    (worker: Worker): Play =>
    (from, to) =>
      new Promise((resolve, reject) => {
        worker.removeAllListeners();
        worker.once('message', ({ found }: { found: Found | null }) => resolve(found));
        worker.once('error', reject);
        worker.postMessage({ from, to });
      });
  try {
    return await share(run, BLOCK.model, workers.map(play));
  } finally {
    for (const worker of workers) await worker.terminate();
  }
}

async function onDatabase(run: Run): Promise<{ played: number; found: Found | null }> {
  await globalSetup();
  const clock = { ms: Date.UTC(2027, 0, 1) };
  const { context, stop } = await startDatabase(clock);
  try {
    const play: Play = (from, to) => playMany(run.seed, from, to, () => databaseBooks(context), { atOnce: true, clock });
    return await share(run, BLOCK.database, [play]);
  } finally {
    await stop();
    await globalTeardown();
    rmSync(process.env.TEST_HOME as string, { recursive: true, force: true });
  }
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
