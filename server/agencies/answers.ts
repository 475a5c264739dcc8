import * as v from 'valibot';
import type { Bill } from '../../src/contract/bill';
import type { CancelTerms, Choice, Fact, Voucher } from '../../src/contract/booking';
import { fen } from '../../src/contract/money';

/** The shapes an agency may answer with. Source: docs/agency.openapi.yaml, which a test holds to these schemas. */

const Whole = v.pipe(v.number(), v.safeInteger());
const Amount = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.transform(fen));
const Price = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.transform(fen));
const Quantity = v.pipe(v.number(), v.finite(), v.minValue(0));
const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const Instant = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
  v.date(),
);
/** An instant that is kept and shown, not reckoned with at the door. */
const Moment = v.pipe(
  Instant,
  v.transform((at) => at.toISOString()),
);
const Holder = v.nullable(Text);
const Words = v.object({ zh: Text, en: Text });

const Usage = v.object({
  quantity: Quantity,
  unit: v.picklist(['m3', 'kWh']),
  year_quantity: Quantity,
  tiers: v.array(v.object({ upto: v.nullable(Quantity), price_fen: Amount })),
  shares: v.array(v.object({ tier: Whole, quantity: Quantity, price_fen: Amount, amount_fen: Amount })),
});

const BillSchema: v.GenericSchema<unknown, Bill> = v.pipe(
  v.object({
    no: Text,
    period: v.pipe(v.string(), v.regex(/^\d{4}-(0[1-9]|1[0-2])$/)),
    due_on: v.pipe(v.string(), v.isoDate()),
    amount_fen: Amount,
    late_fee_fen: Amount,
    usage: v.optional(Usage),
  }),
  v.transform(({ usage, ...bill }): Bill => (usage ? { ...bill, usage } : bill)),
);

const FactSchema: v.GenericSchema<unknown, Fact> = v.object({ label: Words, value: Words });

const ChoiceSchema: v.GenericSchema<unknown, Choice> = v.object({
  key: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  title: Words,
  note: v.nullable(Words),
  amount_fen: v.nullable(Amount),
  left: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
});

const CancelSchema: v.GenericSchema<unknown, CancelTerms> = v.object({
  steps: v.pipe(v.array(v.object({ until: Moment, fee_fen: Amount })), v.maxLength(12)),
  after_fee_fen: v.nullable(Amount),
});

const VoucherSchema: v.GenericSchema<unknown, Voucher> = v.object({ code: Text, facts: v.pipe(v.array(FactSchema), v.maxLength(12)) });

/** Why an agency says no before or after a payment; the words for people are in the text folder. */
export const refusals = [
  'already_paid',
  'price_changed',
  'account_closed',
  'account_unknown',
  'bill_unknown',
  'selection_unknown',
  'sold_out',
  'limit_reached',
  'amount_limit',
  'resting',
  'quote_expired',
  'order_differs',
  'not_accepted',
] as const;
/** `until` of `resting`: when the agency works again. */
const Refused = v.object({ is: v.literal('refused'), why: v.picklist(refusals), until: v.optional(Moment) });
const NotFound = v.object({ is: v.literal('not_found') });
const Done = v.pipe(
  v.object({ is: v.literal('done'), agency_ref: Text, at: Instant, voucher: v.optional(VoucherSchema) }),
  v.transform(({ voucher, ...done }) => ({ ...done, voucher: voucher ?? null })),
);
const Pending = v.object({ is: v.literal('pending') });
const Cancelled = v.object({ is: v.literal('cancelled'), fee_fen: Amount, at: Instant });

export const LookupAnswer = v.variant('is', [v.object({ is: v.literal('found'), holder: Holder, bills: v.array(BillSchema) }), NotFound]);
/** `holder` is the full name: mask it before it goes anywhere. */
export type LookupAnswer = v.InferOutput<typeof LookupAnswer>;

/** What can be chosen next in a booking. `part` null: the selection is whole and may be held. */
export const ChoicesAnswer = v.variant('is', [
  v.object({ is: v.literal('found'), part: v.nullable(Text), choices: v.pipe(v.array(ChoiceSchema), v.maxLength(200)) }),
  NotFound,
]);
export type ChoicesAnswer = v.InferOutput<typeof ChoicesAnswer>;

