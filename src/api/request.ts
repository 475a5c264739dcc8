import { type Input, type RouteName, routes } from '../contract/routes';

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** A route and its input as they travel: `:name` parts go into the path, the rest into the query (GET) or the body. */
export function wireRequest<R extends RouteName>(route: R, input: Input<R>): WireRequest {
  const { method, path } = routes[route];
  const rest: Record<string, unknown> = { ...input };
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  if (method !== 'GET' && method !== 'DELETE') return { method, path: filled, body: Object.fromEntries(given) };
  const query = given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&');
  return { method, path: query ? `${filled}?${query}` : filled, body: undefined };
}
