import { createServer } from 'node:http';
import type { Registry } from 'prom-client';
import type { Context } from '../context';

/**
 * Answers Prometheus at `/metrics`, on a port of its own that is not the citizens': loopback unless the operator says otherwise.
 * `/healthz` beside it tells that the process lives, which a worker has no other port for.
 * @returns what closes it
 * @throws when the port is taken (`EADDRINUSE`)
 */
export async function serveMetrics(
  ctx: Context,
  registry: Registry,
  refresh: () => Promise<void>,
  at: { host: string; port: number },
): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: string, type = 'text/plain; charset=utf-8') =>
      void response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    if (request.method !== 'GET') return answer(405, 'GET only\n');
    if (request.url === '/healthz') return answer(200, 'ok\n');
    if (request.url !== '/metrics') return answer(404, 'not found\n');
    refresh()
      .then(() => registry.metrics())
      .then((text) => answer(200, text, registry.contentType))
      .catch((error) => {
        ctx.log.error({ err: error }, 'metrics could not be read');
        answer(500, 'metrics could not be read\n');
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, resolve);
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}
