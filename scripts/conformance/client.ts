import { type KeyObject, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { answerText, requestText } from '../../server/agencies/agency';
import * as answers from '../../server/agencies/answers';
import { readJson, send } from '../../server/channels/http';
import { rsaSign, rsaVerify } from '../../server/channels/rsa';
import { Came } from './report';

/** Who is asked, and by whom. */
export interface Party {
  /** `https://…`, without `/v1` */
  readonly url: string;
  readonly service: string;
  readonly ourKey: KeyObject;
  readonly ourKeyId: string;
  readonly theirKey: KeyObject;
  readonly theirKeyId: string;
  readonly clock: () => Date;
}

/** How a request is spoilt on purpose. */
export interface Spoilt {
  readonly keyId?: string;
  readonly nonce?: string;
  /** seconds that our clock is off */
  readonly skew_s?: number;
  readonly signature?: (right: string) => string | null;
  /** what is sent instead of what was signed */
  readonly body?: string;
  /** the operation that the signature is for, if another */
  readonly signedFor?: string;
}

const SCHEMAS = {
  lookup: v.union([answers.LookupAnswer, answers.ChoicesAnswer]),
  quote: answers.QuoteAnswer,
  hold: answers.HoldAnswer,
  release: answers.ReleaseAnswer,
  fulfil: answers.FulfilAnswer,
  query: answers.QueryAnswer,
  cancel: answers.CancelAnswer,
  statement: answers.StatementPage,
};
export type Operation = keyof typeof SCHEMAS;
export type Answer<O extends Operation> = v.InferOutput<(typeof SCHEMAS)[O]>;

/** Sends one request as it is, or spoilt. @returns status and body; @throws Came when there is no answer at all */
export async function sendTo(party: Party, operation: string, content: unknown, spoilt: Spoilt = {}) {
  const url = new URL(`${party.url.replace(/\/$/, '')}/v1/${party.service}/${operation}`);
  const body = JSON.stringify(content);
  const nonce = spoilt.nonce ?? randomBytes(16).toString('hex');
  const time = String(Math.floor(party.clock().getTime() / 1000) + (spoilt.skew_s ?? 0));
  const target = spoilt.signedFor ? url.pathname.replace(/[^/]+$/, spoilt.signedFor) : url.pathname;
  const right = rsaSign(requestText('POST', target + url.search, time, nonce, body), party.ourKey);
  const signature = spoilt.signature ? spoilt.signature(right) : right;
  const answer = await send({
    method: 'POST',
    url: url.href,
    headers: {
      'content-type': 'application/json',
      'ryf-key': spoilt.keyId ?? party.ourKeyId,
      'ryf-time': time,
      'ryf-nonce': nonce,
      ...(signature !== null && { 'ryf-signature': signature }),
    },
    body: spoilt.body ?? body,
    timeout_ms: 20_000,
  });
  if (answer.is === 'unknown') throw new Came(`no answer (${answer.why})`);
  return { ...answer, nonce };
}

/** Asks as the gateway does: 200, a signature that holds, and an answer of the operation's shape. @throws Came for anything else */
export async function askFor<O extends Operation>(party: Party, operation: O, content: object): Promise<Answer<O>> {
  const answer = await sendTo(party, operation, content);
  if (answer.status !== 200) throw new Came(`HTTP ${answer.status} ${answer.body.toString('utf8').slice(0, 120)}`);
  const { 'ryf-key': key, 'ryf-time': time = '', 'ryf-signature': signature = '' } = answer.headers;
  if (key !== party.theirKeyId) throw new Came(`an answer in the name of ${key ?? 'nobody'}`);
  if (Math.abs(party.clock().getTime() / 1000 - Number(time)) > 300) throw new Came(`an answer of another time (${time})`);
  const text = answerText(answer.status, answer.nonce, time, answer.body);
  if (!rsaVerify(text, signature, party.theirKey)) throw new Came('a signature that does not hold over status, our nonce, time and body');
  const read = v.safeParse(SCHEMAS[operation] as v.GenericSchema<unknown, Answer<O>>, readJson(answer.body));
  if (!read.success) throw new Came(`another shape (${v.getDotPath(read.issues[0]) ?? 'is'}): ${answer.body.toString('utf8').slice(0, 120)}`);
  return read.output;
}
