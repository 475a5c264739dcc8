import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fen } from '../../src/contract/money';
import type { Attempt, RefundAttempt } from './channel';

/** Makers for the tests of the channels: a provider on 127.0.0.1, keys, attempts. */

export interface Asked {
  readonly method: string;
  /** path and query as sent */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Told {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

export interface LocalProvider {
  readonly url: string;
  readonly asked: Asked[];
  /** what it does with the next requests; null breaks the connection */
  answer: (asked: Asked) => Told | null | Promise<Told | null>;
  stop(): Promise<void>;
}

/** Starts a provider on a free port of this machine. */
export async function localProvider(): Promise<LocalProvider> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one = { method: request.method ?? '', target: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
    asked.push(one);
    const told = await provider.answer(one);
    if (!told) return void request.socket.destroy();
    response.writeHead(told.status ?? 200, told.headers).end(told.body);
  });
  // Making keys between two requests may take longer than the usual five seconds.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const provider: LocalProvider = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: () => ({ status: 500 }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return provider;
}

export function rsaPair(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** 2026-11-23 10:00:00 in Beijing. */
export const NOW = new Date('2026-11-23T02:00:00Z');
const MINUTE_MS = 60_000;

export function minutesAfterNow(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * MINUTE_MS);
}

export function makeAttempt(changes: Partial<Attempt> = {}): Attempt {
  return {
    id: '202611A7K2M9Q4T8',
    amount_fen: fen(14396),
    description: '水费 W7K429MQ3 100%+',
    surface: 'h5',
    inside: (changes.surface ?? 'h5') === 'h5' ? 'browser' : null,
    app: 'wx8888888888888888',
    payer: 'o-payer',
    client_ip: '203.0.113.7',
    started_at: NOW,
    expires_at: minutesAfterNow(15),
    channel_no: null,
    ...changes,
  };
}

export function makeRefund(changes: Partial<RefundAttempt> = {}): RefundAttempt {
  return {
    id: '202611R4T8A7K2M9',
    attempt: { ...makeAttempt(), channel_no: '4200001' },
    amount_fen: fen(29),
    total_fen: fen(14396),
    reason: '重复支付',
    started_at: minutesAfterNow(1),
    channel_no: null,
    ...changes,
  };
}

const VECTORS = join(__dirname, '../../../shared/vectors');

/** The public test vectors lie beside the repository; where they do not, their tests are skipped. */
export const vectorSuite = existsSync(VECTORS) ? describe : describe.skip;

/** Call it inside a test only: the file may not be there. */
// biome-ignore lint/suspicious/noExplicitAny: each vector has its own shape
export function vector(name: string): any {
  return JSON.parse(readFileSync(join(VECTORS, `${name}.json`), 'utf8'));
}

/** Every copy of `bytes` in which one byte has one bit changed. */
export function* oneByteOff(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at++) {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] as number) ^ 1;
    yield copy;
  }
}
