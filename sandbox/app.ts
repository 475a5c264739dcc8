import { Hono } from 'hono';
import { agencyRoutes } from './agency/routes';
import { alipayManner } from './alipay/callback';
import { closeExpired } from './alipay/payment';
import { alipayRoutes } from './alipay/routes';
import { type Env, json } from './common/http';
import { controlRoutes } from './control/routes';
import { endDueRefunds } from './notices/refunds-due';
import { smsRoutes } from './sms/routes';
import type { Twin } from './twin';
import { unionpayManner } from './unionpay/callback';
import { tellUnionpayRefund } from './unionpay/payment';
import { unionpayRoutes } from './unionpay/routes';
import { wechatManner } from './wechat/callback';
import { tellWechatRefund } from './wechat/refunds';
import { wechatRoutes } from './wechat/routes';

// The twin keeps its own hand on the wire: it shares no signing or parsing with the gateway, so that both must agree
// with the providers and not merely with each other. "protocols 1.5" in comments names a section of the project's
// collected wire facts; the letter after it says how sure they are: [V] public test vector, [S] an SDK's source,
// [D] official manual, [C] community thread, [M] memory only, that is an assumption.

/** All counterparts under one origin, on their real paths, and the desk's manners of telling. */
export function createApp(twin: Twin): Hono<Env> {
  const app = new Hono<Env>();
  wechatRoutes(app, twin);
  alipayRoutes(app, twin);
  unionpayRoutes(app, twin);
  agencyRoutes(app, twin);
  smsRoutes(app, twin);
  controlRoutes(app, twin);
  app.notFound(() => json(404, { error: 'not found' }));
  app.onError((error, c) => {
    process.stderr.write(`twin: ${c.req.method} ${c.req.path}: ${error.stack ?? error.message}\n`);
    return json(500, { code: 'SYSTEM_ERROR', message: 'twin error' });
  });
  twin.notices.register('wechat', wechatManner(twin));
  twin.notices.register('alipay', alipayManner(twin));
  twin.notices.register('unionpay', unionpayManner(twin));
  twin.notices.everyTick(endDueRefunds(twin, { wechat: tellWechatRefund(twin), unionpay: tellUnionpayRefund(twin) }));
  twin.notices.everyTick(closeExpired(twin));
  return app;
}
