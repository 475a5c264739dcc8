import type { Hono } from 'hono';
import type { Env } from '../common/http';
import type { Twin } from '../twin';
import { downloadBill, tradeBill } from './bills';
import { WechatError } from './errors';
import { guarded } from './guard';
import { codeToSession } from './platform/login';
import { prepay } from './prepay';
import { queryRefund, refund } from './refunds';
import { closeTrade, queryTrade } from './trades';

/** The paths of api.mch.weixin.qq.com and api.weixin.qq.com that the gateway uses. */
export function wechatRoutes(app: Hono<Env>, twin: Twin): void {
  app.get('/sns/jscode2session', (c) => codeToSession(twin, c));
  app.post(
    '/v3/pay/transactions/jsapi',
    guarded(twin, (_c, body) => prepay(twin, body)),
  );
  app.get(
    '/v3/pay/transactions/out-trade-no/:no',
    guarded(twin, (c) => queryTrade(twin, 'out_trade_no', c.req.param('no') ?? '', c.req.query('mchid'))),
  );
  app.get(
    '/v3/pay/transactions/id/:no',
    guarded(twin, (c) => queryTrade(twin, 'trade_no', c.req.param('no') ?? '', c.req.query('mchid'))),
  );
  app.post(
    '/v3/pay/transactions/out-trade-no/:no/close',
    guarded(twin, (c, body) => closeTrade(twin, c.req.param('no') ?? '', body)),
  );
  app.post(
    '/v3/refund/domestic/refunds',
    guarded(twin, (_c, body) => refund(twin, body)),
  );
  app.get(
    '/v3/refund/domestic/refunds/:no',
    guarded(twin, (c) => queryRefund(twin, c.req.param('no') ?? '')),
  );
  app.get(
    '/v3/bill/tradebill',
    guarded(twin, (c) => tradeBill(twin, c)),
  );
  app.get('/v3/billdownload/file', (c) => downloadBill(twin, c));
  app.all('/v3/*', () => new WechatError(404, 'RESOURCE_NOT_EXISTS', '请求的资源不存在').answer());
}
