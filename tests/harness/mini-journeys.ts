import { until } from '../support/until';
import { startWorld, type World } from '../support/world';
import type { Driver } from './driver';
import { accountWith, agree, arrives, booksAgree, choose, confirm, idsBy, type Language, lookUp, owingAccount, wordsOf } from './journey';
import { createMiniDriver } from './mini-driver';
import { miniHospital } from './mini-hospital';
import { Phone } from './phone';
import type { Program } from './program';
import { miniTopup } from './topup';

export interface MiniPlatform {
  readonly channel: 'wechat' | 'alipay';
  /** the platform's call that opens the wallet */
  readonly wallet: string;
  /** the platform's call for the network */
  readonly request: string;
  launch(dist: string, phone: Phone): Program;
}

/** One citizen with a phone on which the program runs; `program` changes when it is killed and started again. */
export interface Session {
  readonly phone: Phone;
  readonly driver: Driver;
  start(): void;
  kill(): void;
}

export function openSession(
  platform: MiniPlatform,
  dist: string,
  world: Pick<World, 'origin' | 'twin'>,
  language: Language = 'zh',
  within_ms?: number,
): Session {
  const phone = new Phone(world, language);
  let program: Program;
  const session: Session = {
    phone,
    driver: createMiniDriver(() => program, within_ms),
    start() {
      program = platform.launch(dist, phone);
    },
    kill: () => program.kill(),
  };
  session.start();
  return session;
}

/** The same journeys for every mini-program platform, against the running gateway and its twin. */
export function miniJourneys(platform: MiniPlatform, dist: () => string): void {
  let world: World;
  const sessions: Session[] = [];
  const open = (language?: Language): Session => {
    const session = openSession(platform, dist(), world, language);
    sessions.push(session);
    return session;
  };
  const pays = ({ phone }: Session): number => phone.wasCalled(platform.wallet).length;

  const charges = async (): Promise<number> => (await world.twin.books())[platform.channel].trades.filter(({ paid_at }) => paid_at).length;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterEach(async () => {
    await world.twin.heal();
    for (const session of sessions.splice(0)) {
      session.kill();
      expect(session.phone.violations).toEqual([]);
      expect(session.phone.errors).toEqual([]);
    }
  });
  afterAll(() => world.stop());

  it('pays three months of water, from the first start to the receipt', async () => {
    const account = owingAccount();
    const session = open();
    await agree(session.driver);
    await lookUp(session.driver, account);
    await choose(session.driver);
    const amount = await confirm(session.driver);
    await session.driver.tap('pay');
    await arrives(session.driver);
    expect(pays(session)).toBe(1);
    await booksAgree(world, account, amount, platform.channel);
  });

  it('given the wallet is cancelled, then nothing is charged and the same order can be paid', async () => {
    const account = owingAccount();
    const session = open();
    await agree(session.driver);
    await lookUp(session.driver, account);
    const amount = await confirm(session.driver);
    const before = await charges();
    session.phone.inWallet = (use) => use('cancel');
    await session.driver.tap('pay');
    await session.driver.see(wordsOf('zh').notCharged);
    expect(await charges()).toBe(before);
    session.phone.inWallet = (use) => use('pay');
    await session.driver.tap('pay');
    await arrives(session.driver);
    expect(pays(session)).toBe(2);
    await booksAgree(world, account, amount, platform.channel);
  });

  it('given the app is killed in the wallet and no notice comes, then the payment is found when it is opened again', async () => {
    const account = owingAccount();
    const session = open();
    await world.twin.fault(platform.channel, { notice: { never: true } });
    await agree(session.driver);
    await lookUp(session.driver, account);
    const amount = await confirm(session.driver);
    let isPaid = false;
    session.phone.inWallet = async (use) => {
      await use('pay');
      isPaid = true;
      return null;
    };
    await session.driver.tap('pay');
    await until('the wallet to be paid', () => isPaid);
    session.kill();
    session.start();
    await session.driver.tab('pages/orders/index');
    const [resume] = await idsBy(session.driver, 'resume-');
    await session.driver.tap(resume);
    await arrives(session.driver);
    expect(pays(session)).toBe(1);
    await booksAgree(world, account, amount, platform.channel);
  });

  it('speaks English on an English phone', async () => {
    const account = owingAccount();
    const session = open('en');
    await agree(session.driver, 'en');
    await lookUp(session.driver, account);
    await choose(session.driver, 'en');
    const amount = await confirm(session.driver);
    await session.driver.tap('pay');
    await arrives(session.driver, 'en');
    await booksAgree(world, account, amount, platform.channel);
  });

  it('given a number that the agency does not know, then it says so under the field and keeps the number', async () => {
    const account = accountWith('04');
    const { driver } = open();
    await agree(driver);
    await lookUp(driver, account);
    await driver.see(wordsOf('zh').unknown);
    expect((await driver.textOf('account-input')).replaceAll(' ', '')).toBe(account);
  });

  it('given nothing is due, then there is nothing to pay', async () => {
    const { driver } = open();
    await agree(driver);
    await lookUp(driver, accountWith('03'));
    await driver.see(wordsOf('zh').nothingDue);
    expect(await driver.idsOf('confirm-bills')).toEqual([]);
  });

  miniHospital(platform, () => world, open);
  miniTopup(platform, () => world, open);

  it('given the privacy statement is declined, then nothing but the catalogue is asked for', async () => {
    const { driver, phone } = open();
    await driver.tap('decline');
    await driver.seeId('open-water');
    await driver.tab('pages/orders/index');
    await driver.seeId('sign-in');
    const asked = phone.wasCalled(platform.request).map(({ options }) => new URL((options as { url: string }).url).pathname);
    expect(new Set(asked)).toEqual(new Set(['/api/catalogue']));
  });
}
