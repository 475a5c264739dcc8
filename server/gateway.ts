import { type ServerType, serve } from '@hono/node-server';
import pino, { type Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createApp } from './app';
import { alipayApps } from './channels/alipay/apps';
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
import { alipayWeb, wechatWeb } from './platforms/web';
import { wechatPlatform } from './platforms/wechat';
import { createProviders } from './providers';
import { createReceiptSigner } from './receipts/signer';
import { checkKeys } from './security/rotation/known-keys';
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
 * @throws when the port is taken (`EADDRINUSE`), the database cannot be reached, or a key is missing that its rows need
 */
export async function startGateway(config: Config, options: GatewayOptions = {}): Promise<Gateway> {
  // Lines go out some at a time and behind the work's back, at the latest after a moment; an exit flushes them, only a kill may take some.
  const log = options.log ?? pino({ base: null, redact }, pino.destination({ sync: false, minLength: 4096, periodicFlush: 200 }));
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
  await checkKeys(context);
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

/**
 * The adapters; replaying a notice needs some whose clock stands when it came.
 * @param wallClock what tells the real time, where `clock` does not
 */
export function createChannels(config: Config, clock: () => Date, wallClock = clock): Context['channels'] {
  const notice = (channel: string) => `${config.notice_origin}/api/notices/${channel}`;
  const comeBack = (channel: string) => (payment: string) => `${config.public_origin}/api/returns/${channel}/${payment}`;
  const { wechat_pay, alipay, unionpay } = config;
  return {
    wechat: wechatChannel({
      baseUrl: wechat_pay.url,
      mchId: wechat_pay.mch_id,
      merchantKey: wechat_pay.merchant_key,
      merchantSerial: wechat_pay.merchant_serial,
      apiV3Key: wechat_pay.api_v3_key,
      verifiers: wechat_pay.public_keys,
      certificates: wechat_pay.certificates,
      wallClock,
      notifyUrl: notice('wechat'),
      refundNotifyUrl: notice('wechat'),
      returnUrl: comeBack('wechat'),
      clock,
    }),
    alipay: alipayApps(
      [alipay, config.alipay_web]
        .flatMap((app) => (app ? [app] : []))
        .map((app) => ({
          appId: app.app_id,
          channel: alipayChannel({
            ...alipayClientSettings({ ...app, url: alipay.url }, clock),
            sellerId: alipay.seller_id,
            notifyUrl: notice('alipay'),
            returnUrl: comeBack('alipay'),
          }),
        })),
    ),
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
      scripts: unionpay.sdk_urls,
      clock,
    }),
  };
}

function createLogins(config: Config, clock: () => Date): Context['logins'] {
  const { wechat_mp, alipay_web } = config;
  return {
    web: {
      wechat:
        wechat_mp &&
        wechatWeb({ oauthUrl: wechat_mp.oauth_url, baseUrl: config.wechat.api_url, appId: wechat_mp.app_id, secret: wechat_mp.app_secret }),
      alipay: alipay_web && alipayWeb(alipay_web, alipayClient(alipayClientSettings({ ...alipay_web, url: config.alipay.url }, clock))),
    },
    wechat: wechatPlatform({ baseUrl: config.wechat.api_url, appId: config.wechat.app_id, secret: config.wechat.app_secret }),
    alipay: alipayPlatform(alipayClient(alipayClientSettings(config.alipay, clock))),
    sms: smsSender({ url: config.sms.url, appId: config.sms.app_id, secret: config.sms.secret, clock }),
  };
}

function alipayClientSettings(alipay: Pick<Config['alipay'], 'url' | 'app_id' | 'app_key' | 'trust'>, clock: () => Date) {
  return { gatewayUrl: alipay.url, appId: alipay.app_id, appKey: alipay.app_key, trust: alipay.trust, clock };
}
