import type { Context as HonoContext } from 'hono';
import * as v from 'valibot';
import { inputs } from '../../src/contract/inputs';
import { Problem, type ProblemBody } from '../../src/contract/problem';
import { type Input, type Output, type RouteName, routes } from '../../src/contract/routes';
import { problemWords } from '../../src/text/problems';
import { citizenOf } from '../citizens/sessions';
import type { Citizen, Context } from '../context';
import { countOrRefuse } from '../security/limits';
import { languageOf } from './language';
import { numbersIn, trace } from './trace';

export const SESSION_COOKIE = 'rongyifu_session';
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
    const ip = addressOf(http);
    const citizen = routes[name].session === 'citizen' ? await whoIs(ctx, http) : null;
    if (citizen) {
      const limit = { name: 'requests_per_citizen', most: ctx.config.limits.requests_per_citizen_minute, window_s: 60 };
      await countOrRefuse(ctx.db, ctx.vault, ctx.clock(), limit, citizen.id);
    } else if (routes[name].method !== 'GET') {
      refuseForeignOrigin(ctx, http);
    }
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

/** The peer's address. A proxy's header is not believed: it would let anybody choose his own. */
export function addressOf(http: HonoContext): string {
  const env = http.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  return env?.incoming?.socket?.remoteAddress ?? 'unknown';
}

async function whoIs(ctx: Context, http: HonoContext): Promise<Citizen> {
  const bearer = /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(http.req.header('authorization') ?? '')?.[1];
  if (bearer) return citizenOf(ctx, bearer);
  const cookie = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([A-Za-z0-9_-]{20,100})(?:;|$)`).exec(http.req.header('cookie') ?? '')?.[1];
  if (!cookie) throw new Problem('not_signed_in');
  // A cookie comes along with requests that other sites start; a bearer token does not.
  if (http.req.method !== 'GET') refuseForeignOrigin(ctx, http);
  return citizenOf(ctx, cookie);
}

/** A browser always names the page's origin in such a request; mini-programs and servers send none. */
function refuseForeignOrigin(ctx: Context, http: HonoContext): void {
  const origin = http.req.header('origin');
  if (origin === undefined || origin === ctx.config.public_origin) return;
  const host = http.req.header('host');
  if (host && origin === `${new URL(ctx.config.public_origin).protocol}//${host}`) return;
  throw new Problem('forbidden');
}

async function readInput(name: RouteName, http: HonoContext): Promise<unknown> {
  const path = http.req.param() as Record<string, string>;
  if (routes[name].method === 'GET' || routes[name].method === 'DELETE') return { ...http.req.query(), ...path };
  const raw = await readBody(http);
  if (raw.length === 0) return path;
  try {
    const body: unknown = JSON.parse(raw.toString('utf8'));
    if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Problem('bad_request');
    return { ...body, ...path };
  } catch {
    throw new Problem('bad_request');
  }
}

/** Reads at most `most` bytes, whatever Content-Length says. @throws Problem `body_too_large` */
export async function readBody(http: HonoContext, most = MOST_BODY_BYTES): Promise<Buffer> {
  if (Number(http.req.header('content-length') ?? 0) > most) throw new Problem('body_too_large');
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream = http.req.raw.body;
  if (!stream) return Buffer.alloc(0);
  for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > most) throw new Problem('body_too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
