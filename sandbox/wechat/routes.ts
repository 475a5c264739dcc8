import type { Hono } from 'hono';
import type { Env } from '../common/http';
import type { Twin } from '../twin';
import { downloadBill, tradeBill } from './bills';
import { listCertificates } from './certificates';
import { WechatError } from './errors';
import { fundFlowBill } from './flow';
import { guarded } from './guard';
import { actOnPayPage, openPayPage } from './pay-page';
import { codeToSession } from './platform/login';
import { authorize, codeToToken } from './platform/web';
import { prepay, prepayPage } from './prepay';
import { queryRefund, refund } from './refunds';
import { closeTrade, queryTrade } from './trades';

/** The paths of api.mch.weixin.qq.com and api.weixin.qq.com that the gateway uses. */
export function wechatRoutes(app: Hono<Env>, twin: Twin): void {
  app.get('/sns/jscode2session', (c) => codeToSession(twin, c));
  app.get('/connect/oauth2/authorize', (c) => authorize(twin, c));
  app.get('/sns/oauth2/access_token', (c) => codeToToken(twin, c));
  app.post(
    '/v3/pay/transactions/jsapi',
    guarded(twin, (_c, body) => prepay(twin, body)),
  );
  app.post(
    '/v3/pay/transactions/h5',
    guarded(twin, (c, body) => prepayPage(twin, body, new URL(c.req.url).origin)),
  );
  app.get('/cgi-bin/mmpayweb-bin/checkmweb', (c) => openPayPage(twin, c));
  app.post('/cgi-bin/mmpayweb-bin/checkmweb/:id', (c) => actOnPayPage(twin, c));
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
  app.get(
    '/v3/bill/fundflowbill',
    guarded(twin, (c) => fundFlowBill(twin, c)),
  );
  app.get(
    '/v3/certificates',
    guarded(twin, async () => listCertificates(twin)),
  );
  app.get('/v3/billdownload/file', (c) => downloadBill(twin, c));
  app.all('/v3/*', () => new WechatError(404, 'RESOURCE_NOT_EXISTS', '请求的资源不存在').answer());
}
