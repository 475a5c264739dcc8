import type { Hono } from 'hono';
import { underFaults } from '../common/faults';
import type { Ctx, Env } from '../common/http';
import type { Twin } from '../twin';
import { actOnAppPage, openInApp, orderInApp } from './app';
import { giveBack, queryTransaction } from './back';
import { actAtCashier, openCashier } from './cashier';
import { giveFile } from './files';
import { readFields, UnionpayError } from './request';
import { giveSdk, giveZepto } from './sdk';
import { type Fields, writeRaw } from './signature';
import { echo, sealed } from './view';

/** gateway.95516.com/gateway/api/*.do as the gateway uses it, and the twin's own page behind it. */
export function unionpayRoutes(app: Hono<Env>, twin: Twin): void {
  app.post('/gateway/api/frontTransReq.do', (c) => openCashier(twin, c));
  app.post('/gateway/api/appTransReq.do', (c) => answered(twin, c, 'appTransReq.do', orderInApp));
  app.post('/gateway/api/queryTrans.do', (c) => answered(twin, c, 'queryTrans.do', queryTransaction));
  app.post('/gateway/api/backTransReq.do', (c) => answered(twin, c, 'backTransReq.do', giveBack));
  app.post('/filedownload', (c) => answered(twin, c, 'filedownload', giveFile));
  app.post('/unionpay/cashier/:id', (c) => actAtCashier(twin, c));
  app.get('/unionpay/app/:tn', (c) => openInApp(twin, c));
  app.post('/unionpay/app/:tn', (c) => actOnAppPage(twin, c));
  app.get('/s/open/js/zepto.js', () => giveZepto());
  app.get('/s/open/js/upsdk.js', (c) => giveSdk(c));
}

type Operation = (twin: Twin, fields: Fields) => Promise<Record<string, string>>;

async function answered(twin: Twin, c: Ctx, name: string, operate: Operation): Promise<Response> {
  const fields = await readFields(c);
  const operation = `${name} ${fields.txnType ?? ''}`;
  const refuse = (status: number) => new Response('busy', { status });
  return underFaults(twin.faults, 'unionpay', operation, c, refuse, async () => {
    const outcome = await operate(twin, fields).catch((error: unknown) => {
      if (!(error instanceof UnionpayError)) throw error;
      // That refusals are signed like everything else is an assumption [M]: some real ones are bare text.
      return { ...echo(fields), respCode: error.respCode, respMsg: error.respMsg };
    });
    const isBare = twin.faults.takeProbe('unionpay', operation);
    return new Response(writeRaw(isBare ? outcome : sealed(twin, outcome)), { headers: { 'content-type': 'text/html;charset=UTF-8' } });
  });
}
