import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

export type Env = { Bindings: HttpBindings };
export type Ctx = Context<Env>;

/** The body's bytes as they came: signatures cover bytes, not parsed values. */
export async function rawBody(c: Ctx): Promise<Buffer> {
  return Buffer.from(await c.req.arrayBuffer());
}

/** Path and query exactly as the client wrote them, percent-encoding kept. */
export function pathAndQuery(c: Ctx): string {
  return c.env.incoming.url ?? '/';
}

/** Drops the connection without an answer: the client cannot know what happened. */
export function cutConnection(c: Ctx): Response {
  c.env.outgoing.destroy();
  // Tells the Hono adapter that nothing is left to send.
  return new Response(null, { headers: { 'x-hono-already-sent': 'true' } });
}

export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8' } });
}

/** A parsed JSON object, or undefined when the text is anything else. */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * What the providers take as an address for notices: https without query or fragment. Plain http is let through for
 * this machine only, which is the one liberty the sandbox takes.
 */
export function isNoticeUrl(text: string): boolean {
  if (text.length > 255 || !URL.canParse(text) || text.includes('?') || text.includes('#')) return false;
  const url = new URL(text);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackName(url.hostname));
}

export function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
