import type { Inside } from '../contract/inside';
import type { ChannelId, PayRequest } from '../contract/order';

/**
 * What a wallet said when it closed. Never proof: only the gateway, which asks the channel, knows whether money moved.
 * `left`: the browser is on its way to the wallet's own page and this program ends here.
 */
export type WalletHint = 'done' | 'cancelled' | 'failed' | 'unclear' | 'left';

/** The one place where the platforms' payment differs; a file for each platform fills it. */
export interface Wallet {
  /** channels whose wallet can open here, the platform's own first */
  readonly channels: readonly [ChannelId, ...ChannelId[]];
  /** what the web runs inside; absent in mini-programs */
  readonly inside?: Inside;
  /** Goes where the app around the page says who pays, and comes back to the cashier; absent where signing in said it. */
  authorize?(url: string): void;
  /** Opens the wallet with what the gateway signed. Never throws for what the citizen or the wallet did. */
  open(request: PayRequest): Promise<WalletHint>;
}
