import { calendarOf, dayAfter, moment } from '../support/calendar';
import { until } from '../support/until';
import type { World } from '../support/world';
import {
  addCard,
  booked,
  chooseSlot,
  type Department,
  giveBack,
  hold,
  hospitalGaveBack,
  hospitalHas,
  hospitalWords,
  openFromOrders,
  patientCard,
  toDoctors,
} from './hospital';
import { agree, type Language } from './journey';
import type { MiniPlatform, Session } from './mini-journeys';

/** Hospital registration on every mini-program platform. */
export function miniHospital(platform: MiniPlatform, world: () => World, open: (language?: Language) => Session): void {
  const { channel } = platform;

  /** From the first start to the code, as a new citizen. */
  const book = async (session: Session, department: Department, card: string, language: Language = 'zh') => {
    const { driver } = session;
    await agree(driver, language);
    await toDoctors(driver, department);
    await chooseSlot(driver);
    await addCard(driver, card);
    const amount = await hold(driver);
    await driver.tap('pay');
    return { amount, code: await booked(driver, language) };
  };

  it('registers with a doctor, and shows the visit code later without a network', async () => {
    const session = open();
    const card = patientCard();
    const { amount, code } = await book(session, 'ent', card);
    await hospitalHas(world(), card, amount, channel);
    await until('the code to be kept on the phone', () => [...session.phone.storage.values()].some((kept) => kept.includes(code)));
    session.kill();
    session.phone.online = false;
    session.start();
    await openFromOrders(session.driver);
    await session.driver.see(code);
  });

  it('given the patient has a place with the doctor that day, then a second is refused; another day is one tap', async () => {
    const session = open();
    const { driver } = session;
    const card = patientCard();
    const { amount } = await book(session, 'skin', card);
    await driver.tap('done');
    await driver.at('pages/home/index');
    await toDoctors(driver, 'skin');
    await chooseSlot(driver, 'pm');
    await driver.tap('hold');
    await driver.see(hospitalWords('zh').once);
    await hospitalHas(world(), card, amount, channel);
    await driver.back();
    await driver.tap('again-hold');
    await driver.at('pages/cashier/index');
    await driver.tap('give-up');
    await driver.tap('give-up-confirm');
    await driver.at('services/hospital/index');
    await until('the place to be free again', async () =>
      (await world().twin.books()).hospital.holds.some((one) => one.account === card && one.state === 'released'),
    );
  });

  it('gives a booking back before the deadline, for nothing; in English', async () => {
    const session = open('en');
    const card = patientCard();
    const { amount } = await book(session, 'eyes', card, 'en');
    await session.driver.tap('done');
    await openFromOrders(session.driver, 'en');
    await giveBack(session.driver, 'en');
    await hospitalGaveBack(world(), card, amount, channel);
  });

  it('given the free time ends while the citizen looks at the fee, then the new fee is shown and agreed to before anything is cancelled', async () => {
    const calendar = calendarOf(world());
    const session = open();
    const { driver } = session;
    const card = patientCard();
    const { amount } = await book(session, 'children', card);
    const [place] = (await world().twin.books()).hospital.holds.filter((one) => one.account === card);
    const day = /\d{4}-\d\d-\d\d/.exec(place?.slot ?? '')?.[0] ?? '';
    await driver.tap('cancel-booking');
    await driver.seeId('cancel-confirm');
    await calendar.goTo(moment(dayAfter(day, -1), '20:00:01'));
    await driver.tap('cancel-confirm');
    await driver.see(hospitalWords('zh').newFee);
    expect((await world().twin.books()).hospital.postings.filter((one) => one.account === card)).toMatchObject([{ state: 'done' }]);
    await driver.tap('cancel-confirm');
    await driver.see(hospitalWords('zh').returned);
    expect((await world().twin.books()).hospital.postings.filter((one) => one.account === card)).toMatchObject([
      { state: 'cancelled', amount_fen: amount, fee_fen: amount / 5 },
    ]);
    await calendar.goTo(new Date());
  });

  it('given a card that the hospital does not know, then it says so at the card, and nothing is held', async () => {
    const { driver } = open();
    const card = patientCard('04');
    await agree(driver);
    await toDoctors(driver, 'bones');
    await chooseSlot(driver);
    await addCard(driver, card);
    await driver.tap('hold');
    await driver.see(hospitalWords('zh').unknown);
    expect((await world().twin.books()).hospital.holds.filter((one) => one.account === card)).toEqual([]);
  });
}
