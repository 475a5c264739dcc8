import type { Inside } from '../../src/contract/inside';
import type { ChannelId, Surface } from '../../src/contract/order';
import { Problem } from '../../src/contract/problem';
import type { Config } from '../config';

/** How a channel's wallet opens where the citizen is. Two tries the same way are one attempt. */
export interface Way {
  readonly channel: ChannelId;
  readonly surface: Surface;
  /** null in mini-programs */
  readonly inside: Inside | null;
  /** appid / app_id / merId that the attempt is made with */
  readonly app: string;
  /** who pays: who signed in with this app; who uses the app that this session's browser belongs to; or the wallet's page finds out */
  readonly payer: 'signed_in' | 'linked' | 'in_wallet';
}

/**
 * Decides by where the citizen is and what they chose. Inside an app only its own wallet opens: the others' pages are
 * blocked there.
 * @throws Problem `wallet_unavailable` where that channel has no way, `bad_request` when a mini-program claims to be inside a browser
 */
export function wayOf(config: Config, surface: Surface, inside: Inside | undefined, channel: ChannelId): Way {
  const way = surface === 'h5' ? webWay(config, inside ?? 'browser', channel) : miniWay(config, surface, channel);
  if (surface !== 'h5' && inside !== undefined) throw new Problem('bad_request', { field: 'inside' });
  if (!way) throw new Problem('wallet_unavailable');
  return { channel, surface, ...way };
}

type Rest = Pick<Way, 'inside' | 'app' | 'payer'>;

function miniWay(config: Config, surface: 'weapp' | 'alipay', channel: ChannelId): Rest | null {
  const own = surface === 'weapp' ? 'wechat' : 'alipay';
  return channel === own ? { inside: null, app: config[own].app_id, payer: 'signed_in' } : null;
}

function webWay(config: Config, inside: Inside, channel: ChannelId): Rest | null {
  if (inside === 'browser') return { inside, app: browserApp(config, channel), payer: 'in_wallet' };
  if (inside !== channel) return null;
  if (inside === 'unionpay') return { inside, app: config.unionpay.mer_id, payer: 'in_wallet' };
  const app = inside === 'wechat' ? config.wechat_mp : config.alipay_web;
  return app && { inside, app: app.app_id, payer: 'linked' };
}

/** WeChat's page takes any app that is bound to the merchant. */
function browserApp(config: Config, channel: ChannelId): string {
  if (channel === 'wechat') return config.wechat_mp?.app_id ?? config.wechat.app_id;
  return channel === 'alipay' ? config.alipay.app_id : config.unionpay.mer_id;
}

/** What attempts were made with before theirs was kept. */
export function firstApp(config: Config, channel: ChannelId): string {
  return channel === 'unionpay' ? config.unionpay.mer_id : config[channel].app_id;
}
