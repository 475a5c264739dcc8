import { randomUUID } from 'node:crypto';
import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import type { Context } from '../context';

/** What a request was about: numbers of ours only. Never an account, a name, a phone, a token or an openid. */
export interface Trace {
  /** name of the route, never the path: that holds ids and codes that others chose */
  readonly route?: string;
  readonly order?: string | readonly string[];
  readonly payment?: string;
  /** code of the problem it was answered with */
  readonly problem?: string;
}

/** Adds to the line that will be logged for this request. */
export function trace(http: HonoContext, facts: Trace): void {
  http.set('trace', { ...(http.get('trace') as Trace | undefined), ...facts });
}

/** One line for each request, and its id in the answer, so that a citizen's screenshot leads to it. */
export function traced(ctx: Context): MiddlewareHandler {
  return async (http, next) => {
    const request_id = randomUUID();
    const began = performance.now();
    http.header('X-Request-Id', request_id);
    await next();
    const facts = (http.get('trace') as Trace | undefined) ?? {};
    const route = facts.route ?? 'other';
    const { status } = http.res;
    const ms = performance.now() - began;
    ctx.meter.request(route, status, ms / 1000);
    if (facts.route) ctx.log.info({ request_id, ...facts, route, status, ms: Math.round(ms * 10) / 10 }, 'request');
  };
}

/** The numbers in an answer: an order's, a payment's with its orders'. */
export function numbersIn(output: unknown): Trace {
  if (typeof output !== 'object' || output === null) return {};
  const { number, channel, orders, id } = output as { number?: unknown; channel?: unknown; orders?: unknown; id?: unknown };
  if (typeof number === 'string') return { order: number };
  if (typeof channel === 'string' && typeof id === 'string' && Array.isArray(orders))
    return { payment: id, order: orders.map((order: { number: string }) => order.number) };
  return {};
}
