import { beijing } from '../../src/contract/time';

/** `2026-11-23T10:34:56+08:00`, as WeChat Pay writes times. */
export function offsetTime(at: Date): string {
  return beijing(at).format('YYYY-MM-DDTHH:mm:ssZ');
}

/** `2026-11-23 10:34:56` in Beijing, as Alipay writes times. */
export function spacedTime(at: Date): string {
  return beijing(at).format('YYYY-MM-DD HH:mm:ss');
}

/** `20261123103456` in Beijing, as UnionPay writes times. */
export function compactTime(at: Date): string {
  return beijing(at).format('YYYYMMDDHHmmss');
}

/** Reads {@link offsetTime}'s form, any offset. @returns null for anything else. */
export function fromOffsetTime(text: string): Date | null {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) ? valid(text) : null;
}

/** Reads {@link spacedTime}'s form; Alipay adds milliseconds in some fields. @returns null for anything else. */
export function fromSpacedTime(text: string): Date | null {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)$/.exec(text);
  return match ? valid(`${match[1]}T${match[2]}+08:00`) : null;
}

/** Reads {@link compactTime}'s form. @returns null for anything else. */
export function fromCompactTime(text: string): Date | null {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  return valid(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`);
}

function valid(iso: string): Date | null {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? null : at;
}
