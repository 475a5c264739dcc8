import { Hono } from 'hono';
import { channels } from '../src/contract/order';
import { Problem } from '../src/contract/problem';
import { type RouteName, routes } from '../src/contract/routes';
import type { Context } from './context';
import { answerProblem, enter, type Handler, readBody } from './http/door';
import { handlers } from './http/handlers';
import { comeBackLinked } from './http/links';
import { h5Suite } from './http/suite';
import { trace, traced } from './http/trace';
import { verifyPage } from './http/verify-page';
import { isTls } from './http/visitor';
import { takeNotice } from './payments/notices';
import { isDay, listProofs, readProof, viewProof } from './reconciliation';

/** A notice is a few kilobytes; UnionPay's carry a certificate. */
const MOST_NOTICE_BYTES = 64 * 1024;

/** The gateway's HTTP side: `/api/*` for citizens, `/api/notices/*` for channels, `/verify/*` for anyone, and the H5 suite. */
export function createApp(ctx: Context, ready: () => boolean): Hono {
  const app = new Hono();
  app.use(traced(ctx));
  app.use(async (http, next) => {
    // Before the answer is made: one whose headers change afterwards is copied and sent as a stream, at several times the work.
    http.header('X-Content-Type-Options', 'nosniff');
    http.header('Referrer-Policy', 'strict-origin-when-cross-origin');
    // The proxy before us does TLS; what citizens reach by TLS they never reach without.
    if (isTls(ctx.config)) http.header('Strict-Transport-Security', 'max-age=63072000; includeSubDomains');
    if (http.req.path.startsWith('/api/')) http.header('Cache-Control', 'no-store');
    // What is no page is data: nothing in it may run, load or be framed, whatever a browser takes it for.
    http.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
    await next();
  });
  app.get('/healthz', (http) => (ready() ? http.text('ok') : http.text('starting', 503)));

  for (const name of Object.keys(routes) as RouteName[]) {
    const { method, path } = routes[name];
    app.on(method, `/api${path}`, (http) => enter(name, handlers[name] as Handler<typeof name>, ctx, http));
  }

  for (const channel of channels) {
    app.post(`/api/notices/${channel}`, async (http) => {
      trace(http, { route: `notice_${channel}` });
      try {
        const body = await readBody(http, MOST_NOTICE_BYTES);
        const headers = Object.fromEntries(http.req.raw.headers.entries());
        const answer = await takeNotice(ctx, channel, { headers, body });
        return http.body(answer.body, answer.status as 200, { 'Content-Type': answer.type });
      } catch (error) {
        return answerProblem(ctx, http, error);
      }
    });
    // Browsers come back here from a wallet, by GET or (UnionPay) by a cross-site POST that carries no cookie. What they bring
    // is a hint at best and is not read: the result page asks the gateway.
    app.on(['GET', 'POST'], `/api/returns/${channel}/:payment`, (http) => {
      const payment = http.req.param('payment');
      trace(http, { route: `return_${channel}` });
      return /^[A-Z0-9]{8,32}$/.test(payment) ? http.redirect(`/pages/result/index?payment=${payment}`, 303) : http.redirect('/', 303);
    });
  }

  for (const channel of ['wechat', 'alipay'] as const) app.get(`/api/links/${channel}`, (http) => comeBackLinked(ctx, http, channel));

  app.get('/api/receipt-keys', (http) => http.json({ keys: [{ id: ctx.receipts.key.id, algorithm: 'Ed25519', pem: ctx.receipts.key.pem }] }));
  // For anyone: what was booked and what is still open, without anything personal. docs/reconciliation.md
  app.get('/api/proofs', async (http) => {
    trace(http, { route: 'proofs' });
    return http.json({ proofs: await listProofs(ctx.db) });
  });
  app.get('/api/proofs/:day', async (http) => {
    trace(http, { route: 'proof' });
    const day = http.req.param('day');
    const proof = isDay(day) ? await readProof(ctx.db, day) : undefined;
    return proof ? http.json(viewProof(proof)) : answerProblem(ctx, http, new Problem('not_found'));
  });
  app.get('/verify/:code', (http) => {
    trace(http, { route: 'verify' });
    return verifyPage(ctx, http);
  });
  app.all('/api/*', (http) => answerProblem(ctx, http, new Problem('not_found')));
  if (ctx.config.h5_folder) h5Suite(app, ctx.config.h5_folder, ctx.config.unionpay.sdk_urls);
  app.onError((error, http) => answerProblem(ctx, http, error));
  return app;
}
