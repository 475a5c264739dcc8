import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { ChannelId } from '../../src/contract/order';
import { distOf } from '../harness/dist';
import { insideAlipay, insideUnionpay, insideWechat, type Mood } from '../harness/h5/apps';
import { type AppAround, hasBrowser, openBrowser, openVisit, type Visit } from '../harness/h5/browser';
import { agree, arrives, booksAgree, choose, confirm, type Language, lookUp, owingAccount, wordsOf } from '../harness/journey';
import { until } from '../support/until';
import { startWorld, type World } from '../support/world';

const inBrowser = hasBrowser() ? describe : describe.skip;
/** `PICTURES` names a folder that keeps the cashier of each environment, for whoever wants to look. */
const { PICTURES } = process.env;

inBrowser('the web build inside other apps', () => {
  let world: World;
  let browser: Browser;
  let visit: Visit;
  const mood: Mood = { outcome: 'pay' };

  beforeAll(async () => {
    distOf('h5');
    [world, browser] = await Promise.all([startWorld({ serveH5: true }), openBrowser()]);
  });
  beforeEach(() => {
    mood.outcome = 'pay';
  });
  afterEach(async () => {
    await world.twin.heal();
    await visit.end();
    expect(visit.errors).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  /** From the start to the cashier, as a new citizen. @returns the sum in fen */
  const toCashier = async (account: string, app?: AppAround, language: Language = 'zh'): Promise<number> => {
    visit = await openVisit(browser, world.origin, language === 'zh' ? 'zh-CN' : 'en-GB', app);
    const { driver } = visit;
    await agree(driver, language);
    await lookUp(driver, account);
    const phone = `13${String(randomInt(1e7)).padStart(7, '0')}01`;
    await driver.at('pages/signin/index');
    await driver.type('phone', phone);
    await driver.tap('send-code');
    await driver.type('code', await until('the message', () => world.twin.smsCode(phone).catch(() => undefined)));
    await driver.tap('sign-in');
    await driver.at('services/water/index');
    await choose(driver, language);
    return confirm(driver);
  };
  const offers = async (...wallets: ChannelId[]): Promise<void> => {
    await visit.driver.textOf('pay');
    expect(await visit.driver.idsOf('wallet-')).toEqual(wallets.map((wallet) => `wallet-${wallet}`));
  };
  const keep = async (name: string): Promise<void> => {
    if (PICTURES) await visit.page().waitForTimeout(400);
    if (PICTURES) await visit.page().screenshot({ path: join(PICTURES, `${name}.png`) });
  };
  /** The first tap goes to the app that says who pays, and the same cashier is there again. */
  const link = async (told: string): Promise<void> => {
    await visit.driver.tap('pay');
    await visit.page().waitForURL((url) => url.searchParams.get('link') === told);
    await visit.driver.at('pages/cashier/index');
    await visit.driver.textOf('pay');
  };
  const popup = async (act: () => Promise<void>): Promise<Page> => {
    const [opened] = await Promise.all([visit.page().context().waitForEvent('page'), act()]);
    return opened;
  };

  it('in a browser offers all three, and pays through the page that opens WeChat', async () => {
    const account = owingAccount();
    const amount = await toCashier(account);
    await offers('wechat', 'alipay', 'unionpay');
    await keep('cashier-browser');
    await visit.driver.tap('wallet-wechat');
    await visit.driver.tap('pay');
    await visit.page().waitForURL(/checkmweb/);
    await keep('wechat-page');
    await visit.page().locator('#pay').click();
    await arrives(visit.driver);
    await booksAgree(world, account, amount, 'wechat');
  });

  it('given the page that opens WeChat is cancelled, then nothing is charged and it can be paid again', async () => {
    const account = owingAccount();
    const amount = await toCashier(account);
    await visit.driver.tap('pay');
    await visit.page().waitForURL(/checkmweb/);
    await visit.page().locator('#cancel').click();
    await visit.driver.at('pages/result/index');
    await visit.driver.tap('continue');
    await visit.driver.at('pages/cashier/index');
    await visit.driver.tap('pay');
    await visit.page().waitForURL(/checkmweb/);
    await visit.page().locator('#pay').click();
    await arrives(visit.driver);
    await booksAgree(world, account, amount, 'wechat');
  });

  it('given the back key is pressed on that page, then the cashier is there, and can pay', async () => {
    await toCashier(owingAccount());
    await visit.driver.tap('pay');
    await visit.page().waitForURL(/checkmweb/);
    await visit.driver.back();
    await visit.driver.at('pages/cashier/index');
    await visit.driver.tap('pay');
    await visit.page().waitForURL(/checkmweb/);
  });

  it('inside WeChat pays over the page, after WeChat said who pays', async () => {
    const account = owingAccount();
    const amount = await toCashier(account, insideWechat(world.twin, mood));
    await offers('wechat');
    await keep('cashier-wechat');
    await link('done');
    await keep('cashier-wechat-linked');
    await visit.driver.tap('pay');
    await arrives(visit.driver);
    await booksAgree(world, account, amount, 'wechat');
  });

  it('inside WeChat, given the wallet is closed, then nothing is charged and it can be paid again; in English', async () => {
    const account = owingAccount();
    const amount = await toCashier(account, insideWechat(world.twin, mood), 'en');
    await link('done');
    await keep('cashier-wechat-linked-en');
    mood.outcome = 'cancel';
    await visit.driver.tap('pay');
    await visit.driver.see(wordsOf('en').notCharged);
    mood.outcome = 'pay';
    await visit.driver.tap('pay');
    await arrives(visit.driver, 'en');
    await booksAgree(world, account, amount, 'wechat');
  });

  it.each([
    ['refuse', 'refused', '没拿到你的同意'],
    ['bad_code', 'failed', '没有回应'],
  ])('inside WeChat, given it does not say who pays (%s), then the cashier says what to do', async (oauth, told, words) => {
    await toCashier(owingAccount(), insideWechat(world.twin, mood));
    await world.twin.fault('wechat', { oauth });
    await link(told);
    await visit.driver.see(words);
    await keep(`cashier-wechat-${told}`);
    await world.twin.heal();
    await link('done');
    await visit.driver.tap('pay');
    await arrives(visit.driver);
  });

  it('inside Alipay pays over the page, after Alipay said who pays', async () => {
    const account = owingAccount();
    const amount = await toCashier(account, insideAlipay(world.twin, mood));
    await offers('alipay');
    await keep('cashier-alipay');
    await link('done');
    await visit.driver.tap('pay');
    await arrives(visit.driver);
    await booksAgree(world, account, amount, 'alipay');
  });

  it('inside 云闪付 pays with UnionPay’s own script, also after a first try was cancelled', async () => {
    const account = owingAccount();
    const amount = await toCashier(account, insideUnionpay);
    await offers('unionpay');
    await keep('cashier-unionpay');
    const first = await popup(() => visit.driver.tap('pay'));
    await first.locator('#cancel').click();
    await visit.driver.see(wordsOf('zh').notCharged);
    const second = await popup(() => visit.driver.tap('pay'));
    await second.locator('#pay').click();
    await arrives(visit.driver);
    await booksAgree(world, account, amount, 'unionpay');
  });
});
