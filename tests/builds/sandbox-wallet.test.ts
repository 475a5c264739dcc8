import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { distOf } from '../harness/dist';
import { filesIn } from '../harness/files';

/** Stands in the code of the sandbox's wallet, src/payment/wallet.sandbox.ts. */
const MARKER = 'rongyifu-sandbox-wallet';
const TWIN = process.env.TARO_APP_TWIN ?? 'http://127.0.0.1:8090';

const holds = (dist: string, text: string): boolean => filesIn(dist).some((file) => readFileSync(join(dist, file), 'utf8').includes(text));

it.each(['weapp', 'alipay', 'h5'] as const)('the %s build holds neither the sandbox’s wallet nor the twin’s address', (name) => {
  const dist = distOf(name);
  expect([holds(dist, MARKER), holds(dist, TWIN), holds(dist, '/_twin/')]).toEqual([false, false, false]);
});

it.each(['sandbox-weapp', 'sandbox-alipay'] as const)('%s, which is asked for by name, holds both', (name) => {
  const dist = distOf(name);
  expect([holds(dist, MARKER), holds(dist, TWIN)]).toEqual([true, true]);
});
