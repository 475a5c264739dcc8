/** What an account's last two digits ask for. */
export interface TestNumber {
  readonly tail: string;
  /** an account that shows it; any other 12 digits from 2051 with this tail do too */
  readonly account: string;
  readonly zh: string;
  readonly en: string;
}

const row = (tail: string, zh: string, en: string): TestNumber => ({ tail, account: `2051000000${tail}`, zh, en });

/** The water company's test numbers. Every other account from 2051 has zero to three ordinary bills. */
export const TEST_NUMBERS: readonly TestNumber[] = [
  row('01', '一笔普通水费', 'One ordinary bill'),
  row('02', '欠三个月，有违约金，最后一笔进第二阶梯', 'Three months due, with late fees; the last one reaches tier two'),
  row('03', '没有待缴', 'Nothing due'),
  row('04', '查无此户', 'No such account'),
  row('05', '水司没有回应（503 或断线）', "The company doesn't answer (503 or closed connection)"),
  row('06', '付款后水司拒绝，应自动退款', 'Refused after payment: refunded automatically'),
  row('07', '销账已成，8 秒后才回话', 'Written off at once, answered after 8 seconds'),
  row('08', '先说处理中，问三次后完成', 'Pending first, done at the third query'),
  row('09', '销账已成，第一次不回话就断线', 'Written off, but the first connection is closed unanswered'),
  row('10', '报价后变价，销账被拒，应自动退款', 'Price changes after the quote: refused and refunded'),
  row('11', '报价比查询多 ¥1.00 违约金', 'The quote is ¥1.00 higher than the look-up (late fee)'),
];
