import Taro from '@tarojs/taro';
import { call } from '../api';
import { readStored, removeStored, writeStored } from '../platform/storage';
import { type Begun, createPayment } from './payment';
import { wallet } from './wallet';

export type { Begun, PayResult } from './payment';

const payment = createPayment({
  call,
  wallet,
  memory: {
    read: () => readStored<Begun>('payment'),
    write: (begun) => writeStored('payment', begun),
    clear: () => removeStored('payment'),
  },
  openCashier: async (orders) => {
    await Taro.navigateTo({ url: `/pages/cashier/index?orders=${orders.join(',')}` });
  },
  wait: (ms) => (ms ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve()),
});

/**
 * Charges for what was quoted: places one order for each quote and opens the cashier, on every platform. All a service's
 * page has to do.
 *
 * @example
 * const quote = await call('quote', { service: 'water', account: { typed: '205100000001' }, bills: ['202610'] });
 * await charge(quote);
 *
 * @throws Problem `quote_expired` and what any call may throw; nothing is charged then
 */
export const charge = payment.charge;

/** Opens a wallet for these orders and tells how it went, asking the gateway instead of believing the wallet. For the cashier. */
export const pay = payment.pay;

/** What became of a payment that was begun before the app was closed; null when there is none. */
export const resume = payment.resume;

/** Stops remembering a payment whose end the citizen has seen. */
export const forget = payment.forget;

/** The payment begun and not ended on this phone, if any. */
export const begun = payment.begun;

/** Channels whose wallet can open here, the platform's own first. */
export const channels = payment.channels;
