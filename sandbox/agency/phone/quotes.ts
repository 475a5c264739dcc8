import { type Fen, fen } from '../../../src/contract/money';
import { letters } from '../../common/numbers';
import type { Twin } from '../../twin';
import { type Fact, type Refusal, tailOf, type Words } from '../common/agency';
import { type Body, selectionField, textField } from '../common/requests';
import { creditedToday, DAY_LIMIT, FACES, priceOf } from './faces';
import { AGENCY, type Carrier, carrierOf, holderOf, isCarried, placeOf, restsUntil } from './numbers';

const QUOTE_LIFE_MS = 15 * 60_000;
const RISE_FEN = 100;

interface Choice {
  readonly key: string;
  readonly title: Words;
  readonly note: Words | null;
  readonly amount_fen: Fen | null;
  readonly left: number | null;
}

type Refused = { is: 'refused'; why: Refusal; until?: string };
export type Offers = { is: 'found'; holder: string | null; facts: Fact[]; part: string | null; choices: Choice[] } | { is: 'not_found' } | Refused;
export type Quote =
  | { is: 'quoted'; quote_ref: string; amount_fen: Fen; valid_until: string; holder: string | null; title: Words; by: Words; facts: Fact[] }
  | Refused;

/** `lookup`: whose number it is, and what its faces cost; those beyond the day's limit have none left. */
export async function offers(twin: Twin, body: Body): Promise<Offers> {
  const number = textField(body, 'account');
  const { face } = selectionField(body);
  const carrier = carrierOf(number);
  if (!carrier) return { is: 'not_found' };
  const now = twin.now();
  const until = restsUntil(number, carrier, now);
  if (until) return resting(until);
  const about = { is: 'found', holder: holderOf(number, carrier), facts: factsOf(number, carrier) } as const;
  if (face !== undefined) return faceOf(face) ? { ...about, part: null, choices: [] } : { is: 'not_found' };
  const today = await creditedToday(twin.pool, number, now);
  const choices = FACES.map((one) => ({
    key: String(one),
    title: { zh: `${one} 元`, en: `¥${one}` },
    note: null,
    amount_fen: priceOf(one, carrier),
    left: today + one > DAY_LIMIT ? 0 : null,
  }));
  return { ...about, part: 'face', choices };
}

/** `quote`: keeps the price for a quarter of an hour; `fulfil` is held to it. */
export async function quote(twin: Twin, body: Body): Promise<Quote> {
  const number = textField(body, 'account');
  const face = faceOf(selectionField(body).face);
  const carrier = carrierOf(number);
  if (!carrier) return { is: 'refused', why: 'account_unknown' };
  if (!face) return { is: 'refused', why: 'selection_unknown' };
  const now = twin.now();
  const until = restsUntil(number, carrier, now);
  if (until) return resting(until);
  if ((await creditedToday(twin.pool, number, now)) + face > DAY_LIMIT) return { is: 'refused', why: 'amount_limit' };
  const amount_fen = fen(priceOf(face, carrier) + (tailOf(number) === '11' ? RISE_FEN : 0));
  const validUntil = new Date(now.getTime() + QUOTE_LIFE_MS);
  const quote_ref = `PQ${letters(20).toUpperCase()}`;
  await twin.pool.query('insert into twin.quotes (quote_ref, agency, account, bills, amount_fen, valid_until) values ($1, $2, $3, $4, $5, $6)', [
    quote_ref,
    AGENCY,
    number,
    JSON.stringify([face]),
    amount_fen,
    validUntil,
  ]);
  return {
    is: 'quoted',
    quote_ref,
    amount_fen,
    valid_until: validUntil.toISOString(),
    holder: holderOf(number, carrier),
    title: { zh: `${face} 元话费`, en: `¥${face} credit` },
    by: carrier.name,
    facts: [{ label: { zh: '到账', en: 'Credited' }, value: { zh: '付款后一般 1 分钟内', en: 'Usually within a minute' } }],
  };
}

function factsOf(number: string, carrier: Carrier): Fact[] {
  const name = isCarried(number) ? { zh: `${carrier.name.zh}（携号转网）`, en: `${carrier.name.en}, number carried over` } : carrier.name;
  return [
    { label: { zh: '运营商', en: 'Carrier' }, value: name },
    { label: { zh: '归属地', en: 'Place' }, value: placeOf(number) },
  ];
}

function faceOf(chosen: unknown): number | undefined {
  return FACES.find((face) => String(face) === chosen);
}

function resting(until: Date): Refused {
  return { is: 'refused', why: 'resting', until: until.toISOString() };
}
