import * as v from 'valibot';
import { insides } from './inside';

/**
 * What each route takes, checked at the gateway's door. The client imports only the types, so no validator is shipped
 * to phones. Strict objects: an unknown field is an error, not a silent loss.
 */
const text = (max: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(max));
/** made by the client: 16–40 characters that are safe in a path */
const clientId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{16,40}$/));
const uuid = v.pipe(v.string(), v.uuid());
const paymentId = v.pipe(v.string(), v.regex(/^[A-Z0-9]{8,32}$/));
const clientIds = v.pipe(v.array(clientId), v.minLength(1), v.maxLength(20));
const phone = v.pipe(v.string(), v.regex(/^1[3-9]\d{9}$/));

/** what was chosen, part by part; names and keys are the agency's */
const chosen = v.union([text(64), v.pipe(v.array(text(64)), v.minLength(1), v.maxLength(9))]);
const selection = v.pipe(
  v.record(v.pipe(v.string(), v.regex(/^[a-z][a-z_]{0,23}$/)), chosen),
  v.check((parts) => Object.keys(parts).length <= 12),
);

/** an account typed in, one saved before, or the mobile number that the citizen signs in with */
const account = v.union([
  v.strictObject({ typed: v.pipe(v.string(), v.regex(/^[0-9A-Za-z\u4e00-\u9fa5]{1,32}$/)) }),
  v.strictObject({ saved: uuid }),
  v.strictObject({ own: v.literal(true) }),
]);

export const inputs = {
  catalogue: v.strictObject({}),
  signInWechat: v.strictObject({ code: text(256) }),
  signInAlipay: v.strictObject({ code: text(256) }),
  sendSmsCode: v.strictObject({ phone }),
  signInSms: v.strictObject({ phone, code: v.pipe(v.string(), v.regex(/^\d{6}$/)) }),
  signOut: v.strictObject({}),
  signOutEverywhere: v.strictObject({}),
  sessions: v.strictObject({}),
  revokeSession: v.strictObject({ id: uuid }),
  accounts: v.strictObject({}),
  saveAccount: v.strictObject({
    service: text(32),
    account,
    nickname: v.nullable(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(12))),
  }),
  removeAccount: v.strictObject({ id: uuid }),
  lookup: v.strictObject({ service: text(32), account }),
  choices: v.strictObject({ service: text(32), selection }),
  offers: v.strictObject({ service: text(32), account, selection }),
  quote: v.union([
    v.strictObject({
      service: text(32),
      account,
      /** numbers of the chosen bills */
      bills: v.pipe(v.array(text(32)), v.minLength(1), v.maxLength(24)),
    }),
    v.strictObject({ service: text(32), account, selection }),
  ]),
  placeOrder: v.strictObject({ id: clientId, quote: uuid }),
  orders: v.strictObject({ before: v.optional(text(64)) }),
  order: v.strictObject({ id: clientId }),
  cancelOrder: v.strictObject({
    id: clientId,
    /** of an order that is done: the fee that the citizen was shown and agreed to */
    fee_fen: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  }),
  openPayment: v.strictObject({
    orders: clientIds,
    channel: v.picklist(['wechat', 'alipay', 'unionpay']),
    /** on the web only, where it means `browser` when left out */
    inside: v.optional(v.picklist(insides)),
  }),
  linkWallet: v.strictObject({
    channel: v.picklist(['wechat', 'alipay']),
    /** the cashier to come back to */
    orders: clientIds,
  }),
  payment: v.strictObject({ id: paymentId }),
  checkPayment: v.strictObject({ id: paymentId }),
  receipt: v.strictObject({ id: clientId }),
};

export type Inputs = { [R in keyof typeof inputs]: v.InferInput<(typeof inputs)[R]> };
