import { type LocalProvider, localProvider } from '../channels/testing';
import { wechatPlatform } from './wechat';

describe('WeChat login', () => {
  let provider: LocalProvider;
  const platform = () => wechatPlatform({ baseUrl: provider.url, appId: 'wx1', secret: 's3cret' });
  const answers = (content: object) => {
    provider.answer = () => ({ headers: { 'content-type': 'text/plain' }, body: JSON.stringify(content) });
  };

  beforeAll(async () => {
    provider = await localProvider();
  });
  afterAll(() => provider.stop());

  it('tells openid and unionid, and drops the session key', async () => {
    answers({ openid: 'o1', session_key: 'k', unionid: 'u1' });
    expect(await platform().exchangeCode('c&1')).toEqual({ is: 'known', subject: 'o1', union: 'u1' });
    expect(provider.asked.at(-1)?.target).toBe('/sns/jscode2session?appid=wx1&secret=s3cret&js_code=c%261&grant_type=authorization_code');
    answers({ errcode: 0, openid: 'o1', session_key: 'k' });
    expect(await platform().exchangeCode('c1')).toEqual({ is: 'known', subject: 'o1', union: null });
  });

  it.each([
    [40029, 'refused'],
    [40163, 'refused'],
    [40226, 'refused'],
    [-1, 'unknown'],
    [45011, 'unknown'],
    [40125, 'unknown'],
  ])('reads %i as %s', async (errcode, is) => {
    answers({ errcode, errmsg: 'x' });
    expect((await platform().exchangeCode('c1')).is).toBe(is);
  });

  it('asks once for a code that comes twice, at once or soon after', async () => {
    answers({ openid: 'o1' });
    const before = provider.asked.length;
    const { exchangeCode } = platform();
    const both = await Promise.all([exchangeCode('c1'), exchangeCode('c1')]);
    answers({ errcode: 40163 });
    expect([...both, await exchangeCode('c1')].map(({ is }) => is)).toEqual(['known', 'known', 'known']);
    expect((await exchangeCode('c2')).is).toBe('refused');
    expect(provider.asked.length).toBe(before + 2);
  });

  it('asks again after a minute', async () => {
    answers({ openid: 'o1' });
    const { exchangeCode } = platform();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(1_000_000);
    await exchangeCode('c1');
    clock.mockReturnValue(1_000_000 + 60_001);
    answers({ errcode: 40163 });
    expect((await exchangeCode('c1')).is).toBe('refused');
    clock.mockRestore();
  });

  it('asks again after an unknown outcome', async () => {
    const { exchangeCode } = platform();
    provider.answer = () => null;
    expect(await exchangeCode('c1')).toEqual({ is: 'unknown', why: 'network' });
    answers({ openid: 'o1' });
    expect((await exchangeCode('c1')).is).toBe('known');
  });

  it('takes nonsense for unknown', async () => {
    answers({});
    expect(await platform().exchangeCode('c1')).toEqual({ is: 'unknown', why: 'answer_content' });
    provider.answer = () => ({ body: '<html>' });
    expect((await platform().exchangeCode('c1')).is).toBe('unknown');
    provider.answer = () => ({ status: 502 });
    expect(await platform().exchangeCode('c1')).toEqual({ is: 'unknown', why: 'http_502' });
  });
});
