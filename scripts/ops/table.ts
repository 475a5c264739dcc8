/** Signs that take two columns in a terminal: CJK, kana, hangul, full-width forms. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const COMBINING = /\p{M}|\u200d/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is what it is for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** How many columns a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += COMBINING.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1;
  return width;
}

/** One line without anything that would move a terminal's cursor: reasons are typed by people. */
export function plain(text: string): string {
  return text.replace(CONTROL, '·');
}

export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

/** Rows under their titles, aligned also where Chinese and Latin letters mix. Columns that are empty everywhere are left out. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], empty = 'none'): string {
  if (rows.length === 0) return `${empty}\n`;
  const cells = rows.map((row) => columns.map((_, i) => plain(row[i] ?? '')));
  const used = columns.map((_, i) => cells.some((row) => row[i] !== ''));
  const widths = columns.map((column, i) => Math.max(widthOf(column.title), ...cells.map((row) => widthOf(row[i] as string))));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, i) => {
        const gap = ' '.repeat((widths[i] as number) - widthOf(text));
        return columns[i]?.align === 'right' ? gap + text : text + gap;
      })
      .filter((_, i) => used[i])
      .join('  ')
      .trimEnd();
  const rule = line(columns.map((_, i) => '─'.repeat(widths[i] as number)));
  return `${[line(columns.map((column) => column.title)), rule, ...cells.map(line)].join('\n')}\n`;
}

/** Facts of one thing, name and value on each line. */
export function facts(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => widthOf(name)));
  return `${pairs
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}${' '.repeat(width - widthOf(name))}  ${plain(value)}`)
    .join('\n')}\n`;
}
