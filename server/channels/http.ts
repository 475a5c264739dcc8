/** The one door through which the gateway asks anybody outside. */

const USER_AGENT = 'Rongyifu/0.1';
const DEFAULT_TIMEOUT_MS = 8_000;
const MAX_BODY_BYTES = 1024 * 1024;

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
export async function send(request: HttpRequest): Promise<HttpAnswer | NoAnswer> {
  const signal = AbortSignal.timeout(request.timeout_ms ?? DEFAULT_TIMEOUT_MS);
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { 'user-agent': USER_AGENT, ...request.headers },
      body: request.body,
      redirect: 'manual',
      signal,
    });
    const body = await readLimited(response, request.max_bytes ?? MAX_BODY_BYTES);
    if (!body) return { is: 'unknown', why: 'too_large' };
    return { is: 'answered', status: response.status, headers: Object.fromEntries(response.headers), body };
  } catch {
    return { is: 'unknown', why: signal.aborted ? 'timeout' : 'network' };
  }
}

/** @returns undefined when the bytes are not JSON. */
export function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

async function readLimited(response: Response, most: number): Promise<Buffer | null> {
  if (!response.body) return Buffer.alloc(0);
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks, size);
    size += value.byteLength;
    if (size > most) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
}
