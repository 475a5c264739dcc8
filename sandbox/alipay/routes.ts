import type { Hono } from 'hono';
import type { Ctx, Env } from '../common/http';
import type { Twin } from '../twin';
import { authorize } from './authorize';
import { downloadBill } from './bills';
import { actAtCashier, openCashier } from './cashier';
import { callMethod } from './gateway';
import { readFields } from './request';

/** The one address of openapi.alipay.com, for servers and browsers alike, and the twin's own page behind it. */
export function alipayRoutes(app: Hono<Env>, twin: Twin): void {
  const gateway = async (c: Ctx) => {
    const { method } = await readFields(c);
    return method === 'alipay.trade.wap.pay' ? openCashier(twin, c) : callMethod(twin, c);
  };
  app.get('/gateway.do', gateway);
  app.post('/gateway.do', gateway);
  app.get('/oauth2/publicAppAuthorize.htm', (c) => authorize(twin, c));
  app.get('/downloadBillFile.resource', (c) => downloadBill(twin, c));
  app.post('/alipay/cashier/:id', (c) => actAtCashier(twin, c));
}
