import type { AlipayClient } from '../channels/alipay/client';
import type { WebLogin } from '../citizens/logins';
import { alipayPlatform } from './alipay';
import { onceForEachCode } from './code';
import { askWechat } from './wechat';

export interface WechatWebSettings {
  /** `https://open.weixin.qq.com/connect/oauth2/authorize` */
  readonly oauthUrl: string;
  /** `https://api.weixin.qq.com` */
  readonly baseUrl: string;
  /** the official account's */
  readonly appId: string;
  readonly secret: string;
}

/**
 * Who uses WeChat's browser, as the official account knows them. `snsapi_base` asks the person nothing and tells only the
 * openid. WeChat wants the parameters in this order and the fragment at the end. Source: WeChat, OAuth for web pages.
 */
export function wechatWeb({ oauthUrl, baseUrl, appId, secret }: WechatWebSettings): WebLogin {
  return {
    app: appId,
    codeField: 'code',
    authorizeUrl: (state, back) =>
      `${oauthUrl}?${new URLSearchParams({ appid: appId, redirect_uri: back, response_type: 'code', scope: 'snsapi_base', state })}#wechat_redirect`,
    exchangeCode: onceForEachCode((code) =>
      askWechat(baseUrl, '/sns/oauth2/access_token', { appid: appId, secret, code, grant_type: 'authorization_code' }),
    ),
  };
}

/** Who uses Alipay's browser, as the web application knows them; `auth_base` asks the person nothing. Source: Alipay, publicAppAuthorize. */
export function alipayWeb({ oauth_url, app_id }: { readonly oauth_url: string; readonly app_id: string }, client: AlipayClient): WebLogin {
  return {
    app: app_id,
    codeField: 'auth_code',
    authorizeUrl: (state, back) => `${oauth_url}?${new URLSearchParams({ app_id, scope: 'auth_base', redirect_uri: back, state })}`,
    exchangeCode: alipayPlatform(client).exchangeCode,
  };
}
