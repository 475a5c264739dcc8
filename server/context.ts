import type { Logger } from 'pino';
import type { ChannelId } from '../src/contract/order';
import type { Channel } from './channels/channel';
import type { Logins } from './citizens/logins';
import type { Config } from './config';
import type { Database } from './database/database';
import type { Meter } from './metrics/meter';
import type { Providers } from './providers';
import type { ReceiptSigner } from './receipts/signer';
import type { Vault } from './security/vault';

/** Everything a handler or a worker needs, made once in `gateway.ts`. */
export interface Context {
  readonly config: Config;
  readonly db: Database;
  readonly vault: Vault;
  /** the only source of "now" */
  readonly clock: () => Date;
  readonly log: Logger;
  readonly channels: Readonly<Record<ChannelId, Channel>>;
  readonly providers: Providers;
  readonly logins: Logins;
  readonly receipts: ReceiptSigner;
  /** counts what operators watch; personal data never comes here */
  readonly meter: Meter;
  /** Tells the worker that something of this kind is due now, so that it need not wait for its next look. */
  readonly wake: (work: 'payments' | 'fulfilments' | 'refunds' | 'holds' | 'cancellations') => void;
}

/** A signed-in citizen, as handlers get it. */
export interface Citizen {
  readonly id: string;
  readonly bucket: number;
  readonly session: string;
  readonly surface: 'weapp' | 'alipay' | 'h5';
}
