import { randomInt } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { distOf } from '../harness/dist';
import { hasBrowser, openBrowser, openVisit, type Visit } from '../harness/h5/browser';
import { agree, arrives, booksAgree, choose, confirm, idsBy, type Language, lookUp, owingAccount } from '../harness/journey';
import { until } from '../support/until';
import { startWorld, type World } from '../support/world';

const inBrowser = hasBrowser() ? describe : describe.skip;
if (!hasBrowser()) console.error('NO CHROMIUM: the journeys on the web do not run. Install chromium, or set CHROMIUM to its path.');

inBrowser('the web build', () => {
  let world: World;
  let browser: Browser;
  let visit: Visit;

  beforeAll(async () => {
    distOf('h5');
    [world, browser] = await Promise.all([startWorld({ serveH5: true }), openBrowser()]);
  });
  afterEach(async () => {
    await visit.end();
    expect(visit.errors).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  /** Phone and code, as the twin's simulated phone shows it. */
  const signIn = async (): Promise<void> => {
    const { driver } = visit;
    const phone = `13${String(randomInt(1e9)).padStart(9, '0')}`;
    await driver.at('pages/signin/index');
    await driver.type('phone', phone);
    await driver.tap('send-code');
    const code = await until('the message', () => world.twin.smsCode(phone).catch(() => undefined));
    await driver.type('code', code);
    await driver.tap('sign-in');
    await driver.at('services/water/index');
  };
  const toCashier = async (account: string, language: Language = 'zh'): Promise<number> => {
    visit = await openVisit(browser, world.origin, language === 'zh' ? 'zh-CN' : 'en-GB');
    await agree(visit.driver, language);
    await lookUp(visit.driver, account);
    await signIn();
    await choose(visit.driver, language);
    return confirm(visit.driver);
  };
  /** Chooses a wallet, presses pay, and waits for the wallet's own page. */
  const toWallet = async (wallet: 'alipay' | 'unionpay'): Promise<void> => {
    // Until the last try is confirmed the button is off, and so is the choice.
    await visit.driver.textOf('pay');
    await visit.driver.tap(`wallet-${wallet}`);
    await visit.driver.checked(`wallet-${wallet}`, true);
    await visit.driver.tap('pay');
    await visit.page().waitForURL((url) => url.origin === world.twinOrigin);
  };
  const inWallet = (button: '#pay' | '#cancel'): Promise<void> => visit.page().locator(button).click();

  it('signs in by phone, pays through Alipay’s page and shows the receipt', async () => {
    const account = owingAccount();
    const amount = await toCashier(account);
    await toWallet('alipay');
    await inWallet('#pay');
    await arrives(visit.driver);
    await booksAgree(world, account, amount, 'alipay');
  });

  it('given UnionPay’s page is cancelled, then nothing is charged and it can be paid again; in English', async () => {
    const account = owingAccount();
    const amount = await toCashier(account, 'en');
    await toWallet('unionpay');
    await inWallet('#cancel');
    await visit.driver.at('pages/result/index');
    await visit.driver.tap('continue');
    await visit.driver.at('pages/cashier/index');
    expect((await world.twin.books()).unionpay.trades.filter(({ paid_at }) => paid_at)).toEqual([]);
    await toWallet('unionpay');
    await inWallet('#pay');
    await arrives(visit.driver, 'en');
    await booksAgree(world, account, amount, 'unionpay');
  });

  it('given the tab is closed in the wallet, then a new one goes on with the same order', async () => {
    const account = owingAccount();
    const amount = await toCashier(account);
    await toWallet('alipay');
    await visit.closeTab();
    await visit.open('/pages/orders/index');
    const [resume] = await idsBy(visit.driver, 'resume-');
    await visit.driver.tap(resume);
    await visit.driver.at('pages/cashier/index');
    await toWallet('alipay');
    await inWallet('#pay');
    await arrives(visit.driver);
    await booksAgree(world, account, amount, 'alipay');
  });
});
