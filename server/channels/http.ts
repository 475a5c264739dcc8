import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as overHttp } from 'node:http';
import { Agent as HttpsAgent, request as overHttps } from 'node:https';

/** The one door through which the gateway asks anybody outside. */

const USER_AGENT = 'Rongyifu/0.1';
const DEFAULT_TIMEOUT_MS = 8_000;
const MAX_BODY_BYTES = 1024 * 1024;

// Connections are kept for the next request, but not as long as servers keep them: five seconds is the least that is common.
const KEPT = { keepAlive: true, timeout: 4_000 };
// Node's own client and not `fetch`, whose streams cost several times as much as a small signed request itself.
const ways = {
  'http:': { open: overHttp, agent: new HttpAgent(KEPT) },
  'https:': { open: overHttps, agent: new HttpsAgent(KEPT) },
} as const;

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** until the last byte of the answer; 8 s unless told */
  readonly timeout_ms?: number;
  /** 1 MB unless told: only files are larger */
  readonly max_bytes?: number;
}

export interface HttpAnswer {
  readonly is: 'answered';
  readonly status: number;
  /** names in lower case */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** exactly the bytes that came: signatures are made over them */
  readonly body: Buffer;
}

/** Nobody knows whether the request took effect. `why` is `timeout`, `network` or `too_large`: no address, no content. */
export interface NoAnswer {
  readonly is: 'unknown';
  readonly why: string;
}

/**
 * Sends one request and reads the whole answer (at most `max_bytes`), whatever its status. A redirect is an answer like any
 * other: following it would carry a signed request to an address that nobody configured. Never throws.
 */
export function send(request: HttpRequest): Promise<HttpAnswer | NoAnswer> {
  return new Promise((resolve) => {
    let out: ClientRequest | undefined;
    const end = (answer: HttpAnswer | NoAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
      if (answer.is === 'unknown') out?.destroy();
    };
    const timer = setTimeout(end, request.timeout_ms ?? DEFAULT_TIMEOUT_MS, { is: 'unknown', why: 'timeout' });
    const broken = () => end({ is: 'unknown', why: 'network' });
    try {
      const url = new URL(request.url);
      const { open, agent } = ways[url.protocol as keyof typeof ways];
      // Not compressed: what is signed are the bytes that come.
      const headers = { 'user-agent': USER_AGENT, accept: '*/*', 'accept-encoding': 'identity', ...request.headers, ...lengthOf(request.body) };
      out = open(url, { method: request.method, agent, headers });
      out.on('error', broken);
      out.on('response', (answer) => void readAnswer(answer, request.max_bytes ?? MAX_BODY_BYTES).then(end, broken));
      out.end(request.body);
    } catch {
      broken();
    }
  });
}

function lengthOf(body: string | undefined): { 'content-length'?: number } {
  return body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
}

/** @returns undefined when the bytes are not JSON. */
export function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** @throws when the connection breaks before the answer's end */
async function readAnswer(answer: IncomingMessage, most: number): Promise<HttpAnswer | NoAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) return { is: 'unknown', why: 'too_large' };
    chunks.push(chunk);
  }
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
  return { is: 'answered', status: answer.statusCode ?? 0, headers, body: Buffer.concat(chunks, size) };
}
