import type { Readable } from 'node:stream';
import type { Context as HonoContext } from 'hono';
import * as v from 'valibot';
import { inputs } from '../../src/contract/inputs';
import { Problem, type ProblemBody } from '../../src/contract/problem';
import { type Input, type Output, type RouteName, routes } from '../../src/contract/routes';
import { problemWords } from '../../src/text/problems';
import type { Citizen, Context } from '../context';
import { languageOf } from './language';
import { numbersIn, trace } from './trace';
import { addressOf, refuseForeignOrigin, whoIs } from './visitor';

/** No request of ours is longer; a larger one is refused before it is parsed. */
export const MOST_BODY_BYTES = 16 * 1024;

/** What a handler gets beside its input. */
export interface Visit {
  readonly ctx: Context;
  /** present on routes with `session: 'citizen'` */
  readonly citizen: Citizen | null;
  readonly ip: string;
  readonly http: HonoContext;
}

export type Handler<R extends RouteName> = (input: Input<R>, visit: Visit) => Promise<Output<R>>;

/** One way in for every route: size, origin, session, rate, shape – then the handler – and one way out for what went wrong. */
export async function enter<R extends RouteName>(name: R, handler: Handler<R>, ctx: Context, http: HonoContext): Promise<Response> {
  trace(http, { route: name });
  try {
    const ip = addressOf(ctx.config, http);
    const citizen = routes[name].session === 'citizen' ? await whoIs(ctx, http) : null;
    if (!citizen && routes[name].method !== 'GET') refuseForeignOrigin(ctx, http);
    const parsed = v.safeParse(inputs[name], await readInput(name, http));
    if (!parsed.success) throw new Problem('bad_request', { field: v.getDotPath(parsed.issues[0]) ?? '' });
    const output = await handler(parsed.output as Input<R>, { ctx, citizen, ip, http });
    trace(http, numbersIn(output));
    return http.json(output);
  } catch (error) {
    return answerProblem(ctx, http, error);
  }
}

/** Maps a problem to HTTP; anything else is a bug, which is logged and told as `server_error` without a word about it. */
export function answerProblem(ctx: Context, http: HonoContext, error: unknown): Response {
  const problem = error instanceof Problem ? error : new Problem('server_error', {}, { cause: error });
  if (!(error instanceof Problem)) ctx.log.error({ err: error, path: http.req.routePath }, 'request failed');
  trace(http, { problem: problem.code });
  const language = languageOf(http.req.header('accept-language'));
  const body: ProblemBody = {
    error: { code: problem.code, message: problemWords(problem.code, problem.facts, language), retryable: problem.retryable, facts: problem.facts },
  };
  if (problem.facts.until && problem.status === 429) {
    http.header('Retry-After', String(Math.max(1, Math.ceil((Date.parse(problem.facts.until) - ctx.clock().getTime()) / 1000))));
  }
  return http.json(body, problem.status as 400);
}

async function readInput(name: RouteName, http: HonoContext): Promise<unknown> {
  const path = http.req.param() as Record<string, string>;
  if (routes[name].method === 'GET' || routes[name].method === 'DELETE') {
    const given = Object.entries(http.req.queries());
    const twice = given.find(([, values]) => values.length > 1);
    if (twice) throw new Problem('bad_request', { field: twice[0].slice(0, 40) });
    return onlyOnce(Object.fromEntries(given.map(([field, values]) => [field, values[0]])), path);
  }
  const raw = await readBody(http);
  if (raw.length === 0) return path;
  // A form of another site can send text, but no JSON without asking first.
  if (!/^application\/json(\s*;|$)/i.test(http.req.header('content-type') ?? '')) throw new Problem('bad_request', { field: 'content-type' });
  return onlyOnce(readJson(raw), path);
}

/** A field that stands in the path stands nowhere else, so that no two places can say different things. */
function onlyOnce(given: object, path: Record<string, string>): object {
  const twice = Object.keys(path).find((field) => Object.hasOwn(given, field));
  if (twice) throw new Problem('bad_request', { field: twice });
  return { ...given, ...path };
}

function readJson(raw: Buffer): object {
  try {
    const body: unknown = JSON.parse(raw.toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  } catch {}
  throw new Problem('bad_request');
}

/** Reads at most `most` bytes, whatever Content-Length says. @throws Problem `body_too_large` */
export async function readBody(http: HonoContext, most = MOST_BODY_BYTES): Promise<Buffer> {
  if (Number(http.req.header('content-length') ?? 0) > most) throw new Problem('body_too_large');
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Node's own stream: a web stream around it would cost more than all the rest of a small request.
  const { incoming } = (http.env ?? {}) as { incoming?: Readable };
  // Whoever sends too much still gets an answer, so the connection is not torn down under it.
  const stream: AsyncIterable<Uint8Array> | null =
    incoming?.iterator({ destroyOnReturn: false }) ?? (http.req.raw.body as unknown as AsyncIterable<Uint8Array> | null);
  if (!stream) return Buffer.alloc(0);
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > most) throw new Problem('body_too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
