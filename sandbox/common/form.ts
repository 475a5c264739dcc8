/**
 * Reads `application/x-www-form-urlencoded` once: `+` is a space, `%XX` a byte, UTF-8. A second decoding would break
 * values that hold a percent sign or a plus. When a name comes twice the first one counts.
 */
export function parseForm(text: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text)) fields[name] ??= value;
  return fields;
}

/** Writes a form as Java's URLEncoder does, which the providers use: a blank becomes `+`, a plus `%2B`. */
export function writeForm(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString();
}

/** `k=v` joined by `&`, sorted by name in ASCII order, raw values, empty ones and `without` left out. */
export function sortedText(fields: Readonly<Record<string, string>>, without: readonly string[]): string {
  return Object.keys(fields)
    .filter((name) => fields[name] !== '' && !without.includes(name))
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
}
