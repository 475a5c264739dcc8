export type Fields = Readonly<Record<string, string>>;

/**
 * Reads a form body, decoding once (`+` → space, `%XX` → byte, UTF-8). A second decoding would break every value that
 * holds `+` or `%`.
 * @returns null when a name comes twice: a signature over one of them says nothing about the other.
 */
export function readForm(body: Buffer | string): Fields | null {
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(body.toString())) {
    if (name in fields) return null;
    fields[name] = value;
  }
  return fields;
}

/** Writes a form or query. Spaces as `%20`, which every decoder reads alike. */
export function writeForm(fields: Fields): string {
  return new URLSearchParams(fields).toString().replace(/\+/g, '%20');
}

/** `k=v` joined by `&`, sorted by name (ASCII), without the names given and without empty values unless they are kept; raw values. */
export function canonicalFields(fields: Fields, without: readonly string[], empties: 'dropped' | 'kept' = 'dropped'): string {
  return Object.keys(fields)
    .filter((name) => !without.includes(name) && (empties === 'kept' || fields[name] !== ''))
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
}
