import { type KeyObject, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { Selection } from '../../src/contract/booking';
import type { Fen } from '../../src/contract/money';
import { type HttpAnswer, readJson, send } from '../channels/http';
import { rsaSign, rsaVerify } from '../channels/rsa';
import {
  CancelAnswer,
  ChoicesAnswer,
  FulfilAnswer,
  HoldAnswer,
  LookupAnswer,
  OffersAnswer,
  QueryAnswer,
  QuoteAnswer,
  ReleaseAnswer,
  StatementPage,
  TopupQuoteAnswer,
} from './answers';
import { type PostingsAnswer, readPostings } from './statement';

export interface AgencySettings {
  /** `https://…`, without `/v1`; a path in it is part of what is signed */
  readonly baseUrl: string;
  /** id of the service at the agency, `water` */
  readonly service: string;
  readonly ourKeyId: string;
  readonly ourKey: KeyObject;
  readonly theirKeyId: string;
  readonly theirKey: KeyObject;
  readonly clock: () => Date;
  readonly timeoutMs?: number;
}

/** What is asked of an agency once money was taken; the same again is safe, `order_no` is the key. */
export interface FulfilRequest {
  readonly order_no: string;
  readonly quote_ref: string;
  readonly account: string;
  /** numbers of the bills; a booking and a top-up have none, the quote_ref says what was chosen */
  readonly bills?: readonly string[];
  readonly amount_fen: Fen;
  readonly paid_at: Date;
}

/** A price together with stock that is kept until its end; `hold_no` is the key. */
export interface HoldRequest {
  readonly hold_no: string;
  readonly account: string;
  readonly selection: Selection;
}

/** Undoes a done order. `fee_fen` is what the citizen agreed to, `asked_at` when: the rule of that moment counts. */
export interface CancelRequest {
  readonly order_no: string;
  readonly fee_fen: Fen;
  readonly asked_at: Date;
}

export interface AgencyClient {
  lookup(account: string): Promise<LookupAnswer | Unknown>;
  choices(selection: Selection): Promise<ChoicesAnswer | Unknown>;
  offers(account: string, selection: Selection): Promise<OffersAnswer | Unknown>;
  quote(account: string, bills: readonly string[]): Promise<QuoteAnswer | Unknown>;
  quoteTopup(account: string, selection: Selection): Promise<TopupQuoteAnswer | Unknown>;
  hold(hold: HoldRequest): Promise<HoldAnswer | Unknown>;
  /** Gives an unused hold back; also one that never arrived, which then never will. */
  release(holdNo: string): Promise<ReleaseAnswer | Unknown>;
  fulfil(order: FulfilRequest): Promise<FulfilAnswer | Unknown>;
  query(orderNo: string): Promise<QueryAnswer | Unknown>;
  cancel(order: CancelRequest): Promise<CancelAnswer | Unknown>;
  /** What the agency wrote off and took back on one Beijing day; pages are asked for while the postings are read. */
  statement(day: string): Promise<PostingsAnswer>;
}

/** Nobody knows what the agency did: ask again. `why` is a short code for logs. */
export interface Unknown {
  readonly is: 'unknown';
  readonly why: string;
}

const MAX_SKEW_MS = 300_000;

/**
 * Talks to one agency about one service. Every answer is verified over its raw bytes, with the nonce of the request it
 * answers, so none can be replayed or swapped. Amounts are fen, times UTC. Never throws for what the agency or the
 * network did. Source: docs/agency.openapi.yaml.
 */
export function agencyClient(settings: AgencySettings): AgencyClient {
  return {
    lookup: (account) => ask(settings, 'lookup', { account }, LookupAnswer),
    choices: (selection) => ask(settings, 'lookup', { selection }, ChoicesAnswer),
    offers: (account, selection) => ask(settings, 'lookup', { account, selection }, OffersAnswer),
    quote: (account, bills) => ask(settings, 'quote', { account, bills }, QuoteAnswer),
    quoteTopup: (account, selection) => ask(settings, 'quote', { account, selection }, TopupQuoteAnswer),
    hold: (hold) => ask(settings, 'hold', hold, HoldAnswer),
    release: (hold_no) => ask(settings, 'release', { hold_no }, ReleaseAnswer),
    fulfil: (order) => ask(settings, 'fulfil', { ...order, paid_at: order.paid_at.toISOString() }, FulfilAnswer),
    query: (order_no) => ask(settings, 'query', { order_no }, QueryAnswer),
    cancel: (order) => ask(settings, 'cancel', { ...order, asked_at: order.asked_at.toISOString() }, CancelAnswer),
    statement: (day) => readPostings((after) => ask(settings, 'statement', { day, ...(after && { after }) }, StatementPage)),
  };
}

async function ask<Schema extends v.GenericSchema>(
  settings: AgencySettings,
  operation: string,
  content: object,
  schema: Schema,
): Promise<v.InferOutput<Schema> | Unknown> {
  const url = new URL(`${settings.baseUrl.replace(/\/$/, '')}/v1/${settings.service}/${operation}`);
  const body = JSON.stringify(content);
  const nonce = randomBytes(16).toString('hex');
  const time = String(Math.floor(settings.clock().getTime() / 1000));
  const signature = rsaSign(requestText('POST', url.pathname + url.search, time, nonce, body), settings.ourKey);
  const answer = await send({
    method: 'POST',
    url: url.href,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      'ryf-key': settings.ourKeyId,
      'ryf-time': time,
      'ryf-nonce': nonce,
      'ryf-signature': signature,
    },
    body,
    ...(settings.timeoutMs && { timeout_ms: settings.timeoutMs }),
  });
  if (answer.is === 'unknown') return answer;
  if (answer.status !== 200) return { is: 'unknown', why: `http_${answer.status}` };
  const fault = answerFault(settings, answer, nonce);
  if (fault) return { is: 'unknown', why: `answer_${fault}` };
  const read = v.safeParse(schema, readJson(answer.body));
  return read.success ? read.output : { is: 'unknown', why: 'answer_content' };
}

/** What a request's signature covers; `target` is path and query exactly as sent. */
export function requestText(method: string, target: string, time: string, nonce: string, body: string): string {
  return `${method}\n${target}\n${time}\n${nonce}\n${body}\n`;
}

/** What an answer's signature covers; `nonce` is the request's. */
export function answerText(status: number, nonce: string, time: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${status}\n${nonce}\n${time}\n`), body, Buffer.from('\n')]);
}

function answerFault(settings: AgencySettings, answer: HttpAnswer, nonce: string): 'key' | 'clock' | 'signature' | null {
  const time = answer.headers['ryf-time'] ?? '';
  if (answer.headers['ryf-key'] !== settings.theirKeyId) return 'key';
  if (!/^\d{1,12}$/.test(time)) return 'signature';
  if (Math.abs(settings.clock().getTime() - Number(time) * 1000) > MAX_SKEW_MS) return 'clock';
  const text = answerText(answer.status, nonce, time, answer.body);
  return rsaVerify(text, answer.headers['ryf-signature'] ?? '', settings.theirKey) ? null : 'signature';
}
