import type { Inside } from '../../src/contract/inside';
import type { ChannelId, Surface } from '../../src/contract/order';
import type { Config } from '../config';
import { wayOf } from './way';

const config = {
  wechat: { app_id: 'mini' },
  wechat_mp: { app_id: 'mp' },
  alipay: { app_id: 'ali-mini' },
  alipay_web: { app_id: 'ali-web' },
  unionpay: { mer_id: 'mer' },
} as unknown as Config;
const bare = { ...config, wechat_mp: null, alipay_web: null };

describe('how a wallet opens', () => {
  it.each<[Surface, Inside | undefined, ChannelId, string, string]>([
    ['weapp', undefined, 'wechat', 'mini', 'signed_in'],
    ['alipay', undefined, 'alipay', 'ali-mini', 'signed_in'],
    ['h5', undefined, 'wechat', 'mp', 'in_wallet'],
    ['h5', 'browser', 'alipay', 'ali-mini', 'in_wallet'],
    ['h5', 'browser', 'unionpay', 'mer', 'in_wallet'],
    ['h5', 'wechat', 'wechat', 'mp', 'linked'],
    ['h5', 'alipay', 'alipay', 'ali-web', 'linked'],
    ['h5', 'unionpay', 'unionpay', 'mer', 'in_wallet'],
  ])('%s inside %s, %s: app %s, payer %s', (surface, inside, channel, app, payer) => {
    const expected = surface === 'h5' ? (inside ?? 'browser') : null;
    expect(wayOf(config, surface, inside, channel)).toEqual({ channel, surface, inside: expected, app, payer });
  });

  it.each<[Surface, Inside | undefined, ChannelId]>([
    ['weapp', undefined, 'alipay'],
    ['weapp', undefined, 'unionpay'],
    ['alipay', undefined, 'wechat'],
    ['h5', 'wechat', 'alipay'],
    ['h5', 'alipay', 'unionpay'],
    ['h5', 'unionpay', 'wechat'],
  ])('%s inside %s has no way for %s', (surface, inside, channel) => {
    expect(() => wayOf(config, surface, inside, channel)).toThrow('wallet_unavailable');
  });

  it('without an app for pages the app’s own browser has none, and WeChat’s page takes the mini-program’s', () => {
    expect(() => wayOf(bare, 'h5', 'wechat', 'wechat')).toThrow('wallet_unavailable');
    expect(() => wayOf(bare, 'h5', 'alipay', 'alipay')).toThrow('wallet_unavailable');
    expect(wayOf(bare, 'h5', 'browser', 'wechat').app).toBe('mini');
  });

  it('a mini-program is inside nothing', () => {
    expect(() => wayOf(config, 'weapp', 'wechat', 'wechat')).toThrow('bad_request');
  });
});
