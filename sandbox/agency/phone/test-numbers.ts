import type { TestNumber } from '../water/test-numbers';

const row = (tail: string, zh: string, en: string): TestNumber => ({ tail, account: `138000000${tail}`, zh, en });

/** Mobile numbers that ask for a behaviour; every other one of a carrier's segment behaves. */
export const TEST_PHONES: readonly TestNumber[] = [
  row('01', '普通手机号', 'An ordinary number'),
  row('04', '空号', 'Not in service'),
  row('05', '运营商没有回应（503 或断线）', "The carrier doesn't answer (503 or closed connection)"),
  row('06', '付款后运营商拒绝，应自动退款', 'Refused after payment: refunded automatically'),
  row('07', '已到账，8 秒后才回话', 'Credited at once, answered after 8 seconds'),
  row('08', '先说处理中，问三次后到账', 'Pending first, credited at the third query'),
  row('09', '已到账，第一次不回话就断线', 'Credited, but the first connection is closed unanswered'),
  row('10', '报价后变价，充值被拒，应自动退款', 'Price changes after the quote: refused and refunded'),
  row('11', '报价比面值表多 ¥1.00', 'The quote is ¥1.00 higher than the list'),
  row('15', '携号转网：号段是移动，现在是电信', 'Carried over: a China Mobile number, now with China Telecom'),
  row('16', '运营商正在维护', 'The carrier is under maintenance'),
];
