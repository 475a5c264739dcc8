import type { TestNumber } from '../water/test-numbers';

const row = (tail: string, zh: string, en: string): TestNumber => ({ tail, account: `52000000${tail}`, zh, en });

/** Patient cards that ask for a behaviour; every other one of 10 digits from 52 behaves. */
export const TEST_CARDS: readonly TestNumber[] = [
  row('01', '普通就诊卡', 'An ordinary patient card'),
  row('04', '查无此卡', 'No such card'),
  row('05', '医院没有回应（503 或断线）', "The hospital doesn't answer (503 or closed connection)"),
  row('06', '付款后医院拒绝，应自动退款', 'Refused after payment: refunded automatically'),
  row('07', '挂号已成，8 秒后才回话', 'Booked at once, answered after 8 seconds'),
  row('08', '先说处理中，问三次后完成', 'Pending first, done at the third query'),
  row('09', '挂号已成，第一次不回话就断线', 'Booked, but the first connection is closed unanswered'),
  row('10', '报价后变价，挂号被拒，应自动退款', 'Price changes after the quote: refused and refunded'),
  row('12', '已经取号，不能退', 'The visit began: cannot be given back'),
  row('13', '退号先说处理中，问三次后完成', 'Giving back: pending first, done at the third asking'),
  row('14', '退号已成，第一次不回话就断线', 'Given back, but the first connection is closed unanswered'),
];
