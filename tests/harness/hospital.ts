import type { ChannelId } from '../../src/contract/order';
import { until } from '../support/until';
import type { World } from '../support/world';
import { bare, type Driver } from './driver';
import { idsBy, type Language } from './journey';

/** What a citizen does to see a doctor, on every platform. */

const WORDS = {
  zh: {
    booked: '已挂号',
    confirmed: '就诊医院确认',
    queue: '1 号',
    once: '已经订过了',
    free: '现在免费',
    newFee: '手续费变了，现在是 ¥10.00',
    returned: '已取消，钱已退回',
    unknown: '医院查不到这张卡',
    given: '已取消退款',
  },
  en: {
    booked: 'Booked',
    confirmed: 'The hospital confirmed',
    queue: 'No. 1',
    once: 'You have booked this already',
    free: 'Free now',
    newFee: 'The fee for cancelling has changed to ¥10.00',
    returned: 'Cancelled; your money is back',
    unknown: "The hospital doesn't know this card",
    given: 'Cancelled, refunded',
  },
};
export const hospitalWords = (language: Language): (typeof WORDS)['zh'] => WORDS[language];

/** A patient card that behaves, as any 10 digits from 52 that end in 01 do. */
export const patientCard = (tail = '01'): string => `52${String(Math.floor(Math.random() * 1e6)).padStart(6, '0')}${tail}`;

/** Each journey has a department of its own, so that it is first in the queue. */
export type Department = 'cardiology' | 'respiratory' | 'gastro' | 'bones' | 'ent' | 'eyes' | 'skin' | 'children';

/** From home to the doctors of a department. @param signIn on the web, where nothing is asked before */
export async function toDoctors(driver: Driver, department: Department, signIn?: () => Promise<void>): Promise<void> {
  await driver.tap('open-hospital');
  await driver.at('services/hospital/index');
  if (signIn) {
    await driver.tap('sign-in');
    await signIn();
    await driver.at('services/hospital/index');
  }
  await driver.tap('hospital-sy');
  await driver.checked('hospital-sy', true);
  await driver.tap(`department-${department}`);
  await driver.at('services/hospital/doctors');
}

/** The chief physician's last day of the week, which can still be given back for nothing, and one of its two times. */
export async function chooseSlot(driver: Driver, session: 'am' | 'pm' = 'am'): Promise<void> {
  await driver.seeId('doctor-d1');
  if ((await driver.idsOf('day-')).length === 0) await driver.tap('doctor-d1');
  await idsBy(driver, 'day-');
  const day = await lastFreeDay(driver);
  await driver.tap(day);
  await driver.checked(day, true);
  await driver.tap(`slot-${session}`);
  await driver.checked(`slot-${session}`, true);
}

async function lastFreeDay(driver: Driver): Promise<string> {
  expect(await driver.idsOf('day-')).toHaveLength(7);
  const free = await idsBy(driver, 'day-free-');
  return free[free.length - 1] as string;
}

/** For whom: types a new card and names it. */
export async function addCard(driver: Driver, card: string): Promise<void> {
  await driver.tap('add-patient');
  await driver.type('card-input', card);
  await driver.tap('patient-1');
  await driver.checked('patient-1', true);
  await driver.tap('use-card');
  await driver.seeId('change-patient');
}

/** Has the place held. @returns what the cashier asks for, in fen */
export async function hold(driver: Driver): Promise<number> {
  await driver.tap('hold');
  await driver.at('pages/cashier/index');
  const [, yuan = '', cents = ''] = /¥([\d,]+)\.(\d\d)/.exec(bare(await driver.textOf('pay'))) ?? [];
  expect(yuan).not.toBe('');
  return Number(yuan.replaceAll(',', '')) * 100 + Number(cents);
}

/** Paid, booked, and the code that is shown at the door. @returns the code */
export async function booked(driver: Driver, language: Language = 'zh'): Promise<string> {
  const words = hospitalWords(language);
  await driver.at('pages/result/index');
  await driver.seeId('voucher-code');
  await driver.see(words.booked);
  await driver.see(words.queue);
  await driver.see(words.confirmed);
  const code = bare(await driver.textOf('voucher-code'));
  expect(code).toMatch(/^[2-9A-Y]{6}$/);
  return code;
}

/** From the list of orders to the booking's page, as somebody does at the door. */
export async function openFromOrders(driver: Driver, language: Language = 'zh'): Promise<void> {
  await driver.tab('pages/orders/index');
  await driver.at('pages/orders/index');
  const [row] = await idsBy(driver, 'order-');
  await until('the order to be shown as booked', async () => (await driver.textOf(row)).includes(hospitalWords(language).booked));
  await driver.tap(row);
  await driver.at('pages/result/index');
}

/** Gives the booking back while that is free, until the money is back. */
export async function giveBack(driver: Driver, language: Language = 'zh'): Promise<void> {
  const words = hospitalWords(language);
  expect(bare(await driver.textOf('cancel-booking'))).toContain(bare(words.free));
  await driver.tap('cancel-booking');
  await driver.tap('cancel-confirm');
  await driver.see(words.returned);
  expect(await driver.idsOf('voucher-code')).toEqual([]);
  expect(await driver.idsOf('cancel-booking')).toEqual([]);
}

type Books = Pick<World, 'twin' | 'ledger'>;

/** The hospital has one booking of this card under this code, the channel one charge, and the ledger says the same. */
export async function hospitalHas(world: Books, card: string, amount_fen: number, channel: ChannelId): Promise<void> {
  const books = await world.twin.books();
  const mine = books.hospital.postings.filter((one) => one.account === card);
  expect(mine).toMatchObject([{ state: 'done', amount_fen }]);
  const [place] = books.hospital.holds.filter((one) => one.order_no === mine[0]?.order_no);
  expect(place).toMatchObject({ account: card, queue_no: 1 });
  expect(books[channel].trades.filter((one) => one.paid_at && one.amount_fen === amount_fen && one.refunded_fen === 0)).not.toEqual([]);
  await ledgerAgrees(world, channel);
}

/** The hospital took it back and keeps nothing; the channel paid all of it back. */
export async function hospitalGaveBack(world: Books, card: string, amount_fen: number, channel: ChannelId): Promise<void> {
  const books = await world.twin.books();
  expect(books.hospital.postings.filter((one) => one.account === card)).toMatchObject([{ state: 'cancelled', amount_fen, fee_fen: 0 }]);
  expect(books[channel].trades.filter((one) => one.paid_at && one.refunded_fen === amount_fen)).not.toEqual([]);
  await ledgerAgrees(world, channel);
}

async function ledgerAgrees(world: Books, channel: ChannelId): Promise<void> {
  const { sum, crooked, balances } = await world.ledger();
  expect([sum, crooked, balances.refunds_payable ?? 0]).toEqual([0, 0, 0]);
  const books = await world.twin.books();
  const collected = books[channel].trades.reduce((total, one) => total + (one.paid_at ? one.amount_fen - one.refunded_fen : 0), 0);
  expect(balances[`channel:${channel}`] ?? 0).toBe(collected);
  const kept = books.hospital.postings.reduce((total, one) => total + (one.state === 'done' ? one.amount_fen : (one.fee_fen ?? 0)), 0);
  expect(0 - (balances['agency:hospital'] ?? 0)).toBe(kept);
}
