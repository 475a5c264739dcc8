import type { ChannelId } from '../../src/contract/order';
import { mutateForm } from './forms';
import type { Random } from './random';
import { OTHER_SERIAL, type Sample } from './samples';

export type Changed = { headers: Record<string, string | undefined>; body: Buffer };
type Mutation = (changed: Changed, random: Random, other: Sample) => void;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function splice(body: Buffer, at: number, remove: number, insert: Buffer | string): Buffer {
  return Buffer.concat([body.subarray(0, at), Buffer.from(insert as string), body.subarray(at + remove)]);
}

/** Changes of bytes, wherever they stand. */
const BYTES: readonly Mutation[] = [
  (c, r) => {
    c.body = Buffer.from(c.body);
    const at = r.below(c.body.length);
    c.body[at] = (c.body[at] ?? 0) ^ (1 << r.below(8));
  },
  (c, r) => {
    c.body = splice(c.body, r.below(c.body.length), 1, Buffer.of(r.below(256)));
  },
  (c, r) => {
    c.body = splice(c.body, r.below(c.body.length + 1), 0, Buffer.of(r.below(256)));
  },
  (c, r) => {
    c.body = splice(c.body, r.below(c.body.length), 1 + r.below(8), '');
  },
  (c, r) => {
    c.body = c.body.subarray(0, r.below(c.body.length));
  },
  (c, r) => {
    const at = r.below(c.body.length);
    c.body = splice(c.body, at, 0, c.body.subarray(at, at + 1 + r.below(64)));
  },
  (c, r) => {
    c.body = Buffer.concat([c.body, Buffer.from(r.pick(['\n', ' ', '\0', '&', '{}', '\r\n', '\t', '&&', '#', '=', '&=']))]);
  },
  (c, r) => {
    c.body = Buffer.concat([Buffer.from(r.pick(['\uFEFF', ' ', '\n', '&', '?', '\0'])), c.body]);
  },
  (c, r) => {
    // The same characters in another encoding.
    c.body = Buffer.from(c.body.toString('utf8'), r.pick(['utf16le', 'latin1', 'ascii'] as const));
  },
];

