/** Node reads GBK but does not write it: the table is what its reader says of every pair of bytes. */
let table: Map<string, number> | undefined;

function pairs(): Map<string, number> {
  const reader = new TextDecoder('gbk');
  const made = new Map<string, number>();
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      if (low === 0x7f) continue;
      const text = reader.decode(Uint8Array.of(high, low));
      if (text.length === 1 && text !== '\uFFFD' && !made.has(text)) made.set(text, (high << 8) | low);
    }
  }
  return made;
}

/** Text as GBK; what GBK does not have (emoji) becomes `?`, as in the providers' own files. */
export function toGbk(text: string): Buffer {
  table ??= pairs();
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    const pair = table.get(char);
    if (code < 0x80) bytes.push(code);
    else if (pair === undefined) bytes.push(0x3f);
    else bytes.push(pair >> 8, pair & 0xff);
  }
  return Buffer.from(bytes);
}
