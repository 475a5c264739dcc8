/** A value from the page's address. Some platforms hand it over still encoded, some decoded. */
export function readParam(value: string | undefined): string {
  if (!value) return '';
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
