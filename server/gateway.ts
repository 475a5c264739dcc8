import { type ServerType, serve } from '@hono/node-server';
import pino, { type Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createApp } from './app';
import { alipayChannel } from './channels/alipay/channel';
import { alipayClient } from './channels/alipay/client';
import { unionpayChannel } from './channels/unionpay/channel';
import { wechatChannel } from './channels/wechat/channel';
import type { Config } from './config';
import type { Context } from './context';
import { type Database, migrate, openDatabase } from './database/database';
import { bookGauges } from './metrics/books';
import { serveMetrics } from './metrics/endpoint';
import { createMeter, type Meter, noMeter } from './metrics/meter';
import { alipayPlatform } from './platforms/alipay';
import { smsSender } from './platforms/sms';
import { wechatPlatform } from './platforms/wechat';
import { createProviders } from './providers';
import { createReceiptSigner } from './receipts/signer';
import { createVault } from './security/vault';
import { startWorker, type Worker } from './worker';

export interface Gateway {
  readonly context: Context;
  /** Finishes the requests and the work that are running, then closes. */
  stop(): Promise<void>;
}

export interface GatewayOptions {
  /** tests give one that they can move */
  readonly clock?: () => Date;
  readonly log?: Logger;
  /** false: only serves requests, whatever `Config.role` says */
  readonly worker?: boolean;
}

/** What is taken out of every line: a driver's error may hold settings, or the row that it did not like. */
const redact = ['err.config', 'err.detail', 'err.where', 'req'];

/**
 * Starts the gateway: database up to date, worker running, listening.
 * @throws when the port is taken (`EADDRINUSE`) or the database cannot be reached
 */
export async function startGateway(config: Config, options: GatewayOptions = {}): Promise<Gateway> {
  const log = options.log ?? pino({ base: null, redact });
  const db = openDatabase(config.database_url);
  try {
    await migrate(db);
    return await listen(config, db, log, options);
  } catch (error) {
    await db.close();
    throw error;
  }
}

async function listen(config: Config, db: Database, log: Logger, options: GatewayOptions): Promise<Gateway> {
  let worker: Worker | undefined;
  const registry = config.metrics ? new Registry() : null;
  const context = createContext(config, db, {
    log,
    clock: options.clock,
    meter: registry ? createMeter(registry) : noMeter,
    wake: (work) => worker?.wake(work),
  });
  const undo: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    if (config.role !== 'worker') undo.push(await serveApp(context));
    if (registry && config.metrics) undo.push(await serveMetrics(context, registry, everything(context, registry), config.metrics));
  } catch (error) {
    await stop();
    throw error;
  }
  if (config.role !== 'web' && options.worker !== false) {
    worker = startWorker(context);
    undo.unshift(worker.stop);
  }
  undo.unshift(db.close);
  return { context, stop };
}

/** Everything a handler or an operator's command needs, without listening or working. Makes no connection by itself. */
export function createContext(
  config: Config,
  db: Database,
  options: { log: Logger; clock?: (() => Date) | undefined; meter?: Meter; wake?: Context['wake'] },
): Context {
  const clock = options.clock ?? (() => new Date());
  return {
    config,
    db,
    vault: createVault(config.keys),
    clock,
    log: options.log,
    channels: createChannels(config, clock),
    providers: createProviders(config, clock),
    logins: createLogins(config, clock),
    receipts: createReceiptSigner(config.keys.receipt),
    meter: options.meter ?? noMeter,
    wake: options.wake ?? (() => {}),
  };
}

/** The process's own numbers (event loop, memory, collections) beside what the books say. */
function everything(context: Context, registry: Registry): () => Promise<void> {
  collectDefaultMetrics({ register: registry });
  return bookGauges(context, registry);
}

/** @returns what closes it: requests that run come to their end */
async function serveApp(context: Context): Promise<() => Promise<void>> {
  let ready = true;
  const app = createApp(context, () => ready);
  const { host, port } = context.config;
  const server = await new Promise<ServerType>((resolve, reject) => {
    const starting = serve({ fetch: app.fetch, hostname: host, port }, () => resolve(starting));
    starting.once('error', reject);
  });
  return async () => {
    ready = false;
    await closeServer(server);
  };
}

/** Lets the requests that run come to their end, for three seconds at most. */
function closeServer(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), 3000).unref();
  });
}

/** The adapters; replaying a notice needs some whose clock stands when it came. */
export function createChannels(config: Config, clock: () => Date): Context['channels'] {
  const notice = (channel: string) => `${config.notice_origin}/api/notices/${channel}`;
  const comeBack = (channel: string) => (payment: string) => `${config.public_origin}/api/returns/${channel}/${payment}`;
  const { wechat_pay, alipay, unionpay } = config;
  return {
    wechat: wechatChannel({
      baseUrl: wechat_pay.url,
      mchId: wechat_pay.mch_id,
      appId: config.wechat.app_id,
      merchantKey: wechat_pay.merchant_key,
      merchantSerial: wechat_pay.merchant_serial,
      apiV3Key: wechat_pay.api_v3_key,
      verifiers: new Map([[wechat_pay.public_key_id, wechat_pay.public_key]]),
      notifyUrl: notice('wechat'),
      refundNotifyUrl: notice('wechat'),
      clock,
    }),
    alipay: alipayChannel({
      ...alipayClientSettings(alipay, clock),
      sellerId: alipay.seller_id,
      notifyUrl: notice('alipay'),
      returnUrl: comeBack('alipay'),
    }),
    unionpay: unionpayChannel({
      baseUrl: unionpay.url,
      fileUrl: unionpay.file_url,
      merId: unionpay.mer_id,
      key: unionpay.key,
      certId: unionpay.cert_id,
      rootCertificate: unionpay.root,
      middleCertificate: unionpay.middle,
      backUrl: notice('unionpay'),
      frontUrl: comeBack('unionpay'),
      clock,
    }),
  };
}

function createLogins(config: Config, clock: () => Date): Context['logins'] {
  return {
    wechat: wechatPlatform({ baseUrl: config.wechat.api_url, appId: config.wechat.app_id, secret: config.wechat.app_secret }),
    alipay: alipayPlatform(alipayClient(alipayClientSettings(config.alipay, clock))),
    sms: smsSender({ url: config.sms.url, appId: config.sms.app_id, secret: config.sms.secret, clock }),
  };
}

function alipayClientSettings(alipay: Config['alipay'], clock: () => Date) {
  return { gatewayUrl: alipay.url, appId: alipay.app_id, appKey: alipay.app_key, alipayPublicKey: alipay.public_key, clock };
}
