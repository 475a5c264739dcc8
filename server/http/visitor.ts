import { isIP } from 'node:net';
import type { Context as HonoContext } from 'hono';
import { Problem } from '../../src/contract/problem';
import { citizenOf } from '../citizens/sessions';
import type { Config } from '../config';
import type { Citizen, Context } from '../context';

/** The prefix binds the cookie to this host and to TLS: no other host of the domain can plant one. Browsers refuse it without TLS. */
export function sessionCookie(config: Config): string {
  return isTls(config) ? '__Host-rongyifu_session' : 'rongyifu_session';
}

/** Whether citizens reach us by TLS; the proxy before us does it. */
export function isTls(config: Config): boolean {
  return config.public_origin.startsWith('https:');
}

/**
 * Who asks: the peer's address, or, when the peer is a proxy of ours (`TRUSTED_PROXIES`), the last address in `X-Forwarded-For`
 * that is none. What stands before that one, anybody may have written.
 */
export function addressOf(config: Config, http: HonoContext): string {
  const env = http.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  let address = plain(env?.incoming?.socket?.remoteAddress ?? 'unknown');
  const told = (http.req.header('x-forwarded-for') ?? '').split(',').map((one) => plain(one.trim()));
  while (isOurs(config, address)) {
    const before = told.pop();
    if (!before || !isIP(before)) break;
    address = before;
  }
  return address;
}

function isOurs(config: Config, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && config.proxies.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** The session's token that a request brings, and how. */
function tokenIn(ctx: Context, http: HonoContext): { token: string; by: 'bearer' | 'cookie' } | undefined {
  const bearer = /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(http.req.header('authorization') ?? '')?.[1];
  if (bearer) return { token: bearer, by: 'bearer' };
  const cookie = new RegExp(`(?:^|;\\s*)${sessionCookie(ctx.config)}=([A-Za-z0-9_-]{20,100})(?:;|$)`).exec(http.req.header('cookie') ?? '')?.[1];
  return cookie ? { token: cookie, by: 'cookie' } : undefined;
}

/** The token of the session that a new sign-in replaces. */
export function earlierToken(ctx: Context, http: HonoContext): string | undefined {
  return tokenIn(ctx, http)?.token;
}

/** Who is signed in; counts the request. @throws Problem `not_signed_in`, `too_many_requests`, `forbidden` when another site's page sent it */
export async function whoIs(ctx: Context, http: HonoContext): Promise<Citizen> {
  const brought = tokenIn(ctx, http);
  if (!brought) throw new Problem('not_signed_in');
  // A cookie comes along with requests that other sites start; a bearer token does not.
  if (brought.by === 'cookie' && http.req.method !== 'GET') refuseForeignOrigin(ctx, http);
  return citizenOf(ctx, brought.token);
}

/**
 * A browser names the page's origin in a request that changes something, and says by itself when another site started it;
 * mini-programs and servers send neither.
 * @throws Problem `forbidden`
 */
export function refuseForeignOrigin(ctx: Context, http: HonoContext): void {
  const origin = http.req.header('origin');
  if (origin === undefined && http.req.header('sec-fetch-site') !== 'cross-site') return;
  if (origin === ctx.config.public_origin) return;
  // Without TLS, that is on one's own machine or network, the same gateway may be reached by several names.
  const host = http.req.header('host');
  if (!isTls(ctx.config) && host && origin === `http://${host}`) return;
  throw new Problem('forbidden');
}
