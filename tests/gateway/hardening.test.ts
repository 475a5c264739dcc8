import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import { readConfig } from '../../server/config';
import { type Gateway, startGateway } from '../../server/gateway';
import { newCitizen, read, request } from '../support/citizen';
import { freePort, startWorld, type World } from '../support/world';

/** What the gateway tells browsers, and what it makes of requests that no honest client sends. */
let world: World;
let behindTls: World;
let gateway: Gateway;
beforeAll(async () => {
  world = await startWorld({ serveH5: true });
  const port = await freePort();
  const config = readConfig({ ...world.env, PORT: String(port), PUBLIC_ORIGIN: 'https://pay.example', TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8' });
  gateway = await startGateway({ ...config, role: 'web' }, { log: world.gateway.context.log });
  behindTls = { ...world, gateway, origin: `http://127.0.0.1:${port}` };
});
afterAll(async () => {
  await gateway.stop();
  await world.stop();
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** A request whose path and headers go out as they are. */
function raw(origin: string, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  return new Promise((done, failed) => {
    const asked = rawRequest({ hostname, port, path, method, headers }, (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      answer.on('end', () => done({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    asked.once('error', failed);
    asked.end();
  });
}

describe('browsers are told', () => {
  it('by every answer of the API: keep nothing, frame nothing, guess no type', async () => {
    const citizen = await newCitizen(world, 'h5');
    const cookie = citizen.cookie();
    for (const path of ['/api/orders', '/api/accounts', '/api/sessions', '/api/catalogue', '/api/nothing', '/api/orders/unknown-unknown-unknown']) {
      const { headers } = await raw(world.origin, path, { cookie });
      expect([path, headers['cache-control'], headers['x-content-type-options'], headers['content-security-policy']]).toEqual([
        path,
        'no-store',
        'nosniff',
        "default-src 'none'; frame-ancestors 'none'",
      ]);
      expect(headers['content-type']).toMatch(/^application\/json/);
      for (const name of ['access-control-allow-origin', 'access-control-allow-credentials', 'server', 'x-powered-by'])
        expect(headers[name]).toBeUndefined();
    }
  });

  it('by the suite’s pages: our own scripts alone, no frame, no plugin, little of where one came from', async () => {
    for (const path of ['/', '/index.html', '/pages/cashier/index?orders=1', '/anything']) {
      const { headers, body, status } = await raw(world.origin, path);
      const policy = String(headers['content-security-policy']);
      expect([status, headers['x-content-type-options'], headers['referrer-policy']]).toEqual([200, 'nosniff', 'strict-origin-when-cross-origin']);
      for (const rule of ["script-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'", "default-src 'self'"])
        expect(policy.split('; ')).toContain(rule);
      expect(policy).not.toMatch(/script-src[^;]*(unsafe|\*|data:)/);
      // Nothing in the page that this policy would have to allow.
      expect(body).not.toMatch(/<script(?![^>]*\bsrc=)/);
      expect(body).not.toMatch(/\son\w+=|javascript:/i);
    }
  });

  it('by every file of the suite: no frame, no guessing', async () => {
    const { body } = await raw(world.origin, '/');
    const files = [...body.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] as string);
    expect(files.length).toBeGreaterThan(2);
    for (const path of [...files, '/healthz', '/nothing.js']) {
      const { headers } = await raw(world.origin, path);
      expect([path, headers['x-content-type-options'], headers['content-security-policy']]).toEqual([
        path,
        'nosniff',
        expect.stringContaining("frame-ancestors 'none'"),
      ]);
    }
  });

  it('by a receipt’s page: no script at all', async () => {
    const { headers, status } = await raw(world.origin, '/verify/RYF1.x.y');
    expect([status, headers['content-security-policy'], headers['cache-control']]).toEqual([
      404,
      expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'/),
      'no-store',
    ]);
  });

  it('to come by TLS only, where they came by TLS', async () => {
    expect((await raw(behindTls.origin, '/api/catalogue')).headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains');
    expect((await raw(world.origin, '/api/catalogue')).headers['strict-transport-security']).toBeUndefined();
  });
});

describe('the session’s cookie', () => {
  it('is for this host, by TLS, for no script, and gone after signing out', async () => {
    const phone = '13400000001';
    await read(await request(behindTls.origin, 'sendSmsCode', { phone }));
    const entered = await request(behindTls.origin, 'signInSms', { phone, code: await world.twin.smsCode(phone) });
    const set = entered.headers.get('set-cookie') ?? '';
    expect(set).toMatch(/^__Host-rongyifu_session=[\w-]{43}; Max-Age=7776000; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const cookie = set.split(';')[0] as string;
    expect(await entered.json()).toMatchObject({ token: null });
    expect((await request(behindTls.origin, 'orders', {}, { cookie })).status).toBe(200);
    // A cookie without the prefix may have been planted by another host of the domain.
    expect((await request(behindTls.origin, 'orders', {}, { cookie: cookie.replace('__Host-', '') })).status).toBe(401);
    const left = await request(behindTls.origin, 'signOut', {}, { cookie, origin: 'https://pay.example' });
    expect(left.headers.get('set-cookie')).toMatch(/^__Host-rongyifu_session=; Max-Age=0/);
    expect((await request(behindTls.origin, 'orders', {}, { cookie })).status).toBe(401);
  });

  it.each([
    ['names another site', { origin: 'https://evil.example' }, 403],
    ['hides its site', { origin: 'null' }, 403],
    ['names no origin but was started elsewhere', { 'sec-fetch-site': 'cross-site' }, 403],
    ['names the same host without TLS', { origin: 'http://pay.example' }, 403],
    ['names the address it asks, which is not the public one', { origin: 'http://127.0.0.1', host: '127.0.0.1' }, 403],
    ['comes from our own page', { origin: 'https://pay.example', 'sec-fetch-site': 'same-origin' }, 401],
  ])('does nothing for a request that %s', async (_, headers, status) => {
    const answer = await raw(
      behindTls.origin,
      '/api/sessions',
      { cookie: `__Host-rongyifu_session=${'a'.repeat(43)}`, ...headers } as Record<string, string>,
      'DELETE',
    );
    expect(answer.status).toBe(status);
  });
});

describe('who asks', () => {
  const limited = async (forwarded: string | undefined, origin = behindTls.origin) => {
    const { db } = world.gateway.context;
    await db.rows('delete from rate_windows');
    const answer = await fetch(`${origin}/api/sessions/wechat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(forwarded && { 'x-forwarded-for': forwarded }) },
      body: '{"code":"made-up"}',
    });
    expect(answer.status).toBe(401);
    return db.rows<{ key: Buffer }>('select key from rate_windows').then((rows) => rows[0]?.key.toString('hex'));
  };
  const keyOf = (ip: string) => world.gateway.context.vault.index('rate', 'login_per_ip', ip).toString('hex');

  it('is the peer, whatever a header says, unless the peer is a proxy of ours', async () => {
    expect(await limited('203.0.113.9', world.origin)).toBe(keyOf('127.0.0.1'));
    expect(await limited('203.0.113.9')).toBe(keyOf('203.0.113.9'));
  });

  it('is the last address that is no proxy of ours: what stands before it may be invented', async () => {
    expect(await limited('198.51.100.1, 203.0.113.9, 10.1.2.3')).toBe(keyOf('203.0.113.9'));
    expect(await limited('203.0.113.9, nonsense')).toBe(keyOf('127.0.0.1'));
    expect(await limited(undefined)).toBe(keyOf('127.0.0.1'));
    expect(await limited('::ffff:203.0.113.9')).toBe(keyOf('203.0.113.9'));
  });

  it('is read from settings that make sense', () => {
    for (const wrong of ['proxy', '10.0.0.0/33', '10.0.0.0/0', '1.2.3.4/x'])
      expect(() => readConfig({ ...world.env, TRUSTED_PROXIES: wrong })).toThrow('TRUSTED_PROXIES must be');
  });
});

describe('a request that no honest client sends', () => {
  it.each([
    '/..%2f..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/../../package.json',
    '/js/..%5c..%5c..%5cpackage.json',
    '//etc/passwd',
    '/%00',
    '/js/%2e%2e%2f%2e%2e%2fserver%2fmain.js',
    '/.env',
    '/.git/config',
  ])('finds no file outside the suite by %s', async (path) => {
    const { body, status } = await raw(world.origin, path);
    expect(status).toBeLessThan(500);
    expect(body).not.toMatch(/"dependencies"|root:|repositoryformatversion|createServer/);
  });

  it.each([
    '/api/orders/%00',
    '/api/orders/..%2f..%2fsessions',
    '/api/orders/%',
    '/api//orders',
    '/api/orders/%E4%BD%A0%E5%A5%BD',
    `/api/orders/${'a'.repeat(4000)}`,
  ])('is answered as a problem at %s', async (path) => {
    const citizen = await newCitizen(world, 'h5');
    const { status, body } = await raw(world.origin, path, { cookie: citizen.cookie() });
    expect([400, 404]).toContain(status);
    expect(JSON.parse(body)).toMatchObject({ error: { code: expect.stringMatching(/bad_request|not_found/) } });
  });

  it('injects no header into a redirect', async () => {
    for (const path of [
      '/api/returns/wechat/AAAAAAAA%0d%0aSet-Cookie:%20x=y',
      '/api/links/wechat?state=%0d%0aX: y&code=1',
      '/api/returns/wechat/https:%2f%2fevil.example',
    ]) {
      const { headers, status } = await raw(world.origin, path.replaceAll(' ', '%20'));
      expect([303, 404]).toContain(status);
      expect(headers['set-cookie']).toBeUndefined();
      expect(headers.location ?? '/').toMatch(/^\/(?!\/)/);
    }
  });

  it.each(['TRACE', 'CONNECT-ME', 'PROPFIND'])('uses the method %s and gets nothing of itself back', async (method) => {
    const { status, body } = await raw(world.origin, '/api/orders', { cookie: 'secret=1' }, method).catch(() => ({ status: 400, body: '' }));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).not.toContain('secret=1');
  });

  it('leads nowhere else by its Host', async () => {
    const { headers, status } = await raw(world.origin, '/api/returns/wechat/AAAAAAAA', { host: 'evil.example' });
    expect([status, headers.location]).toEqual([303, '/pages/result/index?payment=AAAAAAAA']);
  });

  it('is cut off when it smuggles, or says two lengths', async () => {
    const { hostname, port } = new URL(world.origin);
    const say = (text: string) =>
      new Promise<string>((done) => {
        let heard = '';
        const socket = connect(Number(port), hostname, () => socket.end(text));
        socket.on('data', (chunk) => {
          heard += chunk.toString();
        });
        socket.on('close', () => done(heard));
        socket.on('error', () => done(heard));
      });
    const head = 'POST /api/sms-codes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    expect(await say(`${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/catalogue HTTP/1.1\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400/,
    );
    expect(await say(`${head}Content-Length: 4\r\nContent-Length: 5\r\n\r\n{}{}`)).toMatch(/^HTTP\/1\.1 400/);
    expect(await say(`${head}X-Bad: a\0b\r\nContent-Length: 2\r\n\r\n{}`)).toMatch(/^HTTP\/1\.1 400/);
  });

  it('says one field twice in its address', async () => {
    const citizen = await newCitizen(world, 'h5');
    expect((await raw(world.origin, '/api/orders?before=1.AAAAAAAAA&before=2.AAAAAAAAA', { cookie: citizen.cookie() })).status).toBe(400);
  });

  it('is refused by its size before all of it is there, also when it hides its length', async () => {
    const big = async (headers: Record<string, string>) => {
      const body = new ReadableStream({
        start(controller) {
          for (let i = 0; i < 64; i++) controller.enqueue(new TextEncoder().encode('x'.repeat(1024)));
          controller.close();
        },
      });
      return fetch(`${world.origin}/api/sms-codes`, { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
    };
    expect((await big({ 'content-type': 'application/json' })).status).toBe(413);
    expect((await big({ 'content-type': 'text/plain' })).status).toBe(413);
  });
});
