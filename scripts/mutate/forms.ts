import type { ChannelId } from '../../src/contract/order';
import { alterBase64, type Changed } from './mutations';
import type { Random } from './random';
import type { Sample } from './samples';

/** Fields as they stand on the wire, still encoded. */
type Pairs = [name: string, value: string][];
type Mutation = (pairs: Pairs, r: Random, other: Pairs) => Pairs;

const NAMES = {
  alipay: [
    'sign',
    'sign_type',
    'trade_status',
    'total_amount',
    'out_trade_no',
    'seller_id',
    'app_id',
    'notify_type',
    'alipay_cert_sn',
    'refund_fee',
    'subject',
  ],
  unionpay: [
    'signature',
    'signMethod',
    'signPubKeyCert',
    'respCode',
    'txnAmt',
    'orderId',
    'merId',
    'txnType',
    'queryId',
    'origRespCode',
    'traceTime',
  ],
} as const;

const at = (pairs: Pairs, i: number, by: (pair: [string, string]) => [string, string]): Pairs => pairs.map((pair, j) => (i === j ? by(pair) : pair));
const some = (pairs: Pairs, r: Random, by: (pair: [string, string]) => [string, string]) => at(pairs, r.below(pairs.length), by);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}

/** Half of an emoji, which a cut leaves behind, cannot be encoded; it becomes the sign for what cannot be read. */
function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'));
}

/** One text in another spelling of the form's encoding. */
function respelled(value: string, r: Random): string {
  switch (r.below(6)) {
    case 0:
      return value.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
    case 1:
      return value.replace(/\+/g, '%20');
    case 2:
      return value.replace(/[A-Za-z0-9]/g, (letter) => (r.below(3) ? letter : `%${letter.charCodeAt(0).toString(16)}`));
    case 3:
      return decoded(value);
    case 4:
      return encoded(value);
    default:
      return value.replace(/%2B/g, '+');
  }
}

const FORMS: readonly Mutation[] = [
  (pairs) => [...pairs].reverse(),
  (pairs, r) => [...pairs].sort(() => (r.below(2) ? 1 : -1)),
  (pairs, r) => some(pairs, r, ([name, value]) => [name, respelled(value, r)]),
  (pairs, r) => pairs.map(([name, value]) => [name, respelled(value, r)]),
  (pairs, r) => some(pairs, r, ([name, value]) => [respelled(name, r), value]),
  (pairs, r) => some(pairs, r, ([name, value]) => [r.pick([name.toUpperCase(), `${name}%00`, `${name}[]`, ` ${name}`, `${name}%20`]), value]),
  (pairs, r) => {
    const i = r.below(pairs.length);
    return pairs.filter((_, j) => i !== j);
  },
  (pairs, r) => {
    const twice = r.pick(pairs);
    return r.below(2) ? [twice, ...pairs] : [...pairs, [twice[0], r.below(2) ? twice[1] : '1']];
  },
  (pairs, r) => some(pairs, r, ([name]) => [name, r.pick(['', '0', '00', '1', 'TRADE_SUCCESS', '0.01', '%F0%9F%92%A9', 'null'])]),
  (pairs, r) => [...pairs, [r.pick(['x', 'sign', 'signature', 'sign_type', '__proto__', 'constructor', '']), r.pick(['', '1', 'RSA', 'RSA2'])]],
  (pairs, _, other) => other.map((pair, i) => (i % 2 ? pair : (pairs[i] ?? pair))),
];

/** Changes of the fields that a message turns on. */
function aimed(channel: Exclude<ChannelId, 'wechat'>, pairs: Pairs, r: Random, other: Pairs): Pairs {
  const name = r.pick(NAMES[channel]);
  const i = pairs.findIndex((pair) => pair[0] === name);
  const theirs = other.find((pair) => pair[0] === name);
  if (i < 0) return [...pairs, [name, theirs?.[1] ?? r.pick(['', '00', '1.00', 'TRADE_SUCCESS'])]];
  if (name === 'sign' || name === 'signature') {
    return r.below(4) && theirs
      ? at(pairs, i, ([own, value]) => [own, encoded(alterBase64(decoded(value), r))])
      : at(pairs, i, ([own]) => [own, theirs?.[1] ?? '']);
  }
  if (name === 'signPubKeyCert') {
    return at(pairs, i, ([own, value]) => {
      const pem = decoded(value);
      const place = r.below(pem.length);
      return [
        own,
        encoded(
          r.pick([
            pem.replace(/\r/g, ''),
            `${pem}\r\n`,
            pem + pem,
            pem.slice(0, place) + r.pick(['A', 'B', '=']) + pem.slice(place + 1),
            pem.slice(0, place),
          ]),
        ),
      ];
    });
  }
  return at(pairs, i, ([own, value]) => [own, r.pick([theirs?.[1] ?? '', respelled(value, r), `${value}0`, value.slice(1), `0${value}`, ''])]);
}

const pairsOf = (body: string): Pairs =>
  body.split('&').map((one) => {
    const equals = one.indexOf('=');
    return equals < 0 ? [one, ''] : [one.slice(0, equals), one.slice(equals + 1)];
  });

export function mutateForm(channel: Exclude<ChannelId, 'wechat'>, changed: Changed, random: Random, other: Sample): void {
  const pairs = pairsOf(changed.body.toString('utf8'));
  const theirs = pairsOf(other.body);
  const made = random.below(2) ? aimed(channel, pairs, random, theirs) : random.pick(FORMS)(pairs, random, theirs);
  changed.body = Buffer.from(made.map(([name, value]) => `${name}=${value}`).join(random.below(200) ? '&' : ';'));
}