/** One signature in other letters, or another in almost the same. */
export function alterBase64(text: string, r: Random): string {
  const at = r.below(text.length);
  switch (r.below(9)) {
    case 0:
      return `${text}=`;
    case 1:
      return text.replace(/=+$/, '');
    case 2:
      return text.replace(/\+/g, '-').replace(/\//g, '_');
    case 3:
      return `${text.slice(0, at)}${r.pick([' ', '\n', '\t', '!', '%'])}${text.slice(at)}`;
    case 4: {
      // The last letter before the padding has bits that nobody reads.
      const end = text.replace(/=+$/, '').length - 1;
      return `${text.slice(0, end)}${r.pick([...ALPHABET])}${text.slice(end + 1)}`;
    }
    case 5:
      return `${text.slice(0, at)}${r.pick([...ALPHABET])}${text.slice(at + 1)}`;
    case 6:
      return text.slice(0, at);
    case 7:
      return `${text}${text.slice(0, 4)}`;
    default:
      return Buffer.from(text, 'base64').toString('hex');
  }
}

const change = (c: Changed, name: string, by: (value: string) => string | undefined) => {
  c.headers[name] = by(c.headers[name] ?? '');
};
const SIGNED = ['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-signature', 'wechatpay-serial', 'wechatpay-signature-type'];

const HEADERS: readonly Mutation[] = [
  (c, r) => change(c, 'wechatpay-signature', (value) => alterBase64(value, r)),
  (c, r) => change(c, r.pick(SIGNED), () => undefined),
  (c, r) => change(c, r.pick(SIGNED), () => ''),
  (c, r) =>
    change(c, r.pick(SIGNED), (value) => {
      const at = r.below(value.length);
      return value.slice(0, at) + String.fromCharCode(value.charCodeAt(at) ^ (1 << r.below(7))) + value.slice(at + 1);
    }),
  (c, r) =>
    change(c, r.pick(SIGNED), (value) =>
      r.pick([`${value}, ${value}`, `${value},x`, ` ${value}`, `${value} `, `"${value}"`, value.toLowerCase(), value.toUpperCase()]),
    ),
  (c, r) =>
    change(c, 'wechatpay-serial', () => r.pick([OTHER_SERIAL, 'PUB_KEY_ID_', '__proto__', 'constructor', '7132D72A03E93CDDF8C03BBD1F37EEDF'])),
  (c, r) =>
    change(c, 'wechatpay-timestamp', (value) =>
      r.pick([`0${value}`, `+${value}`, `${value}.0`, `${value}e0`, String(Number(value) + 1), String(Number(value) - 299), '0x1']),
    ),
  (c, r) =>
    change(c, 'wechatpay-signature-type', () =>
      r.pick(['WECHATPAY2-SM2-WITH-SM3', 'wechatpay2-sha256-rsa2048', 'none', 'WECHATPAY2-SHA256-RSA2048']),
    ),
  (c, r) => change(c, 'wechatpay-signature', (value) => `WECHATPAY/SIGNTEST/${value.slice(r.below(30))}`),
  (c, r) => {
    // A name in another case is no name to who looks it up in lower case; twice, it is.
    const name = r.pick(SIGNED);
    c.headers[name.toUpperCase()] = c.headers[name];
    if (r.below(2)) c.headers[name] = undefined;
  },
  (c, r, other) => {
    const name = r.pick(SIGNED);
    c.headers[name] = other.headers[name];
  },
  (c, _, other) => {
    for (const name of SIGNED) c.headers[name] = other.headers[name];
  },
];

type Envelope = Record<string, unknown> & { resource?: Record<string, unknown> };

const inJson = (c: Changed, by: (envelope: Envelope) => unknown) => {
  try {
    c.body = Buffer.from(JSON.stringify(by(JSON.parse(c.body.toString('utf8')) as Envelope)));
  } catch {
    c.body = Buffer.concat([c.body, Buffer.from('}')]);
  }
};

const JSONS: readonly Mutation[] = [
  (c) => inJson(c, (envelope) => Object.fromEntries(Object.entries(envelope).reverse())),
  (c, r) => {
    c.body = Buffer.from(
      c.body.toString('utf8').replace(r.pick([/,/, /:/, /\{/, /\}/, /"/]), (found) => r.pick([`${found} `, ` ${found}`, `\n${found}`, `${found}\t`])),
    );
  },
  (c, r) => {
    c.body = Buffer.from(
      c.body.toString('utf8').replace(/[a-zA-Z]/, (letter) => (r.below(2) ? `\\u00${letter.charCodeAt(0).toString(16)}` : letter)),
    );
  },
  (c, r) =>
    inJson(c, (envelope) => ({
      ...envelope,
      [r.pick(['id', 'event_type', 'summary', 'x', '__proto__'])]: r.pick(['EV-2', 'TRANSACTION.SUCCESS', 'REFUND.SUCCESS', 1, null]),
    })),
  (c, r) =>
    inJson(c, (envelope) => ({
      ...envelope,
      resource: {
        ...envelope.resource,
        [r.pick(['ciphertext', 'nonce', 'associated_data', 'algorithm', 'original_type'])]: r.pick([
          '',
          'transaction',
          'refund',
          'AEAD_AES_256_GCM',
          'x'.repeat(12),
        ]),
      },
    })),
  (c, r) =>
    inJson(c, (envelope) => ({
      ...envelope,
      resource: { ...envelope.resource, ciphertext: alterBase64(String(envelope.resource?.ciphertext ?? ''), r) },
    })),
  (c, _, other) => inJson(c, (envelope) => ({ ...envelope, resource: (JSON.parse(other.body) as Envelope).resource })),
  (c, r) => {
    const text = c.body.toString('utf8');
    c.body = Buffer.from(text.replace(/^\{/, `{"${r.pick(['id', 'event_type', 'resource'])}":${r.pick(['"x"', 'null', '{}'])},`));
  },
  (c, _, other) => {
    c.body = Buffer.from(other.body);
  },
];

/** Changes a message in one to three ways. @param other another message of the same channel, to mix with */
export function mutate(channel: ChannelId, sample: Sample, other: Sample, random: Random): Changed {
  const changed: Changed = { headers: { ...sample.headers }, body: Buffer.from(sample.body) };
  for (let times = random.below(4) === 0 ? 1 + random.below(3) : 1; times > 0; times--) {
    if (channel === 'wechat') random.pick([BYTES, HEADERS, HEADERS, JSONS].map((kind) => random.pick(kind)))(changed, random, other);
    else if (random.below(3) === 0) random.pick(BYTES)(changed, random, other);
    else mutateForm(channel, changed, random, other);
  }
  return changed;
}
