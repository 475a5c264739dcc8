import * as v from 'valibot';
import type { Bill } from '../../src/contract/bill';
import { fen } from '../../src/contract/money';

/** The shapes an agency may answer with. Source: "How a city agency connects", version 1, operations. */

const Amount = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.transform(fen));
const Quantity = v.pipe(v.number(), v.finite(), v.minValue(0));
const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const Instant = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
  v.date(),
);
const Holder = v.nullable(Text);

const Usage = v.object({
  quantity: Quantity,
  unit: v.picklist(['m3', 'kWh']),
  year_quantity: Quantity,
  tiers: v.array(v.object({ upto: v.nullable(Quantity), price_fen: Amount })),
  shares: v.array(v.object({ tier: v.pipe(v.number(), v.safeInteger()), quantity: Quantity, price_fen: Amount, amount_fen: Amount })),
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

/** Why an agency says no; the words for people are in the text folder. */
const Refused = v.object({
  is: v.literal('refused'),
  why: v.picklist(['already_paid', 'price_changed', 'account_closed', 'bill_unknown', 'quote_expired', 'order_differs', 'not_accepted']),
});
const NotFound = v.object({ is: v.literal('not_found') });
const Done = v.object({ is: v.literal('done'), agency_ref: Text, at: Instant });
const Pending = v.object({ is: v.literal('pending') });

export const LookupAnswer = v.variant('is', [v.object({ is: v.literal('found'), holder: Holder, bills: v.array(BillSchema) }), NotFound]);
/** `holder` is the full name: mask it before it goes anywhere. */
export type LookupAnswer = v.InferOutput<typeof LookupAnswer>;

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

export const FulfilAnswer = v.variant('is', [Done, Refused, Pending]);
export type FulfilAnswer = v.InferOutput<typeof FulfilAnswer>;

/** `not_found`: the agency never took a fulfilment with that number, and will not. */
export const QueryAnswer = v.variant('is', [Done, Refused, Pending, NotFound]);
export type QueryAnswer = v.InferOutput<typeof QueryAnswer>;

const Posting = v.object({ order_no: Text, agency_ref: Text, amount_fen: Amount, at: Instant });

/** One page of a day's postings; `count` and `total_fen` are the whole day's, `next` asks for the page after this one. */
export const StatementPage = v.variant('is', [
  v.object({
    is: v.literal('ready'),
    postings: v.pipe(v.array(Posting), v.maxLength(1000)),
    count: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    total_fen: Amount,
    next: v.nullable(Text),
  }),
  v.object({ is: v.literal('not_ready') }),
]);
export type StatementPage = v.InferOutput<typeof StatementPage>;
