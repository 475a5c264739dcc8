/** Codes that WeChat Pay's pages and servers spell in more than one way, under the spelling used here. */
const SPELLINGS: Readonly<Record<string, string>> = {
  ORDER_PAID: 'ORDERPAID',
  ORDERNOTEXIST: 'ORDER_NOT_EXIST',
  ORDERCLOSED: 'ORDER_CLOSED',
  SYSTEMERROR: 'SYSTEM_ERROR',
  RATELIMIT_EXCEEDED: 'FREQUENCY_LIMITED',
  FREQUENCY_LIMIT_EXCEED: 'FREQUENCY_LIMITED',
  REFUNDNOTEXIST: 'REFUND_NOT_EXISTS',
  REFUND_NOT_EXIST: 'REFUND_NOT_EXISTS',
  RESOURCE_NOT_EXIST: 'RESOURCE_NOT_EXISTS',
};

/** Whatever their status, these say nothing about the order: the same request may be repeated. */
const SAYS_NOTHING = new Set(['SYSTEM_ERROR', 'BANK_ERROR', 'BIZ_ERR_NEED_RETRY', 'FREQUENCY_LIMITED', 'SIGN_ERROR']);

/** One spelling for each code; a code that does not look like one is not passed on. */
export function wechatCode(code: unknown): string {
  if (typeof code !== 'string' || !/^[A-Z][A-Z0-9_]{1,63}$/.test(code)) return 'NO_CODE';
  return SPELLINGS[code] ?? code;
}

/**
 * True when an error answer is only a bad moment, or our own clock or keys (401): no order may fail for it.
 * The HTTP status counts first, because the codes differ between WeChat's pages.
 */
export function saysNothing(status: number, code: string): boolean {
  return status === 401 || status === 429 || status < 400 || status >= 500 || SAYS_NOTHING.has(code);
}

/** Said of a number that WeChat knows already: an order under it may still be payable, or paid, so the query decides. */
const MAY_EXIST = new Set(['OUT_TRADE_NO_USED', 'INVALID_REQUEST', 'ORDER_CLOSED', 'TRADE_ERROR']);

/** True when a refused prepay does not prove that nothing can be paid under its number. */
export function mayExist(code: string): boolean {
  return MAY_EXIST.has(code);
}
