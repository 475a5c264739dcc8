import { createHmac } from 'node:crypto';
import { type LocalProvider, localProvider, NOW } from '../channels/testing';
import { smsSender } from './sms';

describe('text messages', () => {
  let provider: LocalProvider;
  const send = () => smsSender({ url: `${provider.url}/send`, appId: 'app', secret: 's3cret', clock: () => NOW }).sendCode('13800138000', '402913');

  beforeAll(async () => {
    provider = await localProvider();
  });
  afterAll(() => provider.stop());

  it('are sent signed', async () => {
    provider.answer = () => ({ body: '{"code":"OK"}' });
    expect(await send()).toEqual({ is: 'sent' });
    const { sign, nonce, ...rest } = JSON.parse(provider.asked.at(-1)?.body ?? '');
    expect(rest).toEqual({ app_id: 'app', phone: '13800138000', template: 'login_code', params: { code: '402913' }, time: NOW.getTime() / 1000 });
    expect(sign).toBe(createHmac('sha256', 's3cret').update(`app\n13800138000\nlogin_code\n402913\n${rest.time}\n${nonce}`).digest('hex'));
  });

  it.each([
    [{ body: '{"code":"PHONE_BLOCKED"}' }, { is: 'refused', code: 'PHONE_BLOCKED' }],
    [
      { status: 400, body: '{"code":"BAD_PHONE"}' },
      { is: 'refused', code: 'BAD_PHONE' },
    ],
    [
      { status: 500, body: '{"code":"OK"}' },
      { is: 'unknown', why: 'http_500' },
    ],
    [
      { status: 400, body: '{"code":"OK"}' },
      { is: 'unknown', why: 'http_400' },
    ],
    [{ body: '{"code":"13800138000 is blocked"}' }, { is: 'unknown', why: 'answer_content' }],
    [null, { is: 'unknown', why: 'network' }],
  ])('read %j', async (told, expected) => {
    provider.answer = () => told;
    expect(await send()).toEqual(expected);
  });
});
