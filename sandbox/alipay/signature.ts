import type { KeyObject } from 'node:crypto';
import { sortedText } from '../common/form';
import { signText } from '../common/rsa';

/** What a merchant signs: everything but `sign`; `sign_type` stays in. protocols 2.1 [V] */
export function requestText(fields: Readonly<Record<string, string>>): string {
  return sortedText(fields, ['sign']);
}

/** What Alipay signs in notices and return addresses: `sign_type` is dropped too. protocols 2.6 [V] */
export function noticeText(fields: Readonly<Record<string, string>>): string {
  return sortedText(fields, ['sign', 'sign_type']);
}

/** Adds Alipay's signature to a notice or a return. */
export function signNotice(fields: Readonly<Record<string, string>>, key: KeyObject): Record<string, string> {
  return { ...fields, sign: signText(noticeText(fields), key), sign_type: 'RSA2' };
}

/**
 * `{"<name>":{…},"sign":"…"}`, signed over the very substring that is sent; in certificate mode the certificate is named
 * before. Without a key: unsigned. protocols 2.2 [V]
 */
export function sealResponse(name: string, content: Readonly<Record<string, unknown>>, key: KeyObject | undefined, certSn?: string): string {
  const inner = JSON.stringify(content);
  return `{"${name}":${inner}${key && certSn ? `,"alipay_cert_sn":"${certSn}"` : ''}${key ? `,"sign":"${signText(inner, key)}"` : ''}}`;
}

/**
 * Cuts the object that stands under `name` out of a response, byte for byte, by counting braces outside of strings.
 * Undefined when there is none.
 */
export function cutContent(response: string, name: string): string | undefined {
  const start = response.indexOf('{', response.indexOf(`"${name}"`));
  if (!response.includes(`"${name}"`) || start < 0) return undefined;
  let depth = 0;
  let inString = false;
  for (let i = start; i < response.length; i++) {
    const char = response[i];
    if (inString) {
      if (char === '\\') i += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{') depth += 1;
    else if (char === '}' && --depth === 0) return response.slice(start, i + 1);
  }
  return undefined;
}
