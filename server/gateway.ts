import { type ServerType, serve } from '@hono/node-server';
import pino, { type Logger } from 'pino';
import { createApp } from './app';
import { alipayChannel } from './channels/alipay/channel';
import { alipayClient } from './channels/alipay/client';
import { unionpayChannel } from './channels/unionpay/channel';
import { wechatChannel } from './channels/wechat/channel';
import type { Config } from './config';
import type { Context } from './context';
import { type Database, migrate, openDatabase } from './database/database';
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
  /** a gateway without its worker only serves requests */
  readonly worker?: boolean;
}

/**
 * Starts the gateway: database up to date, worker running, listening.
 * @throws when the port is taken (`EADDRINUSE`) or the database cannot be reached
 */
export async function startGateway(config: Config, options: GatewayOptions = {}): Promise<Gateway> {
  const log = options.log ?? pino({ base: null, redact: ['err.config', 'req'] });
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
  const clock = options.clock ?? (() => new Date());
  let worker: Worker | undefined;
  const context: Context = {
    config,
    db,
    vault: createVault(config.keys),
    clock,
    log,
    channels: createChannels(config, clock),
    providers: createProviders(config, clock),
    logins: createLogins(config, clock),
    receipts: createReceiptSigner(config.keys.receipt),
    wake: (work) => worker?.wake(work),
  };
  let ready = false;
  const app = createApp(context, () => ready);
  const server = await new Promise<ServerType>((resolve, reject) => {
    const starting = serve({ fetch: app.fetch, hostname: config.host, port: config.port }, () => resolve(starting));
    starting.once('error', reject);
  });
  if (options.worker !== false) worker = startWorker(context);
  ready = true;
  return {
    context,
    async stop() {
      ready = false;
      await closeServer(server);
      await worker?.stop();
      await db.close();
    },
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

function createChannels(config: Config, clock: () => Date): Context['channels'] {
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
