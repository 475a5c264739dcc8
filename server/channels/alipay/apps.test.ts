import type { Channel } from '../channel';
import { type LocalProvider, localProvider, makeAttempt, makeRefund } from '../testing';
import { alipayApps } from './apps';
import { alipayChannel } from './channel';
import { type AlipayWorld, alipayWorld, paidNotice } from './testing';

describe('several applications of one seller', () => {
  const WEB = '2021009';
  let provider: LocalProvider;
  let mini: AlipayWorld;
  let web: AlipayWorld;
  let channel: Channel;
  const attempt = makeAttempt({ inside: 'alipay', app: WEB, payer: '049ai-open' });

  beforeAll(async () => {
    provider = await localProvider();
    [mini, web] = [alipayWorld(provider.url), alipayWorld(provider.url)];
    channel = alipayApps([
      { appId: '2021001', channel: alipayChannel(mini.settings) },
      { appId: WEB, channel: alipayChannel({ ...web.settings, appId: WEB }) },
    ]);
  });
  afterAll(() => provider.stop());

  const asked = (world: AlipayWorld) => world.read(provider.asked.at(-1) ?? { target: '', body: '' });

  it('an attempt is made, asked about, closed and paid back by its own', async () => {
    provider.answer = () => web.reply('alipay.trade.create', { code: '10000', out_trade_no: attempt.id, trade_no: '2026' });
    expect(await channel.pay(attempt)).toMatchObject({ is: 'ready', request: { is: 'alipay-trade', tradeNO: '2026' } });
    expect(JSON.parse(asked(web).biz_content ?? '')).toMatchObject({ op_app_id: WEB, buyer_open_id: '049ai-open' });
    const refund = makeRefund({ attempt: { ...attempt, channel_no: '2026' } });
    for (const ask of [() => channel.query(attempt), () => channel.close(attempt), () => channel.refund(refund), () => channel.queryRefund(refund)]) {
      await ask();
      expect(asked(web).app_id).toBe(WEB);
    }
    await channel.query(makeAttempt({ surface: 'alipay', app: '2021001' }));
    expect(asked(mini).app_id).toBe('2021001');
  });

  it('a notice is verified with the keys of the one it names', async () => {
    expect(await channel.readNotice(web.notice(paidNotice({ app_id: WEB })))).toMatchObject({ is: 'paid', fact: { app: WEB } });
    expect(await channel.readNotice(mini.notice(paidNotice()))).toMatchObject({ is: 'paid', fact: { app: '2021001' } });
    expect(await channel.readNotice(mini.notice(paidNotice({ app_id: WEB })))).toEqual({ is: 'rejected', why: 'signature' });
    expect(await channel.readNotice(web.notice(paidNotice({ app_id: '2021777' })))).toEqual({ is: 'rejected', why: 'signature' });
  });
});
