import { randomBytes } from 'node:crypto';

/*
 * An invented city with a fixed number of orders a day, so that more orders mean a longer history and not a busier day. Every row
 * is a function of its place in line: nothing is kept in memory, and the same sizes give the same rows.
 */

export const ORDERS_A_DAY = 20_000;
/** Citizens with the same history at every size: what a page of theirs costs may be compared. */
const REGULARS = 50;
const ORDERS_OF_A_REGULAR = 60;
/** Of the newest orders, so many are not paid yet and so many payments are being asked about. */
const OPEN = 40;
const DAY_MS = 86_400_000;

const CHANNELS = ['wechat', 'wechat', 'wechat', 'wechat', 'wechat', 'wechat', 'alipay', 'alipay', 'alipay', 'unionpay'] as const;
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Odd, so that multiplying is a permutation of 30 bits: numbers look drawn and never repeat. */
const STRIDE = 0x2545_f491;

export interface City {
  readonly orders: number;
  readonly citizens: number;
  /** when the newest order was made */
  readonly now: Date;
}

/** `2026-11-23`; Beijing keeps one offset all year, and this is asked for millions of times. */
export const beijingDate = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

export function cityOf(orders: number, now: Date): City {
  return { orders, citizens: Math.ceil(orders / 12), now };
}

const noise = randomBytes(1 << 17).toString('hex');
/** `bytes` of what nobody can compress, as COPY writes bytea. */
function sealed(i: number, bytes: number): string {
  const at = (i * 7919 * 2) % (noise.length - bytes * 2);
  return `\\\\x${noise.slice(at, at + bytes * 2)}`;
}

/** A blind index, another for every `kind` and number. */
function index(kind: number, i: number): string {
  const half = (seed: number) => (Math.imul(seed, STRIDE) >>> 0).toString(16).padStart(8, '0');
  return `\\\\x${half(i)}${half(i ^ 0x5bd1)}${kind.toString(16).padStart(2, '0')}${i.toString(16).padStart(46, '0')}`;
}

export function bytesOf(index: string): Buffer {
  return Buffer.from(index.slice(3), 'hex');
}

export function citizenId(i: number): string {
  return `00000000-0000-4000-8000-${i.toString(16).padStart(12, '0')}`;
}

const bucketOf = (citizen: number) => (citizen * 37) & 1023;

/** Every order's citizen: the regulars evenly over all of time, the others by a curve on which few have many. */
export function citizenOf(city: City, i: number): number {
  const every = Math.floor(city.orders / (REGULARS * ORDERS_OF_A_REGULAR));
  if (every > 0 && i % every === 0 && i / every < REGULARS * ORDERS_OF_A_REGULAR) return (i / every) % REGULARS;
  const spread = ((Math.imul(i, STRIDE) >>> 0) / 2 ** 32) ** 2;
  return REGULARS + Math.floor(spread * (city.citizens - REGULARS));
}

const permuted = (i: number) => (Math.imul(i + 1, STRIDE) >>> 0) & 0x3fff_ffff;

export function orderNumber(city: City, i: number): string {
  const bucket = bucketOf(citizenOf(city, i));
  let [rest, digits] = [permuted(i), ''];
  for (let n = 0; n < 6; n++, rest = Math.floor(rest / 32)) digits += SIGNS[rest & 31];
  return `${SIGNS[bucket >> 5]}${SIGNS[bucket & 31]}${digits}0`;
}

export function madeAt(city: City, i: number): Date {
  return new Date(city.now.getTime() - Math.floor(((city.orders - 1 - i) * DAY_MS) / ORDERS_A_DAY));
}

export function paymentId(city: City, i: number): string {
  const bucket = bucketOf(citizenOf(city, i));
  return `${beijingDate(madeAt(city, i)).replace('-', '').slice(0, 6)}${SIGNS[bucket >> 5]}${SIGNS[bucket & 31]}${permuted(i).toString(36).toUpperCase().padStart(8, '0')}${permuted(
    i ^ 0xffff,
  )
    .toString(36)
    .toUpperCase()
    .padStart(8, '0')}`;
}

