import type { KeyObject } from 'node:crypto';
import { canonicalFields, type Fields } from '../form';
import { rsaVerify } from '../rsa';

/** What a request's signature covers: `sign_type` stays in. Source: Alipay OpenAPI v2, request. */
export function requestText(params: Fields): string {
  return canonicalFields(params, ['sign']);
}

const UNSIGNED_IN_NOTICES = ['sign', 'sign_type'];

/** What the signature of a trade notice or a page return covers: `sign_type` goes out too. Source: Alipay OpenAPI v2, asynchronous notification. */
export function noticeText(params: Fields): string {
  return canonicalFields(params, UNSIGNED_IN_NOTICES);
}

/**
 * Whether Alipay signed a trade notice or a page return. Its manuals drop empty values, its own Node SDK keeps them; both
 * are accepted, because to us an empty value and none are the same.
 */
export function verifyNotice(params: Fields, key: KeyObject): boolean {
  const { sign } = params;
  if (!sign || params.sign_type !== 'RSA2') return false;
  return rsaVerify(noticeText(params), sign, key) || rsaVerify(canonicalFields(params, UNSIGNED_IN_NOTICES, 'kept'), sign, key);
}

export interface CutResponse {
  /** `alipay_trade_query_response` …, or `error_response` for errors of the gateway itself */
  readonly name: string;
  /** the object exactly as it came, braces included: what the signature covers */
  readonly content: Buffer;
  /** null when the gateway did not sign */
  readonly sign: string | null;
  /** which certificate signed, in certificate mode */
  readonly certSn: string | null;
}

/**
 * Cuts a response of `method` into the signed bytes and the signature, by scanning: re-serialised JSON would lose the
 * escapes that were signed. Source: Alipay OpenAPI v2, response.
 * @returns null when the body is not one JSON object with the response in it.
 */
export function cutResponse(raw: Buffer, method: string): CutResponse | null {
  const members = topLevelMembers(raw);
  if (!members) return null;
  const ownName = `${method.replace(/\./g, '_')}_response`;
  const name = members.has(ownName) ? ownName : 'error_response';
  const content = members.get(name);
  if (!content || content[0] !== OPEN_BRACE) return null;
  const text = (member: string) => {
    const value = members.get(member);
    return (value && readString(value)) || null;
  };
  return { name, content, sign: text('sign'), certSn: text('alipay_cert_sn') };
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACES = [0x20, 0x09, 0x0a, 0x0d];

/**
 * The members of a JSON object with their values' raw bytes. Bytes will do: no part of a UTF-8 sequence looks like ASCII.
 * @returns null for anything but one object with members, and when a name comes twice (which of them was signed?).
 */
function topLevelMembers(raw: Buffer): Map<string, Buffer> | null {
  const members = new Map<string, Buffer>();
  let at = skipSpace(raw, 0);
  if (raw[at] !== OPEN_BRACE) return null;
  do {
    const nameStart = skipSpace(raw, at + 1);
    const nameEnd = endOfString(raw, nameStart);
    const colon = skipSpace(raw, nameEnd);
    if (nameEnd < 0 || raw[colon] !== COLON) return null;
    const start = skipSpace(raw, colon + 1);
    const end = endOfValue(raw, start);
    const name = readString(raw.subarray(nameStart, nameEnd));
    if (end < 0 || name === null || members.has(name)) return null;
    members.set(name, raw.subarray(start, end));
    at = skipSpace(raw, end);
  } while (raw[at] === COMMA);
  return raw[at] === CLOSE_BRACE && skipSpace(raw, at + 1) === raw.length ? members : null;
}

function skipSpace(raw: Buffer, from: number): number {
  let at = from;
  while (SPACES.includes(raw[at] ?? 0)) at++;
  return at;
}

/** Position after the closing quote, or -1. */
function endOfString(raw: Buffer, start: number): number {
  if (raw[start] !== QUOTE) return -1;
  for (let at = start + 1; at < raw.length; at++) {
    if (raw[at] === BACKSLASH) at++;
    else if (raw[at] === QUOTE) return at + 1;
  }
  return -1;
}

/** Position after a value, or -1. Inside braces and brackets only strings need care. */
function endOfValue(raw: Buffer, start: number): number {
  const first = raw[start];
  if (first === QUOTE) return endOfString(raw, start);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return endOfLiteral(raw, start);
  let depth = 0;
  for (let at = start; at < raw.length; at++) {
    const byte = raw[at];
    if (byte === QUOTE) {
      const end = endOfString(raw, at);
      if (end < 0) return -1;
      at = end - 1;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at + 1;
  }
  return -1;
}

/** A number, `true`, `false` or `null`. */
function endOfLiteral(raw: Buffer, start: number): number {
  let at = start;
  while (at < raw.length && raw[at] !== COMMA && raw[at] !== CLOSE_BRACE && !SPACES.includes(raw[at] ?? 0)) at++;
  return at > start && at < raw.length ? at : -1;
}

function readString(raw: Buffer): string | null {
  try {
    const value: unknown = JSON.parse(raw.toString('utf8'));
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
