import { parentPort, workerData } from 'node:worker_threads';
import { playMany } from './many';
import { ModelBooks } from './model';

/** A worker thread's share of a long run: block after block until none is left. */
const { seed } = workerData as { seed: number };
parentPort?.on('message', async ({ from, to }: { from: number; to: number }) => {
  const found = await playMany(seed, from, to, async (clock) => (outside) => new ModelBooks(outside, clock));
  parentPort?.postMessage({ found, played: to - from });
});