export const QuoteAnswer = v.variant('is', [
  v.object({
    is: v.literal('quoted'),
    quote_ref: Text,
    amount_fen: Amount,
    valid_until: Instant,
    holder: Holder,
    bills: v.array(BillSchema),
  }),
  Refused,
]);
export type QuoteAnswer = v.InferOutput<typeof QuoteAnswer>;

export const HoldAnswer = v.variant('is', [
  v.object({
    is: v.literal('held'),
    quote_ref: Text,
    amount_fen: Price,
    valid_until: Instant,
    holder: Holder,
    title: Words,
    facts: v.pipe(v.array(FactSchema), v.maxLength(12)),
    starts_at: Moment,
    cancel: CancelSchema,
  }),
  v.object({ is: v.literal('refused'), why: v.picklist([...refusals, 'hold_differs', 'hold_over']) }),
]);
export type HoldAnswer = v.InferOutput<typeof HoldAnswer>;

/** What can be bought for an account now. `part` null: the selection is whole and may be quoted. */
export const OffersAnswer = v.variant('is', [
  v.object({
    is: v.literal('found'),
    holder: Holder,
    facts: v.pipe(v.array(FactSchema), v.maxLength(12)),
    part: v.nullable(Text),
    choices: v.pipe(v.array(ChoiceSchema), v.maxLength(200)),
  }),
  NotFound,
  Refused,
]);
export type OffersAnswer = v.InferOutput<typeof OffersAnswer>;

export const TopupQuoteAnswer = v.variant('is', [
  v.object({
    is: v.literal('quoted'),
    quote_ref: Text,
    amount_fen: Price,
    valid_until: Instant,
    holder: Holder,
    title: Words,
    by: Words,
    facts: v.pipe(v.array(FactSchema), v.maxLength(12)),
  }),
  Refused,
]);
export type TopupQuoteAnswer = v.InferOutput<typeof TopupQuoteAnswer>;

/** `refused`: an order lives on the hold. */
export const ReleaseAnswer = v.variant('is', [
  v.object({ is: v.literal('released') }),
  v.object({ is: v.literal('refused'), why: v.picklist(['hold_used']) }),
]);
export type ReleaseAnswer = v.InferOutput<typeof ReleaseAnswer>;

export const FulfilAnswer = v.variant('is', [Done, Refused, Pending]);
export type FulfilAnswer = v.InferOutput<typeof FulfilAnswer>;

/** `not_found`: the agency never took a fulfilment with that number, and will not. */
export const QueryAnswer = v.variant('is', [Done, Refused, Pending, Cancelled, NotFound]);
export type QueryAnswer = v.InferOutput<typeof QueryAnswer>;

/** `fee_fen` of a refusal: what it would cost now, when that is why. */
export const CancelAnswer = v.variant('is', [
  Cancelled,
  v.object({
    is: v.literal('refused'),
    why: v.picklist(['too_late', 'fee_changed', 'already_used', 'order_unknown', 'not_cancellable']),
    fee_fen: v.optional(Amount),
  }),
  Pending,
]);
export type CancelAnswer = v.InferOutput<typeof CancelAnswer>;

/** `cancelled`: the agency gives `-amount_fen` back and keeps `fee_fen`. */
const Posting = v.variant('is', [
  v.object({ is: v.literal('done'), order_no: Text, agency_ref: Text, amount_fen: Amount, at: Instant }),
  v.object({
    is: v.literal('cancelled'),
    order_no: Text,
    agency_ref: Text,
    amount_fen: v.pipe(v.number(), v.safeInteger(), v.maxValue(-1), v.transform(fen)),
    fee_fen: Amount,
    at: Instant,
  }),
]);

/** One page of a day's postings; `count` and `total_fen` are the whole day's, `next` asks for the page after this one. */
export const StatementPage = v.variant('is', [
  v.object({
    is: v.literal('ready'),
    postings: v.pipe(v.array(Posting), v.maxLength(1000)),
    count: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    /** negative when more was given back than written off */
    total_fen: v.pipe(v.number(), v.safeInteger(), v.transform(fen)),
    next: v.nullable(Text),
  }),
  v.object({ is: v.literal('not_ready') }),
]);
export type StatementPage = v.InferOutput<typeof StatementPage>;
