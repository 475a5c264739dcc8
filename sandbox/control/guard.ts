import type { MiddlewareHandler } from 'hono';
import { type Env, isLoopbackName, json } from '../common/http';

/**
 * The twin's controls answer this machine only: the connection must come from a loopback address and not through a
 * proxy, the name asked for must be a loopback name (against DNS rebinding), and a browser page of another site may
 * change nothing.
 */
export const localOnly: MiddlewareHandler<Env> = async (c, next) => {
  const address = (c.env.incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const isProxied = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some((name) => c.req.header(name) !== undefined);
  const host = c.req.header('host') ?? '';
  if (!isLoopbackName(address) || isProxied || !isLoopbackName(hostName(`http://${host}`))) return json(403, { error: 'this machine only' });
  const origin = c.req.header('origin');
  const isLocalPage = origin === undefined || isLoopbackName(hostName(origin));
  const isCrossSite = origin === undefined && c.req.header('sec-fetch-site') === 'cross-site';
  const changes = !['GET', 'HEAD', 'OPTIONS'].includes(c.req.method);
  if (changes && (!isLocalPage || isCrossSite)) return json(403, { error: 'not from another site' });
  // Pages of this machine (the H5 build on another port) may call and read.
  if (origin !== undefined && isLocalPage) {
    c.header('access-control-allow-origin', origin);
    c.header('access-control-allow-headers', 'content-type');
    c.header('access-control-allow-methods', 'GET, POST, DELETE');
    c.header('vary', 'origin');
    if (c.req.method === 'OPTIONS') return c.body(null, 204);
  }
  return next();
};

function hostName(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
