import type { BookHold, BookPosting, BookRefund, BookTrade } from '../../sandbox/control/books';

export type WalletOutcome = 'pay' | 'cancel' | 'fail' | 'pay_silently' | 'pay_late' | 'processing';

export interface Books {
  readonly wechat: { readonly trades: BookTrade[]; readonly refunds: BookRefund[] };
  readonly alipay: { readonly trades: BookTrade[]; readonly refunds: BookRefund[] };
  readonly unionpay: { readonly trades: BookTrade[]; readonly refunds: BookRefund[] };
  readonly water: { readonly postings: BookPosting[] };
  readonly hospital: { readonly postings: BookPosting[]; readonly holds: BookHold[] };
  readonly phone: { readonly postings: BookPosting[] };
}

/** The twin's control side, as tests use it. */
export interface TwinClient {
  loginCode(wallet: 'wechat' | 'alipay', as: string): Promise<string>;
  /** what the citizen does in the wallet that `wx.requestPayment` opened → its errMsg */
  wechatWallet(signed: object, outcome?: WalletOutcome): Promise<string>;
  /** → resultCode of my.tradePay */
  alipayWallet(tradeNO: string, outcome?: WalletOutcome): Promise<string>;
  /** what 云闪付's script tells its page: `ok`, or why not */
  unionpayWallet(tn: string, outcome?: WalletOutcome): Promise<string>;
  smsCode(phone: string): Promise<string>;
  books(): Promise<Books>;
  notices(): Promise<{ id: string; channel: string; event: string; merchant_no: string; state: string; attempts: { status: number | null }[] }[]>;
  replay(id: string): Promise<void>;
  fault(channel: 'wechat' | 'alipay' | 'unionpay' | 'water' | 'hospital' | 'phone' | 'sms', change: object): Promise<void>;
  heal(): Promise<void>;
}

export function createTwinClient(origin: string): TwinClient {
  const send = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${origin}/_twin${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!answer.ok) throw new Error(`twin ${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    loginCode: async (wallet, as) => (await send<{ code: string }>('POST', `/login/${wallet}`, { as })).code,
    wechatWallet: async (signed, outcome = 'pay') => (await send<{ errMsg: string }>('POST', '/wallet/wechat', { ...signed, outcome })).errMsg,
    alipayWallet: async (tradeNO, outcome = 'pay') => (await send<{ resultCode: string }>('POST', '/wallet/alipay', { tradeNO, outcome })).resultCode,
    unionpayWallet: async (tn, outcome = 'pay') => (await send<{ error: string | null }>('POST', '/wallet/unionpay', { tn, outcome })).error ?? 'ok',
    smsCode: async (phone) => {
      const { messages } = await send<{ messages: { code: string }[] }>('GET', `/sms?phone=${phone}`);
      if (!messages[0]) throw new Error('no message was sent');
      return messages[0].code;
    },
    books: () => send('GET', '/books'),
    notices: async () => (await send<{ notices: Awaited<ReturnType<TwinClient['notices']>> }>('GET', '/notices')).notices,
    replay: async (id) => void (await send('POST', `/notices/${id}/replay`)),
    fault: async (channel, change) => void (await send('POST', '/faults', { channel, ...change })),
    heal: async () => void (await send('DELETE', '/faults')),
  };
}
