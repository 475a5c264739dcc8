import { createHash, type KeyObject } from 'node:crypto';
import { sortedText } from '../common/form';
import { signText, verifyText } from '../common/rsa';

export type Fields = Readonly<Record<string, string>>;

/** What is signed, version 5.1.0: lower-case hex SHA-256 of the sorted text, which RSA then hashes again. protocols 3.2 [V] */
export function digest(fields: Fields): string {
  return createHash('sha256')
    .update(sortedText(fields, ['signature']), 'utf8')
    .digest('hex');
}

export function signFields(fields: Fields, key: KeyObject): Record<string, string> {
  return { ...fields, signature: signText(digest(fields), key) };
}

export function verifyFields(fields: Fields, key: KeyObject): boolean {
  return verifyText(digest(fields), fields.signature ?? '', key);
}

/** An answer's body: `k=v&k=v` without any percent-encoding. protocols 3.3 [V] */
export function writeRaw(fields: Fields): string {
  return Object.keys(fields)
    .filter((name) => fields[name] !== '')
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
}

/** Reads such a body: a value ends at the next `&` that stands outside braces and brackets. */
export function readRaw(text: string): Record<string, string> {
  const fields: Record<string, string> = {};
  let start = 0;
  while (start < text.length) {
    const equals = text.indexOf('=', start);
    if (equals < 0) break;
    let depth = 0;
    let end = equals + 1;
    for (; end < text.length; end++) {
      const char = text[end];
      if (char === '{' || char === '[') depth += 1;
      else if (char === '}' || char === ']') depth -= 1;
      else if (char === '&' && depth <= 0) break;
    }
    fields[text.slice(start, equals)] = text.slice(equals + 1, end);
    start = end + 1;
  }
  return fields;
}
