import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** docs/security.md says what holds and which test shows it; that these exist, named-tests.test.ts says. */
const PROJECT = resolve(__dirname, '..');
const page = readFileSync(join(PROJECT, 'docs/security.md'), 'utf8');

/** Levels 1 and 2 of ASVS 5.0.0 in the chapters that count here. */
const REQUIRED = `1.1.1–2 1.2.1–9 1.3.1–11 1.4.1–3 1.5.1–2 2.1.1–3 2.2.1–3 2.3.1–4 2.4.1 3.2.1–2 3.3.1–4 3.4.1–6 3.5.1–5 3.7.1–2
  4.1.1–3 4.2.1 4.3.1–2 4.4.1–4 6.1.1–3 6.2.1–12 6.3.1–4 6.4.1–4 6.5.1–5 6.6.1–3 6.8.1–4 7.1.1–3 7.2.1–4 7.3.1–2 7.4.1–5 7.5.1–2 7.6.1–2
  8.1.1–2 8.2.1–3 8.3.1 8.4.1 9.1.1–3 9.2.1–4 11.1.1–2 11.2.1–3 11.3.1–3 11.4.1–4 11.5.1 11.6.1 12.1.1–3 12.2.1–2 12.3.1–4
  13.1.1 13.2.1–5 13.3.1–2 13.4.1–5 14.1.1–2 14.2.1–4 14.3.1–3 16.1.1 16.2.1–5 16.3.1–4 16.4.1–3 16.5.1–3`;

/** `1.2.5–8` → 1.2.5, 1.2.6, 1.2.7, 1.2.8 */
function idsIn(text: string): string[] {
  return [...text.matchAll(/(\d+\.\d+)\.(\d+)(?:–(\d+))?/g)].flatMap(([, section, first, last]) =>
    Array.from({ length: Number(last ?? first) - Number(first) + 1 }, (_, i) => `${section}.${Number(first) + i}`),
  );
}

const rows = page
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map(
    (line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()) as [string, string, string, string],
  );

it('every level 1 and 2 requirement of these chapters has one row', () => {
  const named = rows.flatMap(([ids]) => idsIn(ids));
  expect([...named].sort()).toEqual(idsIn(REQUIRED).sort());
});

it('every row names a test, or says why there is none', () => {
  const silent = rows.filter(([, , , shown]) => !/^`[\w./-]+` «[^»]+»$|^by reading$|^does not apply$|^not met|^the /.test(shown));
  expect(silent.map(([ids, , , shown]) => `${ids}: ${shown}`)).toEqual([]);
});
