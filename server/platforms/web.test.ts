import { alipayClient } from '../channels/alipay/client';
import { alipayWorld } from '../channels/alipay/testing';
import { type LocalProvider, localProvider } from '../channels/testing';
import { alipayWeb, wechatWeb } from './web';

describe('who uses an app’s own browser', () => {
  const BACK = 'https://pay.example.cn/api/links/wechat';
  let provider: LocalProvider;
  beforeAll(async () => {
    provider = await localProvider();
  });
  afterAll(() => provider.stop());

  it('WeChat is asked in its own order of parameters, and asks nobody', () => {
    const login = wechatWeb({ oauthUrl: 'https://open.weixin.qq.com/connect/oauth2/authorize', baseUrl: provider.url, appId: 'wx2', secret: 's' });
    expect(login.authorizeUrl('5tate', BACK)).toBe(
      'https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx2&redirect_uri=https%3A%2F%2Fpay.example.cn%2Fapi%2Flinks%2Fwechat&response_type=code&scope=snsapi_base&state=5tate#wechat_redirect',
    );
  });

  it.each([
    [
      { openid: 'o2', access_token: 't' },
      { is: 'known', subject: 'o2', union: null },
    ],
    [{ errcode: 40029 }, { is: 'refused', code: '40029' }],
    [{ errcode: 40163 }, { is: 'refused', code: '40163' }],
    [{ errcode: -1 }, { is: 'unknown', why: '-1' }],
  ])('WeChat’s %j is read', async (content, expected) => {
    provider.answer = () => ({ headers: { 'content-type': 'text/plain' }, body: JSON.stringify(content) });
    const login = wechatWeb({ oauthUrl: 'https://open', baseUrl: provider.url, appId: 'wx2', secret: 's3cret' });
    expect(await login.exchangeCode('c&1')).toEqual(expected);
    expect(provider.asked.at(-1)?.target).toBe('/sns/oauth2/access_token?appid=wx2&secret=s3cret&code=c%261&grant_type=authorization_code');
  });

  it('Alipay is asked as the web application', async () => {
    const world = alipayWorld(provider.url);
    const app = { oauth_url: 'https://openauth.alipay.com/oauth2/publicAppAuthorize.htm', app_id: '2021009' };
    const login = alipayWeb(app, alipayClient({ ...world.settings, appId: '2021009' }));
    expect(login.authorizeUrl('5tate', BACK)).toBe(
      'https://openauth.alipay.com/oauth2/publicAppAuthorize.htm?app_id=2021009&scope=auth_base&redirect_uri=https%3A%2F%2Fpay.example.cn%2Fapi%2Flinks%2Fwechat&state=5tate',
    );
    provider.answer = () => world.reply('alipay.system.oauth.token', { open_id: 'open2', access_token: 'a' });
    expect(await login.exchangeCode('c1')).toEqual({ is: 'known', subject: 'open2', union: null });
    expect(world.read(provider.asked.at(-1) ?? { target: '', body: '' })).toMatchObject({ app_id: '2021009', code: 'c1' });
  });
});
