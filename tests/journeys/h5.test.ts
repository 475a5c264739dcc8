import { randomInt } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { distOf } from '../harness/dist';
import { hasBrowser, openBrowser, openVisit, type Visit } from '../harness/h5/browser';
import {
  addCard,
  booked,
  chooseSlot,
  giveBack,
  hold,
  hospitalGaveBack,
  hospitalHas,
  hospitalWords,
  openFromOrders,
  patientCard,
  toDoctors,
} from '../harness/hospital';
import { agree, arrives, booksAgree, choose, confirm, idsBy, type Language, lookUp, owingAccount } from '../harness/journey';
import { carrierCredited, carrierRefused, chooseFace, credited, mobileNumber, topupWords, typeNumber } from '../harness/topup';
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
  const signIn = async (then = 'services/water/index'): Promise<void> => {
    const { driver } = visit;
    const phone = `13${String(randomInt(1e7)).padStart(7, '0')}01`;
    await driver.at('pages/signin/index');
    await driver.type('phone', phone);
    await driver.tap('send-code');
    const code = await until('the message', () => world.twin.smsCode(phone).catch(() => undefined));
    await driver.type('code', code);
    await driver.tap('sign-in');
    await driver.at(then);
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

  it('registers with a doctor, is refused a second place that day, and gives the first back for nothing', async () => {
    const card = patientCard();
    visit = await openVisit(browser, world.origin);
    const { driver } = visit;
    await agree(driver);
    await toDoctors(driver, 'ent', () => signIn('services/hospital/index'));
    await chooseSlot(driver);
    await addCard(driver, card);
    const amount = await hold(driver);
    await toWallet('alipay');
    await inWallet('#pay');
    const code = await booked(driver);
    await hospitalHas(world, card, amount, 'alipay');
    await visit.open('/');
    await toDoctors(driver, 'ent');
    await chooseSlot(driver, 'pm');
    await driver.tap('hold');
    await driver.see(hospitalWords('zh').once);
    await visit.open('/');
    await openFromOrders(driver);
    await driver.see(code);
    await giveBack(driver);
    await hospitalGaveBack(world, card, amount, 'alipay');
  });

  it.each(['zh', 'en'] as const)('tops a phone up, from the first start to the receipt (%s)', async (language) => {
    const number = mobileNumber();
    visit = await openVisit(browser, world.origin, language === 'zh' ? 'zh-CN' : 'en-GB');
    await agree(visit.driver, language);
    await typeNumber(visit.driver, number);
    await visit.driver.see(topupWords(language).carrier);
    await visit.driver.tap('account-next');
    await signIn('services/phone/index');
    await visit.driver.seeId('number-own');
    const amount = await chooseFace(visit.driver, language);
    await toWallet('alipay');
    await inWallet('#pay');
    await credited(visit.driver, language);
    await carrierCredited(world, number, amount, 'alipay');
  });

  it('given the carrier refuses after the payment, then all of it comes back and the page says why', async () => {
    const number = mobileNumber('06');
    visit = await openVisit(browser, world.origin);
    await agree(visit.driver);
    await typeNumber(visit.driver, number);
    await visit.driver.tap('account-next');
    await signIn('services/phone/index');
    const amount = await chooseFace(visit.driver);
    await toWallet('alipay');
    await inWallet('#pay');
    await visit.driver.see(topupWords().back);
    await visit.driver.see(topupWords().why);
    await carrierRefused(world, number, amount, 'alipay');
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
