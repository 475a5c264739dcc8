import type { ChannelId } from '../../src/contract/order';
import { until } from '../support/until';
import type { World } from '../support/world';
import { bare, type Driver } from './driver';

/** A home that owes three months, as any 12 digits from 2051 that end in 02 do. */
export const owingAccount = (): string => accountWith('02');
export const accountWith = (tail: string): string => `2051${String(Math.floor(Math.random() * 1e6)).padStart(6, '0')}${tail}`;

const WORDS = {
  zh: {
    privacy: '先说清楚隐私',
    oldestFirst: '先缴最早的',
    notCharged: '没有付款，没有扣钱',
    done: '水费缴清了',
    confirmed: '成都市自来水公司销账',
    signature: '签名有效',
    paidTag: '已缴清',
    unknown: '查不到这个号码',
    nothingDue: '都缴清了',
  },
  en: {
    privacy: 'Your privacy first',
    oldestFirst: 'Oldest first',
    notCharged: 'Not paid, nothing was charged',
    done: 'Water bill paid',
    confirmed: 'Chengdu Water confirmed',
    signature: 'Signature valid',
    paidTag: 'Paid',
    unknown: '',
    nothingDue: 'All paid',
  },
};
export type Language = keyof typeof WORDS;
export const wordsOf = (language: Language): (typeof WORDS)['zh'] => WORDS[language];

export const fenIn = (text: string): number => Number((/¥([\d,]+)\.(\d\d)/.exec(bare(text))?.slice(1).join('') ?? 'NaN').replaceAll(',', ''));

/** Waits for what bears ids of this kind, a row of a list or the button in it. */
export const idsBy = (driver: Driver, prefix: string): Promise<[string, ...string[]]> =>
  until(`something with an id that begins with "${prefix}"`, async () => {
    const ids = await driver.idsOf(prefix);
    return ids.length ? (ids as [string, ...string[]]) : undefined;
  });

/** First start: the consent sheet is answered with yes. */
export async function agree(driver: Driver, language: Language = 'zh'): Promise<void> {
  await driver.see(wordsOf(language).privacy);
  await driver.tap('agree');
}

/** From home to the bills of an account. */
export async function lookUp(driver: Driver, account: string): Promise<void> {
  await driver.tap('open-water');
  await driver.at('services/water/index');
  await driver.type('account-input', account);
  await driver.tap('account-next');
}

/** Three bills, oldest first and all ticked; unticking the second takes the third along, ticking the third brings both back. */
export async function choose(driver: Driver, language: Language = 'zh'): Promise<void> {
  await driver.see(wordsOf(language).oldestFirst);
  const bills = await driver.idsOf('bill-');
  expect(bills).toHaveLength(3);
  expect([...bills].sort()).toEqual(bills);
  const [first, second, third] = bills as [string, string, string];
  const ticks = async (...wanted: boolean[]): Promise<void> => {
    for (const [index, is] of wanted.entries()) await driver.checked(bills[index] as string, is);
  };
  await ticks(true, true, true);
  await driver.tap(second);
  await ticks(true, false, false);
  await driver.tap(first);
  await ticks(false, false, false);
  await driver.tap(third);
  await ticks(true, true, true);
}

/** From the chosen bills to the cashier. @returns what the button there asks for, in fen. */
export async function confirm(driver: Driver): Promise<number> {
  await driver.tap('confirm-bills');
  await driver.at('pages/cashier/index');
  const amount = fenIn(await driver.textOf('pay'));
  expect(amount).toBeGreaterThan(0);
  return amount;
}

/** Where every journey ends: the money is where it belongs, and the receipt and the list of orders say so. */
export async function arrives(driver: Driver, language: Language = 'zh'): Promise<void> {
  const words = wordsOf(language);
  await driver.at('pages/result/index');
  await driver.see(words.done);
  await driver.see(words.confirmed);
  await driver.tap('open-receipt');
  await driver.at('pages/receipt/index');
  await driver.see(words.signature);
  await driver.back();
  await driver.at('pages/result/index');
  await driver.tap('done');
  await driver.at('pages/home/index');
  await showsInOrders(driver, language);
}

export async function showsInOrders(driver: Driver, language: Language = 'zh'): Promise<void> {
  await driver.tab('pages/orders/index');
  await driver.at('pages/orders/index');
  const [row] = await idsBy(driver, 'order-');
  // The list shows what was last known first; the newer answer follows.
  await until('the order to be shown as paid', async () => (await driver.textOf(row)).includes(wordsOf(language).paidTag));
}

/** What the counterparties and the ledger hold in the end: one charge, one posting, both of what the citizen saw, and nothing else. */
export async function booksAgree(world: Pick<World, 'twin' | 'ledger'>, account: string, amount_fen: number, channel: ChannelId): Promise<void> {
  const posting = await until(`the posting of ${account}`, async () =>
    (await world.twin.books()).water.postings.find((one) => one.account === account && one.state === 'done'),
  );
  expect(posting.amount_fen).toBe(amount_fen);
  const books = await world.twin.books();
  expect(books.water.postings.filter((one) => one.account === account)).toHaveLength(1);
  expect(books[channel].trades.filter((trade) => trade.paid_at && trade.amount_fen === amount_fen && trade.refunded_fen === 0)).not.toHaveLength(0);
  const { sum, crooked, balances } = await world.ledger();
  expect([sum, crooked]).toEqual([0, 0]);
  const collected = (trades: (typeof books)['wechat']['trades']): number =>
    trades.reduce((total, trade) => total + (trade.paid_at ? trade.amount_fen - trade.refunded_fen : 0), 0);
  expect(balances[`channel:${channel}`]).toBe(collected(books[channel].trades));
}

/** The shortest way to a paid bill, for proofs that a broken build does not get there. */
export async function payOnce(driver: Driver, account: string): Promise<void> {
  await agree(driver);
  await lookUp(driver, account);
  await confirm(driver);
  await driver.tap('pay');
  await driver.at('pages/result/index');
  await driver.see(wordsOf('zh').done);
}
