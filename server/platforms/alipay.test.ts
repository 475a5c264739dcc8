import { alipayClient } from '../channels/alipay/client';
import { type AlipayWorld, alipayWorld } from '../channels/alipay/testing';
import { type LocalProvider, localProvider } from '../channels/testing';
import { alipayPlatform } from './alipay';

describe('Alipay login', () => {
  const method = 'alipay.system.oauth.token';
  let provider: LocalProvider;
  let world: AlipayWorld;
  const exchange = () => alipayPlatform(alipayClient(world.settings)).exchangeCode('code-1');

  beforeAll(async () => {
    provider = await localProvider();
    world = alipayWorld(provider.url);
  });
  afterAll(() => provider.stop());

  it('sends the code beside the common parameters, not in the address', async () => {
    provider.answer = () => world.reply(method, { access_token: 'a', open_id: 'open1', union_id: 'u1' });
    expect(await exchange()).toEqual({ is: 'known', subject: 'open1', union: 'u1' });
    const asked = provider.asked.at(-1) ?? { target: '', body: '' };
    expect(world.read(asked)).toMatchObject({ method, grant_type: 'authorization_code', code: 'code-1' });
    expect(asked.target).not.toContain('code-1');
  });

  it('knows people by user_id where there is no open_id', async () => {
    provider.answer = () => world.reply(method, { access_token: 'a', user_id: '2088102534368455' });
    expect(await exchange()).toEqual({ is: 'known', subject: '2088102534368455', union: null });
  });

  it('refuses a bad code, signed or not', async () => {
    const bad = { code: '40002', sub_code: 'isv.code-invalid' };
    provider.answer = () => world.reply('error', bad);
    expect(await exchange()).toEqual({ is: 'refused', code: 'isv.code-invalid' });
    provider.answer = () => ({ body: JSON.stringify({ error_response: bad }) });
    expect(await exchange()).toEqual({ is: 'refused', code: 'isv.code-invalid' });
  });

  it('believes nobody unsigned', async () => {
    provider.answer = () => ({ body: '{"alipay_system_oauth_token_response":{"open_id":"open1"}}' });
    expect(await exchange()).toEqual({ is: 'unknown', why: 'answer_signature' });
    provider.answer = () => world.reply('error', { code: '40006', sub_code: 'isv.insufficient-isv-permissions' });
    expect((await exchange()).is).toBe('unknown');
    provider.answer = () => world.reply(method, { access_token: 'a' });
    expect(await exchange()).toEqual({ is: 'unknown', why: 'answer_content' });
  });
});
