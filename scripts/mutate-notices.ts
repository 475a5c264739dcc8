import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Outcome, runMutations } from './mutate/run';
import { type Bag, makeBags } from './mutate/samples';

/**
 * Changes signed notices, and answers that look like them, a million times for each channel and has the gateway's adapters
 * read them: none may be taken whose signature or signed content is not an original's. `npm run fuzz:notices --
 * --count 1000000 --seed 7 --channel wechat`
 */
interface Share {
  readonly bag: Bag;
  readonly count: number;
  readonly seed: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { count: { type: 'string', default: '1000000' }, seed: { type: 'string' }, channel: { type: 'string' } } });
  const count = whole('count', values.count);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1e9) : whole('seed', values.seed);
  const home = mkdtempSync(join(tmpdir(), 'mutate-notices-'));
  try {
    const bags = (await makeBags(home)).filter((bag) => values.channel === undefined || bag.channel === values.channel);
    if (bags.length === 0) throw new Error(`--channel must be wechat, alipay or unionpay, not "${values.channel}"`);
    let wrong = 0;
    for (const bag of bags) wrong += await fuzz(bag, count, seed);
    if (wrong > 0) process.exitCode = 1;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function fuzz(bag: Bag, count: number, seed: number): Promise<number> {
  const threads = Math.max(1, Math.min(availableParallelism(), Math.ceil(count / 1000)));
  const begun = process.hrtime.bigint();
  const outcomes = await Promise.all(
    Array.from({ length: threads }, (_, i) => {
      const share = Math.floor(count / threads) + (i < count % threads ? 1 : 0);
      return inThread({ bag, count: share, seed: seed + i });
    }),
  );
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const whys = [...new Set(outcomes.flatMap((outcome) => Object.keys(outcome.refused)))].sort();
  const refused = whys.map((why) => `${why} ${sum((outcome) => outcome.refused[why] ?? 0)}`).join(', ');
  const [identical, wrong] = [sum((outcome) => outcome.identical), sum((outcome) => outcome.wrong)];
  console.log(
    `${bag.channel}: ${sum((outcome) => outcome.count)} in ${seconds.toFixed(1)} s (${Math.round(count / seconds)}/s), seed ${seed}, ${threads} threads; refused: ${refused}; accepted as identical: ${identical}; ACCEPTED WRONGLY: ${wrong}`,
  );
  for (const example of outcomes.flatMap((outcome) => outcome.examples).slice(0, 3)) console.log(`  ${example}`);
  return wrong;
}

function inThread(share: Share): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: share, execArgv: ['-r', 'tsx/cjs'] });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number, not "${text}"`);
  return Number(text);
}

async function work({ bag, count, seed }: Share): Promise<void> {
  parentPort?.postMessage(await runMutations(bag, count, seed));
}

(isMainThread ? main() : work(workerData as Share)).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