export const channelOf = (i: number) => CHANNELS[i % CHANNELS.length] as (typeof CHANNELS)[number];
export const amountOf = (i: number) => 1000 + ((i * 613) % 30_000);
export const billIndex = (i: number) => index(1, i);
export const noticeKey = (i: number) => `TRANSACTION.SUCCESS:${channelNo(i)}`;
export const channelNo = (i: number) => `4200002${String(i).padStart(21, '0')}`;
export const clientId = (i: number) => `00000000-0000-4000-9000-${i.toString(16).padStart(12, '0')}`;
/** Of a hundred orders ninety are fulfilled, eight were given up or ran out, two were paid back. */
export function stateOf(city: City, i: number): 'unpaid' | 'open' | 'fulfilled' | 'expired' | 'refunded' {
  if (i >= city.orders - OPEN) return i % 2 ? 'open' : 'unpaid';
  const place = (i * 31) % 100;
  return place < 90 ? 'fulfilled' : place < 98 ? 'expired' : 'refunded';
}

export interface Part {
  readonly table: string;
  readonly columns: string;
  rows(city: City): Generator<string>;
}

const row = (...values: (string | number | Date | null)[]) =>
  values.map((value) => (value === null ? '\\N' : value instanceof Date ? value.toISOString() : value)).join('\t');
const plus = (at: Date, ms: number) => new Date(at.getTime() + ms);
const isPaid = (state: string) => state === 'fulfilled' || state === 'refunded';

function* each(city: City, make: (i: number, state: ReturnType<typeof stateOf>, at: Date) => string | string[] | undefined): Generator<string> {
  for (let i = 0; i < city.orders; i++) {
    const made = make(i, stateOf(city, i), madeAt(city, i));
    if (typeof made === 'string') yield made;
    else if (made) yield* made;
  }
}

