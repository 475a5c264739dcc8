import type { ChannelId } from '../../src/contract/order';
import { until } from '../support/until';
import type { World } from '../support/world';
import type { Driver } from './driver';
import { agree, fenIn, idsBy, type Language } from './journey';
import type { MiniPlatform, Session } from './mini-journeys';

/** China Unicom's number with the behaviour that its tail asks for: ¥100 cost ¥99.50 there. */
export const mobileNumber = (tail = '01'): string => `186${String(Math.floor(Math.random() * 1e6)).padStart(6, '0')}${tail}`;
const PRICE_FEN = 9950;

const WORDS = {
  zh: {
    carrier: '中国联通',
    credited: '100 元话费到账了',
    confirmed: '中国联通充值到账',
    signature: '签名有效',
    tag: '已到账',
    unknown: '这是空号',
    back: '钱已退回',
    why: '没有收下这笔钱',
  },
  en: {
    carrier: 'China Unicom',
    credited: '¥100 credit added',
    confirmed: 'China Unicom credited it',
    signature: 'Signature valid',
    tag: 'Credited',
    unknown: 'Not in service',
    back: 'Your money is back',
    why: 'did not accept',
  },
};
export const topupWords = (language: Language = 'zh'): (typeof WORDS)['zh'] => WORDS[language];

/** From home to a typed number. */
export async function typeNumber(driver: Driver, number: string): Promise<void> {
  await driver.tap('open-phone');
  await driver.at('services/phone/index');
  await driver.type('account-input', number);
}

/** From the faces to the cashier. @returns what the button there asks for, in fen */
export async function chooseFace(driver: Driver, language: Language = 'zh'): Promise<number> {
  await driver.see(topupWords(language).carrier);
  await driver.tap('face-100');
  await driver.checked('face-100', true);
  await driver.tap('confirm-topup');
  await driver.at('pages/cashier/index');
  const amount = fenIn(await driver.textOf('pay'));
  expect(amount).toBe(PRICE_FEN);
  return amount;
}

/** Credited: the result, the receipt and the list of orders say so. */
export async function credited(driver: Driver, language: Language = 'zh'): Promise<void> {
  const words = topupWords(language);
  await driver.at('pages/result/index');
  await driver.see(words.credited);
  await driver.see(words.confirmed);
  await driver.tap('open-receipt');
  await driver.at('pages/receipt/index');
  await driver.see(words.signature);
  await driver.back();
  await driver.at('pages/result/index');
  await driver.tap('done');
  await driver.at('pages/home/index');
  await driver.tab('pages/orders/index');
  const [row] = await idsBy(driver, 'order-');
  await until('the order to be shown as credited', async () => (await driver.textOf(row)).includes(words.tag));
}

type Books = Pick<World, 'twin' | 'ledger'>;

/** The carrier credited the number once, at the price that was paid, and the channel has that money. */
export async function carrierCredited(world: Books, number: string, amount_fen: number, channel: ChannelId): Promise<void> {
  const books = await world.twin.books();
  expect(books.phone.postings.filter(({ account }) => account === number)).toEqual([expect.objectContaining({ state: 'done', amount_fen })]);
  expect(books[channel].trades.filter((trade) => trade.paid_at && trade.amount_fen === amount_fen && trade.refunded_fen === 0)).not.toHaveLength(0);
  const { sum, crooked } = await world.ledger();
  expect([sum, crooked]).toEqual([0, 0]);
}

/** The carrier credited nothing, and the channel paid all of it back. */
export async function carrierRefused(world: Books, number: string, amount_fen: number, channel: ChannelId): Promise<void> {
  // The line of stations names the last one before it is reached.
  await until('the money to be back', async () =>
    (await world.twin.books())[channel].trades.some((trade) => trade.amount_fen === amount_fen && trade.refunded_fen === amount_fen),
  );
  const { phone } = await world.twin.books();
  expect(phone.postings.filter(({ account }) => account === number)).toEqual([expect.objectContaining({ state: 'refused', why: 'not_accepted' })]);
}

/** Phone top-up on every mini-program platform. */
export function miniTopup({ channel, wallet }: MiniPlatform, world: () => World, open: (language?: Language) => Session): void {
  it.each(['zh', 'en'] as const)('tops a number up, from the first start to the receipt (%s)', async (language) => {
    const number = mobileNumber();
    const { driver, phone } = open(language);
    await agree(driver, language);
    await typeNumber(driver, number);
    const amount = await chooseFace(driver, language);
    await driver.tap('pay');
    await credited(driver, language);
    expect(phone.wasCalled(wallet)).toHaveLength(1);
    await carrierCredited(world(), number, amount, channel);
  });

  it('given the carrier refuses after the payment, then all of it comes back and the page says why', async () => {
    const number = mobileNumber('06');
    const { driver } = open();
    await agree(driver);
    await typeNumber(driver, number);
    const amount = await chooseFace(driver);
    await driver.tap('pay');
    await driver.at('pages/result/index');
    await driver.see(topupWords().back);
    await driver.see(topupWords().why);
    await carrierRefused(world(), number, amount, channel);
  });

  it('takes a family member from the phone’s contacts, and offers them by name the next time', async () => {
    const session = open();
    const number = mobileNumber();
    session.phone.contact = `+86 ${number.slice(0, 3)}-${number.slice(3, 7)}-${number.slice(7)}`;
    await agree(session.driver);
    await session.driver.tap('open-phone');
    await session.driver.tap('pick-contact');
    await session.driver.seeId('face-100');
    await session.driver.tap('save-account');
    await session.driver.tap('nickname-0');
    await session.driver.tap('save-confirm');
    const ofSaved = async () => (await session.driver.idsOf('number-')).filter((id) => id !== 'number-other');
    const [saved] = await until('the number to be saved', async () => {
      const ids = await ofSaved();
      return ids.length ? ids : undefined;
    });
    await session.driver.checked(saved as string, true);
    session.kill();
    session.start();
    await session.driver.tap('open-phone');
    await session.driver.checked(saved as string, true);
    await session.driver.seeId('face-100');
  });

  it('given a number that is not in service, then it says so under the field and keeps the number', async () => {
    const number = mobileNumber('04');
    const { driver } = open();
    await agree(driver);
    await typeNumber(driver, number);
    await driver.see(topupWords().unknown);
    expect((await driver.textOf('account-input')).replaceAll(' ', '')).toBe(number);
    expect(await driver.idsOf('confirm-topup')).toEqual([]);
  });
}