/** In the order of their references. The sizes of what is sealed are those of real rows. */
export const parts: readonly Part[] = [
  {
    table: 'citizens',
    columns: 'id, bucket, created_at',
    *rows(city) {
      for (let i = 0; i < city.citizens; i++) yield row(citizenId(i), bucketOf(i), city.now);
    },
  },
  {
    table: 'orders',
    columns: 'number, citizen, client_id, quote, service, amount_fen, status, content_sealed, bills, created_at, expires_at',
    rows: (city) =>
      each(city, (i, state, at) => {
        const status = state === 'open' ? 'unpaid' : state;
        const bills = `{"${billIndex(i)}"}`;
        return row(
          orderNumber(city, i),
          citizenId(citizenOf(city, i)),
          clientId(i),
          clientId(i),
          'water',
          amountOf(i),
          status,
          sealed(i, 420),
          bills,
          at,
          plus(at, 900_000),
        );
      }),
  },
  {
    table: 'order_events',
    columns: 'order_number, event, at',
    rows: (city) =>
      each(city, (i, state, at) => {
        if (!isPaid(state)) return undefined;
        const events = state === 'fulfilled' ? ['paid', 'agency_told', 'fulfilled'] : ['paid', 'agency_told', 'refused', 'refund_sent', 'refunded'];
        return events.map((event, n) => row(orderNumber(city, i), event, plus(at, 60_000 + n * 500)));
      }),
  },
  {
    table: 'payments',
    columns: 'id, citizen, channel, surface, amount_fen, status, description, payer_sealed, channel_no, paid_at, started_at, expires_at, ask_at, app',
    rows: (city) =>
      each(city, (i, state, at) => {
        if (state === 'unpaid') return undefined;
        const status = isPaid(state) ? 'paid' : state === 'open' ? 'open' : 'closed';
        const [paid, ask] = [isPaid(state) ? plus(at, 60_000) : null, state === 'open' ? city.now : null];
        const channel = channelOf(i);
        const surface = channel === 'alipay' ? 'alipay' : 'weapp';
        const id = paymentId(city, i);
        return row(
          id,
          citizenId(citizenOf(city, i)),
          channel,
          surface,
          amountOf(i),
          status,
          `水费 ${id.slice(-9)}`,
          sealed(i, 90),
          channelNo(i),
          paid,
          at,
          plus(at, 900_000),
          ask,
          'app',
        );
      }),
  },
  {
    table: 'payment_orders',
    columns: 'payment, order_number, amount_fen',
    rows: (city) => each(city, (i, state) => (state === 'unpaid' ? undefined : row(paymentId(city, i), orderNumber(city, i), amountOf(i)))),
  },
  {
    table: 'bill_claims',
    columns: 'bill, order_number, citizen, paid, until',
    rows: (city) =>
      each(city, (i, state, at) =>
        state === 'fulfilled' || state === 'open'
          ? row(billIndex(i), orderNumber(city, i), citizenId(citizenOf(city, i)), state === 'fulfilled' ? 't' : 'f', plus(at, 900_000))
          : undefined,
      ),
  },
  {
    table: 'fulfilments',
    columns: 'order_number, status, tries, agency_ref, finished_at',
    rows: (city) =>
      each(city, (i, state, at) =>
        isPaid(state) ? row(orderNumber(city, i), state === 'fulfilled' ? 'done' : 'refused', 1, channelNo(i), plus(at, 61_000)) : undefined,
      ),
  },
  {
    table: 'refunds',
    columns: 'id, payment, order_number, amount_fen, reason, status, channel_no, tries, started_at, finished_at',
    rows: (city) =>
      each(city, (i, state, at) =>
        state === 'refunded'
          ? row(
              `${paymentId(city, i)}R`,
              paymentId(city, i),
              orderNumber(city, i),
              amountOf(i),
              'not_accepted',
              'succeeded',
              channelNo(i),
              1,
              plus(at, 62_000),
              plus(at, 63_000),
            )
          : undefined,
      ),
  },
  {
    table: 'notices',
    columns: 'channel, key, received_at, verdict, raw_sealed',
    rows: (city) =>
      each(city, (i, state, at) => (isPaid(state) ? row(channelOf(i), noticeKey(i), plus(at, 60_500), 'booked', sealed(i, 1850)) : undefined)),
  },
  {
    table: 'receipts',
    columns: 'order_number, code, issued_at',
    rows: (city) =>
      each(city, (i, state, at) =>
        state === 'fulfilled' ? row(orderNumber(city, i), noise.slice((i * 31) % 100_000, ((i * 31) % 100_000) + 320), plus(at, 61_000)) : undefined,
      ),
  },
  {
    table: 'ledger_transactions',
    columns: 'id, kind, reference, at',
    rows: (city) =>
      each(city, (i, state, at) =>
        isPaid(state)
          ? [
              row(2 * i + 1, 'payment', `${paymentId(city, i)} ${orderNumber(city, i)}`, plus(at, 60_000)),
              row(2 * i + 2, state === 'fulfilled' ? 'fulfilment' : 'refund_owed', orderNumber(city, i), plus(at, 61_000)),
            ]
          : undefined,
      ),
  },
  {
    table: 'ledger_entries',
    columns: 'transaction, account, amount_fen',
    rows: (city) =>
      each(city, (i, state) =>
        isPaid(state)
          ? [
              row(2 * i + 1, `channel:${channelOf(i)}`, amountOf(i)),
              row(2 * i + 1, 'held:water', -amountOf(i)),
              row(2 * i + 2, 'held:water', amountOf(i)),
              row(2 * i + 2, state === 'fulfilled' ? 'agency:water' : 'refunds_payable', -amountOf(i)),
            ]
          : undefined,
      ),
  },
  {
    table: 'statement_rows',
    columns: 'source, day, try, line, kind, number, their_no, amount_fen, fee_millifen, at, pending',
    // The last hundred days are kept, each compared with its source once.
    rows: (city) =>
      each(city, (i, state, at) => {
        if (!isPaid(state) || i < city.orders - 100 * ORDERS_A_DAY) return undefined;
        const day = beijingDate(plus(at, 60_000));
        return row(channelOf(i), day, 1, i, 'payment', paymentId(city, i), channelNo(i), amountOf(i), 0, plus(at, 60_000), 'f');
      }),
  },
];
